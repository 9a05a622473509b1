import type { Deliveries } from '../../../audit/records/deliveries';
import { bucketExtents } from '../../../audit/judge/bucket-extents';
import { completenessOf, completenessSentences } from '../../../audit/judge/completeness';
import { NOTHING_MISSING } from './nothing-missing';
import { group } from './request-group';

const DAY = 86_400;
const MONDAY = Date.UTC(2026, 0, 5) / 1000 / DAY;
const gap = (from: number, until: number): (typeof NOTHING_MISSING.gaps)[number] => ({
  ...{ bucket: 'orders', from: (MONDAY + from) * DAY, until: (MONDAY + until) * DAY, expected: 12 },
});
const days = { bucket: 'orders', from: MONDAY + 2, to: MONDAY + 2, others: 6, withObjects: 6 };

test('a silence that is missed by records and by days is told once', () => {
  const told = (gaps: (typeof NOTHING_MISSING)['gaps']): readonly string[] =>
    completenessSentences({ ...NOTHING_MISSING, gaps, missingDays: [days] });
  expect(told([gap(1.9, 3.1)])).toEqual([
    expect.stringContaining('have about 12, and no log object dated 2026-01-07: log objects may be late or lost'),
  ]);
  expect(told([gap(3, 4)])).toHaveLength(2);
  expect(told([{ ...gap(1.9, 3.1), bucket: 'invoices' }])).toHaveLength(2);
});

test('logs of which nothing is missing have no sentence', () => {
  expect(completenessSentences(NOTHING_MISSING)).toEqual([]);
});

test('the window of the user counts, not the bounds that an engine sets', () => {
  const coverage = {
    ...{ files: 1, lines: 1, records: 1, blank: 0, duplicates: 0, ambiguous: 0, rejects: 0, outsideWindow: 0 },
    ...{ otherBuckets: 0, witnessed: 0, damaged: [] },
  };
  const open = { since: null, until: null };
  const bounded = { buckets: ['orders'], since: (MONDAY - 7) * DAY, until: MONDAY * DAY };
  const pendingOf = (asked: typeof open | typeof bounded): readonly unknown[] =>
    completenessOf(
      { coverage, groups: [group()], activity: [] },
      { selection: bounded, asked, listed: MONDAY * DAY, repeatedObjects: null },
    ).pending;
  expect(pendingOf(open)).toEqual([]);
  expect(pendingOf(bounded)).toHaveLength(1);
});

test('records are told from the first to the last of each bucket, and of those asked for that have none', () => {
  const groups = [
    group({ firstSeen: 20, lastSeen: 30, requests: 2 }),
    group({ firstSeen: 10, lastSeen: 25 }),
    group({ bucket: 'a', firstSeen: 5, lastSeen: 5 }),
  ];
  expect(bucketExtents(groups, ['orders', 'quiet'])).toEqual([
    { bucket: 'a', records: 1, first: 5, last: 5 },
    { bucket: 'orders', records: 3, first: 10, last: 30 },
    { bucket: 'quiet', records: 0, first: null, last: null },
  ]);
});

test('names of objects are looked at where the engine saw them', () => {
  const found: Deliveries = {
    sources: [{ bucket: 'orders', objects: 1, days: [1], newestDelivery: 5, newestRecord: 4, longestLag: 1 }],
    ...{ otherFiles: 0, beyond: { file: 'x', seconds: 9999 } },
  };
  const coverage = { ...{ files: 1, lines: 50, records: 25, blank: 0, duplicates: 25, ambiguous: 0, rejects: 0 } };
  const rest = { outsideWindow: 0, otherBuckets: 0, witnessed: 0, damaged: [] };
  const open = { buckets: [], since: null, until: null };
  const whole = completenessOf(
    { coverage: { ...coverage, ...rest }, groups: [], activity: [], deliveries: found },
    { selection: open, asked: open, listed: null, repeatedObjects: { objects: 1, example: ['a', 'b'] } },
  );
  expect(whole).toMatchObject({ deliveries: found.sources, laterThanName: found.beyond });
  expect(completenessSentences(whole)).toEqual([
    expect.stringMatching(/^25 of 50 records \(50\.0 %\).*such as a and b/),
  ]);
});
