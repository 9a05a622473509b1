import type { BucketHour } from '../../../audit/records/aggregate';
import { findGaps, gapSentence, type Gap } from '../../../audit/judge/gaps';

const MONDAY = Date.UTC(2026, 0, 5) / 3_600_000;
const OPEN = { since: null, until: null };

/** Hours with records: so many in each hour of each day that the rule gives. */
const days = (count: number, recordsAt: (day: number, hour: number) => number): BucketHour[] =>
  Array.from({ length: count * 24 }, (_, i) => ({
    bucket: 'orders',
    hour: MONDAY + i,
    records: recordsAt(Math.floor(i / 24), i % 24),
  })).filter(({ records }) => records > 0);

const found = (activity: readonly BucketHour[], window: Parameters<typeof findGaps>[1] = OPEN): string[] =>
  findGaps(activity, window).map(
    ({ from, until }) => `${(from / 3600 - MONDAY).toString()}-${(until / 3600 - MONDAY).toString()}`,
  );

test('steady traffic has no gap', () => {
  expect(found(days(7, () => 5))).toEqual([]);
});

test('hours that are silent on one day only are a gap', () => {
  expect(found(days(7, (day, hour) => (day === 3 && hour >= 9 && hour < 13 ? 0 : 5)))).toEqual(['81-85']);
});

test('a day without records is a gap', () => {
  expect(found(days(7, (day) => (day === 4 ? 0 : 5)))).toEqual(['96-120']);
});

test('silent nights are explained by other nights', () => {
  expect(found(days(7, (_day, hour) => (hour >= 7 && hour < 19 ? 20 : 0)))).toEqual([]);
});

test('silent weekends are explained by other weekends', () => {
  expect(found(days(28, (day) => (day % 7 >= 5 ? 0 : 20)))).toEqual([]);
});

test('a silent Wednesday is a gap beside silent weekends', () => {
  expect(found(days(28, (day) => (day % 7 >= 5 || day === 9 ? 0 : 20)))).toEqual(['216-240']);
});

test('sparse traffic is silent by chance', () => {
  expect(found(days(7, (day, hour) => ((day * 24 + hour) % 5 === 0 ? 1 : 0)))).toEqual([]);
});

test('a bucket that is busy for one hour of a day is silent by chance in the others, and misses that hour', () => {
  const atNine = (day: number, hour: number): number => (hour === 9 ? 100 : (day * 24 + hour) % 5 === 0 ? 1 : 0);
  expect(found(days(28, atNine))).toEqual([]);
  expect(found(days(28, (day, hour) => (day === 9 && hour === 9 ? 0 : atNine(day, hour))))).toEqual(['221-230']);
});

test('a week of silence adds up what each of its days had, though no day alone would tell', () => {
  const activity = days(12, (day, hour) => (day >= 2 && day < 10 ? 0 : hour % 12 === 0 ? 1 : 0));
  expect(findGaps(activity, OPEN).map(({ expected }) => expected)).toEqual([14]);
});

test('with less than three days nothing can be compared', () => {
  expect(found(days(2, (day, hour) => (day === 1 && hour < 12 ? 0 : 50)))).toEqual([]);
});

test('a window that was asked for reaches beyond the records', () => {
  const steady = days(7, () => 5);
  const hour = (n: number): number => (MONDAY + n) * 3600;
  expect(found(steady, { since: hour(-24), until: hour(7 * 24 + 12) })).toEqual(['-24-0', '168-180']);
  expect(found(steady, { since: hour(0), until: hour(7 * 24) })).toEqual([]);
});

test.each([
  ['in the middle', days(12, (day) => (day >= 3 && day < 9 ? 0 : 5)), OPEN, '72-216'],
  ['after the last record', days(7, () => 5), { since: null, until: (MONDAY + 37 * 24) * 3600 }, '168-888'],
  ['before the first record', days(7, () => 5), { since: (MONDAY - 30 * 24) * 3600, until: null }, '-720-0'],
])('a silence longer than what lies beside it is a gap: %s', (_where, activity, window, gap) => {
  expect(found(activity, window)).toEqual([gap]);
});

test('a window that ends in the far future takes no time', () => {
  expect(
    found(
      days(7, () => 5),
      { since: null, until: Date.UTC(9999, 0) / 1000 },
    ),
  ).toHaveLength(1);
});

test.each([
  ['far in the past', Date.UTC(1970, 0), { since: -63_000_000_000, until: 3_000_000_000 }],
  ['far in the future', Date.UTC(9999, 0), OPEN],
])('a record %s takes no time', (_when, time, window) => {
  const odd = { bucket: 'orders', hour: time / 3_600_000, records: 1 };
  expect(findGaps([odd, ...days(7, () => 5)], window).length).toBeGreaterThan(0);
});

test('traffic that has grown is compared with the days about it', () => {
  const grown = (day: number): number => (day < 300 ? 0.001 : 50);
  expect(found(days(360, (day) => (day === 350 ? 0 : grown(day))))).toEqual(['8400-8424']);
});

test('each bucket is compared with itself', () => {
  const other = days(7, () => 50).map((each) => ({ ...each, bucket: 'invoices' }));
  const gaps = findGaps([...other, ...days(7, (day) => (day === 4 ? 0 : 5))], OPEN);
  expect(gaps.map(({ bucket }) => bucket)).toEqual(['orders']);
});

test('the sentence tells bucket, time and what was expected', () => {
  const gap: Gap = { bucket: 'orders', from: MONDAY * 3600, until: (MONDAY + 24) * 3600, expected: 120 };
  expect(gapSentence(gap)).toBe(
    'no record of orders from 2026-01-05T00:00:00Z to 2026-01-06T00:00:00Z, where the same hours of other days have about 120: log objects may be late or lost',
  );
});
