import type { LastRecord } from '../../../audit/records/aggregate';
import type { Deliveries, SourceDelivery } from '../../../audit/records/deliveries';
import {
  laterThanNameOf,
  laterThanNameSentence,
  durationText,
  findPending,
  pendingSentence,
} from '../../../audit/judge/delivery';
import { FEW_HOURS } from '../../../audit/records/deliveries';

const MIDNIGHT = Date.UTC(2026, 0, 6) / 1000;
const HOUR = 3600;
const UNTIL_MIDNIGHT = { since: null, until: MIDNIGHT };

const source = (change: Partial<SourceDelivery>): SourceDelivery => ({
  ...{ bucket: 'orders', objects: 3, days: [1], newestDelivery: null, newestRecord: null, longestLag: null },
  ...change,
});
const deliveries = (sources: readonly SourceDelivery[], otherFiles = 0): Deliveries => ({
  ...{ sources, otherFiles, beyond: null },
});
const LATE = { bucket: 'orders', time: MIDNIGHT + 9 * HOUR };
const sentences = (
  found: Deliveries | undefined,
  listed: number | null = null,
  lastRecords: readonly LastRecord[] = [LATE],
): readonly string[] =>
  findPending({ deliveries: found, lastRecords }, UNTIL_MIDNIGHT, ['orders'], listed).map(pendingSentence);

const delivered = (at: number): Deliveries => deliveries([source({ newestDelivery: at, newestRecord: at - HOUR })]);

describe('records of the window may still be on their way', () => {
  test('where the newest object was delivered before its end', () => {
    expect(sentences(delivered(MIDNIGHT - 2 * HOUR))).toEqual([
      'the newest log object of orders was delivered at 2026-01-05T22:00:00Z, before the window ends at 2026-01-06T00:00:00Z: ' +
        'records of the window may still be on their way, since S3 delivers most within a few hours; wait and read the logs again, or let the window end earlier',
    ]);
  });

  test('where it was delivered shortly after', () => {
    expect(sentences(delivered(MIDNIGHT + 25 * 60))[0]).toContain(
      'of orders was delivered at 2026-01-06T00:25:00Z, only 25 min after its end, 2026-01-06T00:00:00Z: records',
    );
    expect(sentences(delivered(MIDNIGHT + FEW_HOURS - 1))).toHaveLength(1);
  });

  test('where names tell days alone, and the last record is of shortly after', () => {
    expect(sentences(deliveries([source({ newestRecord: MIDNIGHT + HOUR })]))[0]).toContain(
      'the newest record in the log objects of orders is of 2026-01-06T01:00:00Z, only 1 h after its end',
    );
  });

  test('where the logs were listed shortly after, or before', () => {
    expect(sentences(delivered(MIDNIGHT - HOUR), MIDNIGHT + HOUR)[0]).toContain(
      'the logs were listed at 2026-01-06T01:00:00Z, only 1 h after its end',
    );
    expect(sentences(undefined, MIDNIGHT - HOUR)[0]).toContain('before the window ends');
  });

  test('by bucket: the objects of another one tell nothing', () => {
    const two = [
      source({ newestDelivery: MIDNIGHT }),
      source({ bucket: 'invoices', newestDelivery: MIDNIGHT + 99_999 }),
    ];
    expect(findPending({ deliveries: deliveries(two) }, UNTIL_MIDNIGHT, [], null).map(({ bucket }) => bucket)).toEqual([
      'orders',
    ]);
  });
});

describe('waiting is not ended', () => {
  test('by a record in a file whose name tells nothing: nobody knows where it comes from', () => {
    expect(sentences(deliveries([source({ newestDelivery: MIDNIGHT })], 1))).toHaveLength(1);
  });

  test('by a later record of another bucket in the folder of the bucket', () => {
    const found = deliveries([source({ newestRecord: LATE.time })]);
    expect(sentences(found, null, [{ bucket: 'orders', time: MIDNIGHT - HOUR }])).toEqual([
      expect.stringContaining('the newest record in the log objects of orders is of 2026-01-05T23:00:00Z, before'),
    ]);
  });

  test('by a record that is later than the delivery of its object', () => {
    expect(sentences(deliveries([source({ newestDelivery: MIDNIGHT, newestRecord: LATE.time })]))).toHaveLength(1);
  });
});

describe('nothing is said', () => {
  test.each([
    ['a few hours later', delivered(MIDNIGHT + FEW_HOURS)],
    [
      'where names tell days alone, and a record is a few hours later',
      deliveries([source({ newestRecord: LATE.time })]),
    ],
    [
      'when a later object lies in a flat prefix',
      deliveries([source({ newestDelivery: 1 }), source({ bucket: null, newestDelivery: MIDNIGHT + 9 * HOUR })]),
    ],
    ['where no name tells anything', deliveries([], 1)],
    ['where all objects are empty', deliveries([source({})])],
    ['where the engine sees no names', undefined],
  ])('%s', (_when, found) => {
    expect(sentences(found)).toEqual([]);
  });

  test('of a window without a stated end, which ends with the last record', () => {
    expect(
      findPending({ deliveries: delivered(MIDNIGHT) }, { since: MIDNIGHT - HOUR, until: null }, ['orders'], MIDNIGHT),
    ).toEqual([]);
  });

  test('where the logs were listed a few hours later, however quiet the bucket', () => {
    expect(sentences(delivered(MIDNIGHT - 72 * HOUR), MIDNIGHT + FEW_HOURS)).toEqual([]);
  });
});

test('a record that is later than its object is told, but for clocks that differ a little', () => {
  const beyond = (seconds: number): Deliveries => ({ ...deliveries([]), beyond: { file: 'a/b', seconds } });
  expect(laterThanNameOf(beyond(300))).toBeNull();
  expect(laterThanNameOf(undefined)).toBeNull();
  expect(laterThanNameSentence(laterThanNameOf(beyond(7260))!)).toMatch(/^a\/b holds a record that is 2 h 1 min later/);
});

test.each([
  [45, '45 s'],
  [61, '1 min'],
  [3600, '1 h'],
  [12_345, '3 h 25 min'],
  [172_800, '2 d'],
  [180_000, '2 d 2 h'],
])('%d seconds read as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
