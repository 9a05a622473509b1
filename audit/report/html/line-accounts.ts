import type { Coverage } from '../../records/aggregate';
import type { Html } from '../../output/html';
import { htmlTable } from '../../output/html-table';
import { grouped } from '../../output/numbers';

/** What became of the lines of access logs. */
export type LineAccounts = Omit<Coverage, 'ambiguous' | 'witnessed' | 'damaged'> & Partial<Pick<Coverage, 'ambiguous'>>;

/** Every line is accounted for: all numbers before "all lines" add up to it. */
export function lineAccounts(count: LineAccounts, ofOtherBuckets = 'records of other buckets'): Html {
  const selected = count.records - count.outsideWindow - count.otherBuckets;
  const rows: readonly (readonly [string, number])[] = [
    ['records of this report', selected],
    ['records outside the window', count.outsideWindow],
    [ofOtherBuckets, count.otherBuckets],
    ['duplicates, equal in every byte to an earlier line', count.duplicates],
    ['blank', count.blank],
    ['could not be read', count.rejects],
    ['all lines', count.lines],
    ...(count.ambiguous === undefined
      ? []
      : [['ambiguous, among all records; judged by the worst reading', count.ambiguous] as const]),
  ];
  return htmlTable({
    caption: `What became of ${grouped(count.lines)} lines in ${grouped(count.files)} files`,
    columns: [{ head: 'part' }, { head: 'lines', kind: 'number' }],
    rowHead: 0,
    rows: rows.map(([part, lines]) => [part, grouped(lines)]),
    narrow: true,
  });
}
