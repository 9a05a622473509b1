import { isoTime } from '../access-log/log-time';
import type { LastRecord } from '../records/aggregate';
import { byBucket } from '../records/by-bucket';
import { FEW_HOURS, type BeyondName, type Deliveries, type SourceDelivery } from '../records/deliveries';
import type { AskedWindow } from './missing-days';

/** Clocks of those who write names and records may differ a little. */
const SLACK = 5 * 60;

/** A window that ends so late that its records may still be on their way. Times are seconds since the epoch. */
export interface Pending {
  /** `null` for all logs together. */
  readonly bucket: string | null;
  /** End of the window. */
  readonly until: number;
  /** The last that is known to have come, */
  readonly newest: number;
  /** and what it is: the logs being listed, the delivery of an object, or a record. */
  readonly of: 'listing' | 'delivery' | 'record';
}

/** What tells how far the logs reach. */
export interface LastSeen {
  readonly deliveries?: Deliveries | undefined;
  /** Of each bucket. */
  readonly lastRecords?: readonly LastRecord[] | undefined;
}

/**
 * Finds out whether the logs were read, or copied, too early to hold the window. Only an end that was asked for counts: a
 * window without one ends with the last record.
 *
 * @param buckets to look at; empty stands for all that have objects.
 * @param listed when the logs were listed where S3 delivers them, `null` for copies, of which nobody knows when they were
 * made: no earlier than what came last.
 */
export function findPending(
  { deliveries, lastRecords = [] }: LastSeen,
  { until }: AskedWindow,
  buckets: readonly string[],
  listed: number | null,
): readonly Pending[] {
  if (until === null) return [];
  const isPending = ({ newest }: Pending): boolean => newest < until + FEW_HOURS;
  if (listed !== null) return [{ bucket: null, until, newest: listed, of: 'listing' } as const].filter(isPending);
  if (deliveries === undefined) return [];
  const named = deliveries.sources.map(({ bucket }) => bucket);
  const looked = buckets.length > 0 ? buckets : named;
  const sourcesOf = byBucket(deliveries.sources);
  const lastOf = new Map(lastRecords.map(({ bucket, time }) => [bucket, time]));
  return looked.flatMap((bucket) => {
    // What lies in no folder of a bucket may be of any.
    const sources = [...(sourcesOf.get(null) ?? []), ...(bucket === null ? [] : (sourcesOf.get(bucket) ?? []))];
    const newest = newestOf(sources, bucket === null ? Infinity : (lastOf.get(bucket) ?? -Infinity));
    return newest === undefined ? [] : [{ bucket, until, ...newest }].filter(isPending);
  });
}

/**
 * What came last of all that was delivered: the copy was made no earlier. Files whose names tell nothing do not count: they
 * are no reason to doubt, and nobody knows where they come from.
 *
 * @param lastRecord of the bucket: those of others, which may stand in an object by mistake, tell nothing of it.
 */
function newestOf(sources: readonly SourceDelivery[], lastRecord: number): Pick<Pending, 'newest' | 'of'> | undefined {
  const latest = (times: readonly (number | null)[]): number => Math.max(...times.map((time) => time ?? -Infinity));
  const delivery = latest(sources.map(({ newestDelivery }) => newestDelivery));
  const ofSources = latest(sources.map(({ newestRecord }) => newestRecord));
  if (Math.max(delivery, ofSources) === -Infinity) return undefined;
  if (delivery > -Infinity) return { newest: delivery, of: 'delivery' };
  return { newest: Math.min(ofSources, lastRecord), of: 'record' };
}

/** Says how late the window ends, and what to do. */
export function pendingSentence({ bucket, until, newest, of }: Pending): string {
  const ofBucket = bucket === null ? '' : ` of ${bucket}`;
  const what = {
    listing: 'the logs were listed at',
    delivery: `the newest log object${ofBucket} was delivered at`,
    record: `the newest record in the log objects${ofBucket} is of`,
  }[of];
  const end = isoTime(until);
  const how =
    newest < until ? `before the window ends at ${end}` : `${durationText(newest - until)} after its end, ${end}`;
  return (
    `${what} ${isoTime(newest)}, ${newest < until ? how : `only ${how}`}: records of the window may still be on their way, ` +
    'since S3 delivers most within a few hours; wait and read the logs again, or let the window end earlier'
  );
}

/** The object whose records contradict its name, where clocks do not explain it. */
export function laterThanNameOf(deliveries: Deliveries | undefined): BeyondName | null {
  const beyond = deliveries?.beyond ?? null;
  return beyond !== null && beyond.seconds > SLACK ? beyond : null;
}

/** Says what an object's name and its records disagree about. */
export function laterThanNameSentence({ file, seconds }: BeyondName): string {
  return (
    `${file} holds a record that is ${durationText(seconds)} later than its name allows, which tells when the object was ` +
    'delivered, or the day of its requests: somebody renamed it or put it together, or a clock was wrong'
  );
}

/** `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`: rounded down. */
export function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
