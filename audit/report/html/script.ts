/**
 * Sorts, filters and pages the tables of the report. Written into the page as it is, so nothing may be put together here;
 * the page is whole without it, and its hash lets nothing else be a script. It sets text and order, never markup.
 */
export const SCRIPT = `'use strict';
for (const region of document.querySelectorAll('.table.listed')) {
  const table = region.querySelector('table');
  const body = table.tBodies[0];
  const all = [...body.rows];
  const size = 50;
  let shown = all;
  let page = 0;

  const bar = document.createElement('div');
  bar.className = 'controls';
  const filter = document.createElement('input');
  filter.type = 'search';
  filter.placeholder = 'filter';
  filter.setAttribute('aria-label', 'Filter: ' + table.caption.textContent);
  const back = document.createElement('button');
  const on = document.createElement('button');
  back.textContent = 'back';
  on.textContent = 'on';
  back.type = on.type = 'button';
  const where = document.createElement('span');
  where.setAttribute('role', 'status');
  bar.append(filter, back, on, where);
  region.before(bar);

  const draw = () => {
    const pages = Math.max(1, Math.ceil(shown.length / size));
    page = Math.min(Math.max(page, 0), pages - 1);
    const from = page * size;
    body.replaceChildren(...shown.slice(from, from + size));
    back.disabled = page === 0;
    on.disabled = page === pages - 1;
    where.textContent = shown.length === 0 ? 'no row' : (from + 1) + ' to ' + Math.min(from + size, shown.length) + ' of ' + shown.length;
  };
  filter.addEventListener('input', () => {
    const word = filter.value.toLowerCase();
    shown = all.filter((row) => row.textContent.toLowerCase().includes(word));
    page = 0;
    draw();
  });
  back.addEventListener('click', () => { page--; draw(); });
  on.addEventListener('click', () => { page++; draw(); });

  const valueOf = (row, column) => {
    const text = row.cells[column].textContent;
    return row.cells[column].classList.contains('number') ? Number(text.replaceAll(',', '')) : text;
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1);
      all.sort((a, b) => compare(valueOf(a, column), valueOf(b, column)));
      const kept = new Set(shown);
      shown = all.filter((row) => kept.has(row));
      draw();
    });
  });
  draw();
  addEventListener('beforeprint', () => body.replaceChildren(...shown));
  addEventListener('afterprint', draw);
}
`;
