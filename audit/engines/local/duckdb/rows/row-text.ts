import { ACCESS_LOG_FIELDS } from '../../../../../contract/access-log-fields';
import { ROW_SEPARATOR } from '../../scanner/layout';
import type { LineRow } from './line-row';

// Rows as text: most are written by ../../scanner/wasm/rows.ts, and read by ../read-row-files.ts. What DuckDB would read otherwise
// than it was written is in hexadecimal.

/** What to do where the directory for a run cannot be made, or takes no more. */
export const OTHER_DIRECTORY = '(TMPDIR names another directory for what a run needs)';

const SEPARATOR = String.fromCharCode(ROW_SEPARATOR);
/** Stands in for no value. */
export const NOTHING = '-';
/** Stands between values in hexadecimal. */
export const BETWEEN_ESCAPED = ',';
/** Ends a row or a field, or is NUL. */
const UNSAFE = /[\0\x01\n\r]/; // eslint-disable-line no-control-regex
const NO_FIELDS = Array.from({ length: ACCESS_LOG_FIELDS.length + 1 }, () => NOTHING);

/**
 * Writes a row as text.
 *
 * @param number of the part of a log that the line is of. @param line number of the line in it.
 */
export function rowText(number: number, line: number, row: Exclude<LineRow, { kind: 'blank' }>): string {
  const cells = row.kind === 'record' ? recordCells(row) : rejectCells(row);
  return `${[number, line, ...cells].join(SEPARATOR)}\n`;
}

function recordCells({ digest, ambiguous, values, extra }: Extract<LineRow, { kind: 'record' }>): readonly string[] {
  const all = [...values, ...extra];
  const isSafe = !all.some((value) => UNSAFE.test(value)) && !extra.some((word) => word.includes(' '));
  // What is no absence must not look like one.
  const further = extra.length === 0 ? NOTHING : ` ${extra.join(' ')}`;
  const escaped = isSafe ? NOTHING : all.map(inHexadecimal).join(BETWEEN_ESCAPED);
  return [NOTHING, NOTHING, escaped, digest, ambiguous ? 't' : 'f', ...(isSafe ? [...values, further] : NO_FIELDS)];
}

function rejectCells({ reason, text }: Extract<LineRow, { kind: 'reject' }>): readonly string[] {
  const isSafe = !UNSAFE.test(text) && text !== NOTHING;
  return [reason, ...(isSafe ? [text, NOTHING] : [NOTHING, inHexadecimal(text)]), NOTHING, NOTHING, ...NO_FIELDS];
}

function inHexadecimal(text: string): string {
  return Buffer.from(text).toString('hex');
}
