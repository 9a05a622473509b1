/** The cells of every row below the headings of a page's tables, in their order. */
export function tableRows(page: string): readonly (readonly string[])[] {
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.filter((line, i) => !isRuler(line) && !isRuler(lines[i + 1] ?? ''));
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function isRuler(line: string): boolean {
  return /^\|(-+\|)+$/.test(line);
}

/** What stands in backticks in the first cell of each row. */
export function firstCells(page: string): readonly string[] {
  return tableRows(page).flatMap(([first = '']) => [...first.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}
