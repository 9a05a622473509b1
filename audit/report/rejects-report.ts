import { printable } from '../../contract/printable';
import { csvText } from '../output/csv';
import { jsonText } from '../output/json';
import { placeOf, type DamagedFile, type Reject } from '../records/reject';

/** What could not be read. */
export interface RejectsReport {
  /** Lines, and records of CloudTrail. */
  readonly rejects: readonly Reject[];
  /** Files that were not read to their ends: what they had more is not among the rejects. */
  readonly damaged: readonly DamagedFile[];
}

/** A line for each reject: its place, why it could not be read, and what it is; then one for each file. */
export function rejectsTable({ rejects, damaged }: RejectsReport): string {
  return [
    ...rejects.map((reject) => `${placeOf(reject)}: ${reject.reason}: ${reject.text}`),
    ...damaged.map(({ file, reason }) => `${file}: was read only in part: ${reason}`),
  ]
    .map((line) => `${printable(line)}\n`)
    .join('');
}

/** What could not be read, as JSON (`schemas/rejects.schema.json`). */
export function rejectsJson({ rejects, damaged }: RejectsReport): string {
  return jsonText({ rejects, damaged });
}

/** What could not be read, as CSV: lines, then damaged files. */
export function rejectsCsv({ rejects, damaged }: RejectsReport): string {
  const rows = [
    ...rejects.map((reject) => ({ position: '', ...reject })),
    ...damaged.map((file) => ({ ...file, line: 0, position: '', text: '' })),
  ];
  return csvText(rows, ['file', 'line', 'reason', 'text', 'position']);
}
