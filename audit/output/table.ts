import { getBorderCharacters, table } from 'table';
import { printable } from '../../contract/printable';

/** Plain aligned columns; every cell made printable. */
export function columns(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly number[] = [],
): string {
  const text = table([[...header], ...rows.map((row) => row.map(printable))], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: 2 },
    columns: Object.fromEntries(numeric.map((index) => [index, { alignment: 'right' as const }])),
    drawHorizontalLine: () => false,
  });
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}
