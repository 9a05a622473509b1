import fc from 'fast-check';
import { type Deliveries, ofAllShares } from '../../../audit/records/deliveries';
import { createDeliveryBook, type FileContent } from '../../../audit/sources/delivery-book';
import type { LogFile } from '../../../audit/sources/log-files';

const DAY = Date.UTC(2026, 0, 5) / 86_400_000;
const NOON = DAY * 86_400 + 12 * 3600;
const PREFIX = '/logs/222222222222/us-east-1';

const object = (time: string, bucket = 'orders'): LogFile => ({
  kind: 'file',
  path: `${PREFIX}/${bucket}/2026/01/05/2026-01-05-${time}-6D5FDAF32CD2B5BC`,
});
const content = (first: number, last: number, change: Partial<FileContent> = {}): FileContent => ({
  ...{ first, last, fresh: 2, repeated: 0 },
  ...change,
});
const EMPTY = content(Infinity, -Infinity, { fresh: 0 });
const bookOf = (...added: readonly (readonly [LogFile, FileContent])[]): Deliveries => {
  const book = createDeliveryBook();
  for (const [file, found] of added) book.add(file, found);
  return book.all();
};

test('an object tells its day, its delivery and how late its first record came', () => {
  expect(
    bookOf(
      [object('12-00-00'), content(NOON - 7200, NOON - 60)],
      [object('11-00-00'), content(NOON - 8000, NOON - 3700)],
    ),
  ).toEqual({
    sources: [
      {
        ...{ bucket: 'orders', objects: 2, days: [DAY] },
        ...{ newestDelivery: NOON, newestRecord: NOON - 60, longestLag: 7200 },
      },
    ],
    ...{ otherFiles: 0, beyond: null },
  });
});

test('an object partitioned by event time tells no delivery', () => {
  expect(bookOf([object('00-00-00'), content(NOON, NOON)]).sources).toMatchObject([
    { newestDelivery: null, newestRecord: NOON, longestLag: null },
  ]);
});

test('an object without a record is no object of its day', () => {
  expect(bookOf([object('12-00-00'), EMPTY]).sources).toEqual([
    { ...{ bucket: 'orders', objects: 1, days: [], newestDelivery: null, newestRecord: null, longestLag: null } },
  ]);
});

describe('an object that cannot be what was delivered that day does not fill it', () => {
  const daysOf = (time: string, found: FileContent): readonly number[] | undefined =>
    bookOf([object(time), found]).sources[0]?.days;
  const MIDNIGHT = DAY * 86_400;

  test('of the requests of a day, one with records of other days alone', () => {
    expect(daysOf('00-00-00', content(MIDNIGHT - 9000, MIDNIGHT - 1))).toEqual([]);
    expect(daysOf('00-00-00', content(MIDNIGHT - 9000, MIDNIGHT))).toEqual([DAY]);
    expect(daysOf('00-00-00', content(MIDNIGHT + 86_400, MIDNIGHT + 90_000))).toEqual([]);
  });

  test('of a day of delivery, one with records that are older than the day before', () => {
    expect(daysOf('12-00-00', content(MIDNIGHT - 99_999, MIDNIGHT - 86_401))).toEqual([]);
    expect(daysOf('12-00-00', content(MIDNIGHT - 99_999, MIDNIGHT - 86_400))).toEqual([DAY]);
  });

  test('of a day of delivery, one whose records are all later than that', () => {
    expect(daysOf('12-00-00', content(NOON + 301, NOON + 400))).toEqual([]);
    expect(daysOf('12-00-00', content(NOON + 300, NOON + 400))).toEqual([DAY]);
  });

  test('of a day of delivery, one with records of the day before, most of which stand elsewhere too', () => {
    const before = MIDNIGHT - 3600;
    expect(daysOf('12-00-00', content(before, before, { fresh: 0, repeated: 4 }))).toEqual([]);
    expect(daysOf('12-00-00', content(before, before, { fresh: 2, repeated: 2 }))).toEqual([]);
    expect(daysOf('12-00-00', content(before, before, { fresh: 3, repeated: 1 }))).toEqual([DAY]);
    // The copy is elsewhere then.
    expect(daysOf('12-00-00', content(NOON, NOON, { fresh: 0, repeated: 4 }))).toEqual([DAY]);
  });
});

test('a record that is later than its name allows counts as that late', () => {
  expect(bookOf([object('00-00-00'), content(NOON, NOON + 9e8)]).sources).toMatchObject([
    { newestRecord: (DAY + 1) * 86_400 - 1 },
  ]);
});

test('readers of shares know each of its own records whether they repeat others: together they know the days', () => {
  const share = (fresh: number): Deliveries =>
    bookOf(
      [object('12-00-00'), content(NOON - 86_000, NOON - 86_000, { fresh, repeated: 0 })],
      [object('11-00-00'), EMPTY],
    );
  expect(ofAllShares([share(0), share(0)]).sources[0]?.days).toEqual([]);
  expect(ofAllShares([share(0), share(1), share(1)]).sources[0]).toMatchObject({ days: [DAY], objects: 2 });
});

test('files whose names tell nothing are counted apart', () => {
  const log = { kind: 'file', path: '/logs/log' } as const;
  expect(bookOf([log, content(1, 5)], [{ kind: 'stdin' }, content(2, 3)])).toEqual({
    ...{ sources: [], otherFiles: 2, beyond: null },
  });
});

test.each([
  ['its delivery', '12-00-00', NOON + 60, 60],
  ['the day of its requests', '00-00-00', (DAY + 1) * 86_400 + 59, 60],
])('a record that is later than %s is beyond its name', (_what, time, last, seconds) => {
  const file = object(time);
  expect(bookOf([file, content(NOON, last)]).beyond).toEqual({ file: (file as { path: string }).path, seconds });
});

test('gathered in any order and by any readers, it is the same', () => {
  const time = fc.integer({ min: NOON - 90_000, max: NOON + 90_000 });
  const part = fc.tuple(
    fc.constantFrom<LogFile>(
      ...[object('12-00-00'), object('00-00-00'), object('23-59-59', 'invoices'), object('01-00-00', 'invoices')],
      ...[{ kind: 'file' as const, path: '/logs/2026-01-05-01-00-00-A' }, { kind: 'stdin' as const }],
    ),
    fc.oneof(
      fc.tuple(time, time).map(([a, b]) => content(Math.min(a, b), Math.max(a, b))),
      fc.constant(EMPTY),
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(part, fc.nat({ max: 2 })), { maxLength: 12 }), (parts) => {
      const whole = bookOf(...parts.map(([added]) => added));
      const merged = createDeliveryBook();
      for (const member of [2, 0, 1]) {
        merged.merge(bookOf(...parts.filter(([, of]) => of === member).map(([added]) => added)));
      }
      expect(merged.all()).toEqual(whole);
    }),
  );
});
