import { markup, type Html, type HtmlValue } from './html';

/** A column of a table. */
export interface Column {
  readonly head: string;
  /** What the cells hold: numbers stand to the right, addresses and times are not broken, names may be long. */
  readonly kind?: 'number' | 'address' | 'time' | 'names';
}

/** A table of a page: its caption, columns and rows. */
export interface TableSpec {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** Index of the column whose cell names its row. */
  readonly rowHead: number;
  readonly rows: readonly (readonly HtmlValue[])[];
  readonly narrow?: boolean;
  /** A long list: the page's script, where it runs, sorts, filters and pages it. */
  readonly listed?: boolean;
}

/** A table that a screen reader can read: caption, column heads, row heads; it scrolls by itself where it is too wide. */
export function htmlTable({ caption, columns, rowHead, rows, narrow = false, listed = false }: TableSpec): Html {
  const classOf = (index: number): string => columns[index]?.kind ?? 'text';
  const heads = columns.map(({ head }, i) => markup`<th scope="col" class="${classOf(i)}">${head}</th>`);
  const cell = (value: HtmlValue, i: number): Html =>
    i === rowHead
      ? markup`<th scope="row" class="${classOf(i)}">${value}</th>`
      : markup`<td class="${classOf(i)}">${value}</td>`;
  return markup`<div class="${listed ? 'table listed' : 'table'}" role="region" tabindex="0" aria-label="${caption}">
<table class="${narrow ? 'narrow' : 'wide'}">
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.map((values) => markup`<tr>${values.map(cell)}</tr>`)}
</tbody>
</table>
</div>`;
}
