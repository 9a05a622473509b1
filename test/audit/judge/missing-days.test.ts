import fc from 'fast-check';
import type { BucketHour } from '../../../audit/records/aggregate';
import type { Deliveries, SourceDelivery } from '../../../audit/records/deliveries';
import { daysText, findMissingDays, missingDaysSentence, type AskedWindow } from '../../../audit/judge/missing-days';

const DAY = 86_400;
const MONDAY = Date.UTC(2026, 0, 5) / 1000 / DAY;
const OPEN: AskedWindow = { since: null, until: null };

const source = (days: readonly number[], bucket: string | null = 'orders'): SourceDelivery => ({
  ...{ bucket, objects: days.length, days, newestDelivery: null, newestRecord: null, longestLag: null },
});
const deliveries = (sources: readonly SourceDelivery[], otherFiles = 0): Deliveries => ({
  ...{ sources, otherFiles, beyond: null },
});
/** So many days from Monday on, save those that the rule leaves out. */
const daysBut = (count: number, isEmpty: (day: number) => boolean): readonly number[] =>
  Array.from({ length: count }, (_, day) => day)
    .filter((day) => !isEmpty(day))
    .map((day) => MONDAY + day);
const window = (since: number | null, until: number | null): AskedWindow => ({
  since: since === null ? null : (MONDAY + since) * DAY,
  until: until === null ? null : (MONDAY + until) * DAY,
});
const found = (days: readonly number[], asked = OPEN, activity: readonly BucketHour[] = [], otherFiles = 0): string[] =>
  findMissingDays(deliveries([source(days)], otherFiles), activity, asked, ['orders']).map(
    ({ from, to }) => `${from - MONDAY}-${to - MONDAY}`,
  );

test('days that all have objects miss nothing', () => {
  expect(found(daysBut(10, () => false))).toEqual([]);
});

test('a day without objects among days that all have some is missing', () => {
  expect(found(daysBut(7, (day) => day === 3))).toEqual(['3-3']);
});

test('days that follow each other are told together', () => {
  expect(found(daysBut(20, (day) => day >= 6 && day < 12))).toEqual(['6-11']);
});

test.each([
  ['a bucket that is used now and then', daysBut(20, (day) => day % 3 === 1)],
  ['weekends', daysBut(28, (day) => day % 7 >= 5)],
  ['Sundays', daysBut(28, (day) => day % 7 === 6)],
  ['too few days to compare', daysBut(5, (day) => day === 2)],
])('the traffic explains days without objects: %s', (_what, days) => {
  expect(found(days)).toEqual([]);
});

test('a Sunday without objects is missing where the other Sundays have some', () => {
  expect(found(daysBut(28, (day) => day === 13))).toEqual(['13-13']);
});

test('a silent Wednesday is missing beside silent weekends', () => {
  expect(found(daysBut(28, (day) => day % 7 >= 5 || day === 9))).toEqual(['9-9']);
});

test('a Monday lost after a weekend that never has objects is told without the weekend', () => {
  expect(found(daysBut(70, (day) => day % 7 >= 5 || day === 35))).toEqual(['35-35']);
  expect(found(daysBut(70, (day) => day % 7 >= 5 || day === 32 || day === 35))).toEqual(['32-35']);
});

test('a stated window reaches before the first object and beyond the last', () => {
  const days = daysBut(6, () => false);
  expect(found(days, window(-3, 9))).toEqual(['-3--1', '6-8']);
  expect(found(days, window(0, 6))).toEqual([]);
});

test('only whole days of the window are looked at', () => {
  const days = daysBut(8, (day) => day === 3);
  expect(found(days, window(3, 4))).toEqual(['3-3']);
  expect(found(days, window(3.1, 4))).toEqual([]);
  expect(found(days, window(3, 3.9))).toEqual([]);
  expect(found(days, window(4, 8))).toEqual([]);
});

test('a window that ends in the far future takes no time', () => {
  expect(
    found(
      daysBut(6, () => false),
      { since: null, until: Date.UTC(9999, 0) / 1000 },
    ),
  ).toHaveLength(1);
});

describe('where some files lie in no folder of a bucket', () => {
  const days = daysBut(8, (day) => day < 2 || day === 5);
  const records = (...on: readonly number[]): readonly BucketHour[] =>
    on.map((day) => ({ bucket: 'orders', hour: (MONDAY + day) * 24 + 8, records: 1 }));

  test('a day with records has logs', () => {
    expect(found(days, window(0, 8), records(0, 1, 5), 1)).toEqual([]);
    expect(found(days, window(0, 8), records(0, 1), 1)).toEqual(['5-5']);
  });

  test('else the objects alone count: late records of a lost day may lie in the next', () => {
    expect(found(days, OPEN, records(5))).toEqual(['5-5']);
  });

  test('a flat prefix tells no days of a bucket', () => {
    const flat = deliveries([
      source(
        daysBut(8, (day) => day === 3),
        null,
      ),
    ]);
    expect(findMissingDays(flat, [], OPEN, [])).toEqual([]);
  });
});

test('buckets that are not asked for are left out, and each is compared with itself', () => {
  const both = deliveries([
    source(daysBut(9, (day) => day === 4)),
    source(
      daysBut(9, (day) => day === 5),
      'invoices',
    ),
  ]);
  const bucketsOf = (buckets: readonly string[]): unknown =>
    findMissingDays(both, [], OPEN, buckets).map(({ bucket, from }) => [bucket, from - MONDAY]);
  expect(bucketsOf(['orders'])).toEqual([['orders', 4]]);
  expect(bucketsOf([])).toEqual([
    ['orders', 4],
    ['invoices', 5],
  ]);
});

test('a missing day has no object, lies in the window, and is the only kind of day that is told', () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 });
  const ends = fc.tuple(fc.integer({ min: -20, max: 30 }), fc.integer({ min: 31, max: 90 }));
  fc.assert(
    fc.property(days, ends, (some, [since, until]) => {
      const inOrder = some.map((day) => MONDAY + day).sort((a, b) => a - b);
      const all = findMissingDays(deliveries([source(inOrder)]), [], window(since, until), []);
      for (const { from, to, others, withObjects } of all) {
        expect(from).toBeGreaterThanOrEqual(MONDAY + since);
        expect(to).toBeLessThan(MONDAY + until);
        expect(inOrder.some((day) => day >= from && day <= to)).toBe(false);
        expect(withObjects).toBeLessThanOrEqual(others);
      }
    }),
  );
});

test('the sentence tells bucket, days and what they were compared with', () => {
  const missing = { bucket: 'orders', from: MONDAY, to: MONDAY + 2, others: 12, withObjects: 11 };
  expect(missingDaysSentence(missing)).toBe(
    'no log object of orders is dated 2026-01-05 to 2026-01-07, where 11 of its 12 other days have some: objects may be late, lost or not collected',
  );
  expect(daysText({ from: MONDAY, to: MONDAY })).toBe('2026-01-05');
});
