import { isoTime } from '../access-log/log-time';
import type { RequestGroup } from '../engines/engine';

/** Records of one bucket in one hour. */
export interface HourOfActivity {
  readonly bucket: string;
  /** Hours since the epoch. */
  readonly hour: number;
  readonly records: number;
}

/**
 * Counts the records of each bucket and hour.
 *
 * @param groups of an engine that told hours apart (`Selection.hourly`).
 */
export function activityOf(
  groups: readonly Pick<RequestGroup, 'bucket' | 'requests' | 'firstSeen'>[],
): readonly HourOfActivity[] {
  return groups.map(({ bucket, requests, firstSeen }) => ({
    bucket,
    hour: Math.floor(firstSeen / 3600),
    records: requests,
  }));
}

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

/**
 * Finds the silences that other days do not have at the same hours: delivery of access logs is best effort, and lost
 * objects look like this (S3 User Guide, "Best-effort server log delivery"). A silence that recurs, nightly or on the same
 * weekday, is explained by the traffic; with fewer than two days to compare nothing can be said and nothing is found.
 *
 * @param activity hours with records, in any order.
 * @param window asked for, in seconds since the epoch; a stated end reaches beyond the first or last record.
 */
export function findGaps(
  activity: readonly HourOfActivity[],
  window: { readonly since: number | null; readonly until: number | null },
): readonly Gap[] {
  const buckets = [...new Set(activity.map(({ bucket }) => bucket))].sort();
  return buckets.flatMap((bucket) => gapsOf(bucket, hoursOf(activity, bucket), window));
}

function hoursOf(activity: readonly HourOfActivity[], bucket: string): ReadonlyMap<number, number> {
  const hours = new Map<number, number>();
  for (const { bucket: of, hour, records } of activity) {
    if (of === bucket) hours.set(hour, (hours.get(hour) ?? 0) + records);
  }
  return hours;
}

function gapsOf(
  bucket: string,
  hours: ReadonlyMap<number, number>,
  { since, until }: { readonly since: number | null; readonly until: number | null },
): readonly Gap[] {
  const active = [...hours.keys()].sort((a, b) => a - b);
  const [first = 0] = active;
  const last = active.at(-1) ?? 0;
  const start = since === null ? first : Math.min(first, Math.ceil(since / 3600));
  const end = until === null ? last + 1 : Math.max(last + 1, Math.floor(until / 3600));
  const edges = [start - 1, ...active, end];
  return edges.slice(1).flatMap((to, i): Gap[] => {
    const from = (edges[i] ?? to) + 1;
    const expected = to > from ? expectedIn(hours, from, to, [first, last + 1]) : 0;
    return expected < TELLING ? [] : [{ bucket, from: from * 3600, until: to * 3600, expected }];
  });
}

/** What the same hours of other days, and of the same weekday where there are several weeks, would have had: the least. */
function expectedIn(
  hours: ReadonlyMap<number, number>,
  from: number,
  to: number,
  [first, end]: readonly [number, number],
): number {
  const medianOf = (step: number, least: number): number | undefined => {
    const counts: number[] = [];
    for (let shift = step; shift <= end - first; shift += step) {
      for (const moved of [-shift, shift]) {
        if (Math.abs(moved) < to - from || from + moved < first || to + moved > end) continue;
        counts.push(recordsIn(hours, from + moved, to + moved));
      }
    }
    return counts.length < least ? undefined : median(counts);
  };
  const daily = medianOf(DAY, 2) ?? 0;
  return Math.min(daily, medianOf(WEEK, 2) ?? daily);
}

function recordsIn(hours: ReadonlyMap<number, number>, from: number, to: number): number {
  let records = 0;
  for (let hour = from; hour < to; hour++) records += hours.get(hour) ?? 0;
  return records;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Says what is missing, and why that matters. */
export function gapSentence({ bucket, from, until, expected }: Gap): string {
  return (
    `no record of ${bucket} from ${isoTime(from)} to ${isoTime(until)}, where the same hours of other days have about ` +
    `${expected}: log objects may be late or lost`
  );
}
