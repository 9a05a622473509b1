import { findPending } from '../../../audit/judge/delivery';
import { detoursOf } from '../../../audit/judge/detours';
import { findGaps } from '../../../audit/judge/gaps';
import { findLoggingChanges } from '../../../audit/judge/logging-changes';
import { findMissingDays } from '../../../audit/judge/missing-days';
import { ofAllShares, type SourceDelivery } from '../../../audit/records/deliveries';
import { group } from './request-group';

const BUCKETS = 1000;
/** How often each thing may be asked for its bucket, however many buckets there are. */
const FEW = 20;
const OPEN = { since: null, until: null };

let asked = 0;

/** One thing of each bucket, which counts how often it is asked which one that is. */
const ofEach = <Item extends object>(make: (i: number) => Item): readonly (Item & { readonly bucket: string })[] =>
  Array.from({ length: BUCKETS }, (_, i) =>
    Object.defineProperty(make(i), 'bucket', {
      enumerable: true,
      get: () => {
        asked++;
        return `bucket-${i}`;
      },
    }),
  ) as (Item & { readonly bucket: string })[];

const activity = () => ofEach((i) => ({ hour: 490_000 + (i % 24), records: 1 }));
const sources = () =>
  ofEach((): Omit<SourceDelivery, 'bucket'> => {
    return { objects: 1, days: [20_000], newestDelivery: null, newestRecord: 1_767_600_000, longestLag: null };
  });
const deliveries = () => ({ sources: sources(), otherFiles: 1, beyond: null });
const lastRecords = () => ofEach(() => ({ time: 1_767_600_000 }));
const uses = (violating: boolean) =>
  ofEach((i) => ({ network: 'public', violating, requests: 1, firstSeen: i, lastSeen: i }) as const);

test.each<[string, () => unknown]>([
  ['silences', () => findGaps(activity(), OPEN)],
  ['days without objects', () => findMissingDays(deliveries(), activity(), OPEN, [])],
  [
    'records on their way',
    () => findPending({ deliveries: deliveries(), lastRecords: lastRecords() }, { since: null, until: 2e9 }, [], null),
  ],
  [
    'changes of logging',
    () =>
      findLoggingChanges(
        ofEach(() => ({ ...group({ operation: 'REST.PUT.LOGGING_STATUS' }) })),
        activity(),
      ),
  ],
  ['detours', () => detoursOf([...uses(true), ...uses(false)], [])],
  ['what was read in shares', () => ofAllShares([deliveries(), deliveries()])],
])('%s are found without looking through all buckets for each', (_what, find) => {
  asked = 0;
  find();
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(FEW * BUCKETS);
});
