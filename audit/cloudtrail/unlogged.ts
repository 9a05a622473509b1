import { readAddress } from '../../contract/address';
import type { RequestGroup } from '../records/request-group';
import { isInWindow, type Selection } from '../records/selection';
import { statusOfError } from './error-status';
import type { Trail } from './trail';

/** Begins the operation of a request that no log line tells of; no operation of the access log begins so. */
const WITHOUT_LOG_LINE = 'CloudTrail.';

/** Says whether an operation is one that the access log tells of. */
export function isLogged(operation: string): boolean {
  return !operation.startsWith(WITHOUT_LOG_LINE);
}

/**
 * Requests that CloudTrail has an event of and the access log no line: delivery of access logs is best effort. Each is
 * judged by its event alone.
 *
 * @param selection an event is of a bucket when it touched it; its own time decides about the window.
 */
export function unloggedRequests(trail: Trail, selection: Selection): readonly RequestGroup[] {
  const groups: RequestGroup[] = [];
  for (const { event, witness } of trail.unlogged()) {
    const { buckets } = selection;
    const bucket = buckets.length === 0 ? event.buckets[0] : event.buckets.find((name) => buckets.includes(name));
    if (bucket === undefined || !isInWindow(event.time, selection)) continue;
    groups.push({
      bucket,
      remoteIp: readAddress(event.sourceAddress) === undefined ? null : event.sourceAddress,
      // Events that contradict each other name nobody who could be exempt.
      requester: witness.path === 'contradiction' ? null : event.callerArn,
      operation: `${WITHOUT_LOG_LINE}${event.eventName}`,
      httpStatus: statusOfError(event.errorCode),
      witness,
      requests: 1,
      bytesSent: 0,
      firstSeen: event.time,
      lastSeen: event.time,
    });
  }
  return groups;
}
