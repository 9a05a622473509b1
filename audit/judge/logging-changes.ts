import { HOUR } from '../../contract/time';
import { isoTime } from '../access-log/log-time';
import { WITHOUT_LOG_LINE } from '../cloudtrail/unlogged';
import type { BucketHour } from '../records/aggregate';
import { byBucket } from '../records/by-bucket';
import { outcomeOf } from '../records/outcome';
import type { RequestGroup } from '../records/request-group';
import { callerText } from './caller-text';

/**
 * Somebody set where, or whether, the requests to a bucket are logged, and no later record shows that they still were. Times are
 * seconds since the epoch.
 */
export interface LoggingChange {
  readonly bucket: string;
  readonly requester: string | null;
  readonly time: number;
  /** When it was set again; `null` for not within the window. */
  readonly until: number | null;
}

/** As the access log and CloudTrail name the call; neither log tells in its name what was set. */
const CHANGES: ReadonlySet<string> = new Set(['REST.PUT.LOGGING_STATUS', `${WITHOUT_LOG_LINE}PutBucketLogging`]);

/**
 * So long after a change some requests may be logged, and others not, by what was set before (S3 User Guide, "Enabling Amazon S3
 * server access logging": "Bucket logging status changes take effect over time").
 */
const TAKES_EFFECT = HOUR;

/**
 * Finds the changes of logging after which a bucket has no record: what came then may be logged elsewhere, or nowhere. A record
 * of an hour that begins later than the change took effect, and ends before the next one, shows that it did no harm.
 *
 * @param groups requests that the access log or CloudTrail tells of.
 * @param activity hours in which the access log has records.
 */
export function findLoggingChanges(
  groups: readonly RequestGroup[],
  activity: readonly BucketHour[],
): readonly LoggingChange[] {
  const changes = [...byBucket(groups.filter(isChange))].sort(([a], [b]) => (a < b ? -1 : 1));
  const active = changes.length === 0 ? undefined : byBucket(activity);
  return changes.flatMap(([bucket, ofBucket]) => {
    const hours = (active?.get(bucket) ?? []).map(({ hour }) => hour * HOUR);
    const moments = ofBucket.flatMap(momentsOf);
    moments.sort((a, b) => a.time - b.time);
    return moments.flatMap(({ requester, time, isCrowded }, i): LoggingChange[] => {
      const until = moments[i + 1]?.time ?? null;
      const isShown = hours.some((hour) => hour >= time + TAKES_EFFECT && (until === null || hour + HOUR <= until));
      return time === until || (isShown && !isCrowded) ? [] : [{ bucket, requester, time, until }];
    });
  });
}

function isChange({ operation, httpStatus }: RequestGroup): boolean {
  return CHANGES.has(operation) && !['denied', 'failed'].includes(outcomeOf(httpStatus));
}

/** The first and last call of a group; whether further ones lie between them, at moments that it does not tell. */
function momentsOf({ requester, firstSeen, lastSeen, requests }: RequestGroup) {
  return [
    { requester, time: firstSeen, isCrowded: requests > 2 },
    { requester, time: lastSeen, isCrowded: false },
  ];
}

/** Says why a change makes the log doubtful. */
export function loggingChangeSentence({ bucket, requester, time, until }: LoggingChange): string {
  const before = until === null ? '' : ` before ${isoTime(until)}, when it was changed again,`;
  return (
    `logging of ${bucket} was changed at ${isoTime(time)} by ${callerText(requester)}, and no record of an hour later or more` +
    `${before} shows that requests were still logged`
  );
}
