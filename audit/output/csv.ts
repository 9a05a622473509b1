import { stringify } from 'csv-stringify/sync';
import { printable } from '../../contract/printable';

/** Writes records as CSV, inert for terminals and spreadsheets; without header where it continues what was written. */
export function csvText(rows: readonly object[], columns: readonly string[], header = true): string {
  return stringify([...rows], {
    header,
    columns: [...columns],
    escape_formulas: true,
    cast: { string: (text) => printable(text) },
  });
}
