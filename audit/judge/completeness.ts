import { DAY } from '../../contract/time';
import type { Aggregate } from '../records/aggregate';
import type { RequestGroup } from '../records/request-group';
import type { Selection } from '../records/selection';
import type { BeyondName, SourceDelivery } from '../records/deliveries';
import { bucketExtents, type BucketExtent } from './bucket-extents';
import { laterThanNameOf, findPending, pendingSentence, type Pending } from './delivery';
import { duplicatesSentence, findManyDuplicates, type ManyDuplicates } from './duplicates';
import type { LostObjects } from '../sources/lost-objects';
import type { Repeated } from '../sources/repeated-objects';
import { findGaps, gapSentence, type Gap } from './gaps';
import { findLoggingChanges, loggingChangeSentence, type LoggingChange } from './logging-changes';
import { daysText, findMissingDays, missingDaysSentence, type AskedWindow, type MissingDays } from './missing-days';

/** What is known of how complete the logs are. No logs are ever known to be complete: delivery is best effort. */
export interface Completeness {
  readonly buckets: readonly BucketExtent[];
  /** What the names of log objects tell; empty where the engine sees no names. */
  readonly deliveries: readonly SourceDelivery[];
  readonly gaps: readonly Gap[];
  readonly missingDays: readonly MissingDays[];
  readonly pending: readonly Pending[];
  /** Changes of logging after which nothing shows that requests were logged. */
  readonly loggingChanges?: readonly LoggingChange[];
  /** No reason to doubt the records, which are all there, but worth to be told. */
  readonly laterThanName: BeyondName | null;
  readonly manyDuplicates: ManyDuplicates | null;
  readonly repeatedObjects: Repeated | null;
  /** Objects that were copied and are no longer as they were. */
  readonly lostObjects?: LostObjects | null | undefined;
  /** Log objects whose size in S3 the engine cannot tell. */
  readonly unmeasured?: number;
}

/** What was read, and how. */
export interface ReadingCircumstances {
  /** What was read; an engine may bound the window that was asked for. */
  readonly selection: Selection;
  /** The window as the user asked for it. */
  readonly asked: AskedWindow;
  /** When the logs were listed where S3 delivers them, in seconds since the epoch; `null` for copies. */
  readonly listed: number | null;
  readonly repeatedObjects: Repeated | null;
  /** Objects that were copied and are no longer as they were. */
  readonly lostObjects?: LostObjects | null | undefined;
  /** Log objects whose size in S3 the engine cannot tell. */
  readonly unmeasured?: number;
  /** Requests that CloudTrail alone tells of. */
  readonly unlogged?: readonly RequestGroup[];
}

/** Gathers everything in the logs that speaks against their being complete. Pure. */
export function completenessOf(
  { groups, activity, lastRecords, coverage, deliveries }: Omit<Aggregate, 'rejects'>,
  { selection, asked, listed, repeatedObjects, lostObjects, unmeasured = 0, unlogged = [] }: ReadingCircumstances,
): Completeness {
  const { buckets } = selection;
  return {
    buckets: bucketExtents(groups, buckets),
    deliveries: deliveries?.sources ?? [],
    gaps: findGaps(activity, selection),
    missingDays: deliveries === undefined ? [] : findMissingDays(deliveries, activity, asked, buckets),
    pending: findPending({ deliveries, lastRecords }, asked, buckets, listed),
    loggingChanges: findLoggingChanges([...groups, ...unlogged], activity),
    laterThanName: laterThanNameOf(deliveries),
    manyDuplicates: findManyDuplicates(coverage),
    repeatedObjects,
    lostObjects,
    unmeasured,
  };
}

/** Every reason to doubt that the logs are complete, a sentence each; foreign text in them is not yet printable. */
export function completenessSentences(completeness: Completeness): readonly string[] {
  const { gaps, missingDays, pending, manyDuplicates, repeatedObjects, lostObjects, unmeasured = 0 } = completeness;
  const { loggingChanges = [] } = completeness;
  const told = new Set<MissingDays>();
  const silences = gaps.map((gap) => {
    const days = missingDays.filter((missing) => isOneSilence(gap, missing));
    for (const missing of days) told.add(missing);
    return gapSentence(gap, days.map(daysText));
  });
  return [
    ...silences,
    ...missingDays.filter((missing) => !told.has(missing)).map(missingDaysSentence),
    ...pending.map(pendingSentence),
    ...loggingChanges.map(loggingChangeSentence),
    ...(lostObjects ? [lostSentence(lostObjects)] : []),
    ...(unmeasured === 0 ? [] : [unmeasuredSentence(unmeasured)]),
    ...(manyDuplicates === null ? [] : [duplicatesSentence(manyDuplicates, repeatedObjects)]),
  ];
}

function lostSentence({ count, examples }: LostObjects): string {
  const objects =
    count === 1 ? '1 object that s3-audit collect copied is' : `${count} objects that s3-audit collect copied are`;
  return `${objects} no longer as copied, and may have held anything: ${examples.join('; ')}${count > examples.length ? '; …' : ''}`;
}

function unmeasuredSentence(objects: number): string {
  return `the engine tells no size of ${objects === 1 ? 'the log object' : `${objects} log objects`} that it read, so whether an end was cut off is not known`;
}

/** Lost objects are missed twice, by their records and by their days; that is told once. */
function isOneSilence(gap: Gap, { bucket, from, to }: MissingDays): boolean {
  return gap.bucket === bucket && from * DAY < gap.until && (to + 1) * DAY > gap.from;
}
