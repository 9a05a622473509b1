import { HOUR } from '../../contract/time';
import { isoTime } from '../access-log/log-time';
import type { BucketHour } from '../records/aggregate';
import { byBucket } from '../records/by-bucket';

/** A stretch without records that the traffic around it does not explain. Times are seconds since the epoch. */
export interface Gap {
  readonly bucket: string;
  readonly from: number;
  readonly until: number;
  /** Median of the records in the same hours of other days. */
  readonly expected: number;
}

/** Fewer records than this in comparable hours explain a silence; so many do not stay away by chance. */
const TELLING = 10;
const DAY = 24;
const WEEK = 7 * DAY;
/** A silence is compared with the days of two months on either side; what is further tells less. */
const NEARBY = 61 * DAY;

/**
 * Finds the silences that other days do not have at the same hours: delivery of access logs is best effort, and lost
 * objects look like this (S3 User Guide, "Best-effort server log delivery"). A silence that recurs, nightly or on the same
 * weekday, is explained by the traffic; with fewer than two days to compare nothing can be said and nothing is found.
 *
 * @param activity hours with records, in any order.
 * @param window asked for, in seconds since the epoch; a stated end reaches beyond the first or last record.
 */
export function findGaps(
  activity: readonly BucketHour[],
  window: { readonly since: number | null; readonly until: number | null },
): readonly Gap[] {
  const buckets = [...byBucket(activity)].sort(([a], [b]) => (a < b ? -1 : 1));
  return buckets.flatMap(([bucket, ofBucket]) => gapsOf(bucket, hoursOf(ofBucket), window));
}

function hoursOf(activity: readonly BucketHour[]): ReadonlyMap<number, number> {
  const hours = new Map<number, number>();
  for (const { hour, records } of activity) hours.set(hour, (hours.get(hour) ?? 0) + records);
  return hours;
}

function gapsOf(
  bucket: string,
  hours: ReadonlyMap<number, number>,
  { since, until }: { readonly since: number | null; readonly until: number | null },
): readonly Gap[] {
  const active = [...hours.keys()].sort((a, b) => a - b);
  const recordsIn = counterOf(hours, active);
  const mostIn = busiestOf(recordsIn, active);
  const [first = 0] = active;
  const last = active.at(-1) ?? 0;
  const start = since === null ? first : Math.min(first, Math.ceil(since / HOUR));
  const end = until === null ? last + 1 : Math.max(last + 1, Math.floor(until / HOUR));
  const edges = [start - 1, ...active, end];
  return edges.slice(1).flatMap((to, i): Gap[] => {
    const from = (edges[i] ?? to) + 1;
    const isTelling = to > from && mostIn(to - from) >= TELLING;
    const expected = isTelling ? expectedIn(recordsIn, from, to, [first, last + 1]) : 0;
    return expected < TELLING ? [] : [{ bucket, from: from * HOUR, until: to * HOUR, expected }];
  });
}

type Range = readonly [from: number, until: number];

/** Counts the records from an hour to before another. */
type CountRecords = (from: number, until: number) => number;

/** Sums once what is asked for many times: a silence may be as long as a log with a wrong date makes it. */
function counterOf(hours: ReadonlyMap<number, number>, active: readonly number[]): CountRecords {
  const before = [0];
  for (const hour of active) before.push((before.at(-1) ?? 0) + (hours.get(hour) ?? 0));
  const sumBefore = (hour: number): number => {
    let [low, high] = [0, active.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((active[middle] ?? hour) < hour) low = middle + 1;
      else high = middle;
    }
    return before[low] ?? 0;
  };
  return (from, until) => sumBefore(until) - sumBefore(from);
}

/**
 * Bounds what may be expected of so many silent hours: no more than the busiest stretch of as many had, or the busiest day on
 * each of a week's. Most silences of a bucket with a request now and then are done with by that.
 */
function busiestOf(recordsIn: CountRecords, active: readonly number[]): (hours: number) => number {
  const known = new Map<number, number>();
  const busiest = (length: number): number => {
    const most = known.get(length) ?? active.reduce((so, hour) => Math.max(so, recordsIn(hour, hour + length)), 0);
    known.set(length, most);
    return most;
  };
  // A longer stretch has no fewer, and there are few powers of two.
  return (hours) => Math.max(busiest(2 ** Math.ceil(Math.log2(hours))), hours > DAY ? (WEEK / DAY) * busiest(DAY) : 0);
}

/**
 * What a silence would have had, going by other days. One so long that no stretch of its length lies beside it is compared
 * day by day: else the loss of most of the logs would be the hardest to see. Its first week tells enough.
 */
function expectedIn(recordsIn: CountRecords, from: number, to: number, extent: Range): number {
  const asOne = expectedBeside([from, to], recordsIn, [from, to], extent, TELLING);
  if (asOne !== undefined || to - from <= DAY) return asOne ?? 0;
  let expected = 0;
  for (let day = from; day + DAY <= Math.min(to, from + WEEK); day += DAY) {
    expected += expectedBeside([day, day + DAY], recordsIn, [from, to], extent, 0) ?? 0;
  }
  return expected;
}

/**
 * What the same hours of other days, and of the same weekday where there are several weeks, would have had: the least.
 *
 * @param enough whatever is less need not be exact.
 */
function expectedBeside(
  [from, to]: Range,
  recordsIn: CountRecords,
  [silentFrom, silentUntil]: Range,
  [first, end]: Range,
  enough: number,
): number | undefined {
  const medianOf = (step: number, least: number): number | undefined => {
    const counts: number[] = [];
    // Beyond the silence on either side: a silence far from the records has them only by a long shift.
    const farthest = Math.max(to - first, end - from);
    const beyond = Math.max(from - end, first - to, Math.min(to - silentFrom, silentUntil - from));
    const nearest = Math.max(step, Math.ceil(beyond / step) * step);
    const isFarEnough = (shift: number): boolean => shift > nearest + NEARBY && counts.length >= least;
    for (let shift = nearest; shift <= farthest && !isFarEnough(shift); shift += step) {
      for (const moved of [-shift, shift]) {
        if (from + moved < first || to + moved > end) continue;
        if (from + moved < silentUntil && to + moved > silentFrom) continue;
        counts.push(recordsIn(from + moved, to + moved));
      }
    }
    return counts.length < least ? undefined : median(counts);
  };
  // Weeks first: they are fewer, and most silences of a bucket with few requests an hour are done with by them.
  const weekly = medianOf(WEEK, 2) ?? Infinity;
  if (weekly < enough) return weekly;
  const daily = medianOf(DAY, 2);
  return daily === undefined ? undefined : Math.min(daily, weekly);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/**
 * Says what is missing, and why that matters.
 *
 * @param days of the same silence that no log object is dated.
 */
export function gapSentence({ bucket, from, until, expected }: Gap, days: readonly string[] = []): string {
  const objects = days.length === 0 ? '' : `, and no log object dated ${days.join(', ')}`;
  return (
    `no record of ${bucket} from ${isoTime(from)} to ${isoTime(until)}, where the same hours of other days have about ` +
    `${expected}${objects}: log objects may be late or lost`
  );
}
