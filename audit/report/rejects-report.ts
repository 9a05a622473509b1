import { printable } from '../../contract/printable';
import { csvText } from '../output/csv';
import { jsonText } from '../output/json';
import { placeOf, type Reject } from '../records/reject';

/** A line for each reject: its place, why it could not be read, and what it is. */
export function rejectsTable(rejects: readonly Reject[]): string {
  return rejects.map((reject) => `${printable(`${placeOf(reject)}: ${reject.reason}: ${reject.text}`)}\n`).join('');
}

export function rejectsJson(rejects: readonly Reject[]): string {
  return jsonText({ rejects });
}

export function rejectsCsv(rejects: readonly Reject[]): string {
  return csvText(rejects, ['file', 'line', 'reason', 'text']);
}
