import { statusOfError } from '../records/outcome';
import type { RequestGroup } from '../records/request-group';
import type { Selection } from '../records/selection';
import { withOwnAddress } from './testimony';
import type { Trail, UnloggedRequest } from './trail';

/** Begins the operation of a request that no log line tells of; no operation of the access log begins so. */
export const WITHOUT_LOG_LINE = 'CloudTrail.';

/** Says whether an operation is one that the access log tells of. */
export function isLogged(operation: string): boolean {
  return !operation.startsWith(WITHOUT_LOG_LINE);
}

/**
 * Requests that CloudTrail has an event of and the access log no line: delivery of access logs is best effort. Each is
 * judged by its events alone.
 *
 * @param trail made for the same window: a request is in it when any of its events is.
 * @param selection a request is of a bucket when it touched it.
 */
export function unloggedRequests(trail: Trail, { buckets }: Pick<Selection, 'buckets'>): readonly RequestGroup[] {
  const groups: RequestGroup[] = [];
  for (const request of trail.unlogged()) {
    const group = groupOfUnlogged(request, buckets);
    if (group !== undefined) groups.push(group);
  }
  return groups;
}

/** One of them; `undefined` where it is of another bucket or time. */
export function groupOfUnlogged(request: UnloggedRequest, buckets: readonly string[]): RequestGroup | undefined {
  const { told, joinable, inWindow, first, last } = request;
  const bucket = buckets.length === 0 ? told.buckets[0] : told.buckets.find((name) => buckets.includes(name));
  if (bucket === undefined || !inWindow) return undefined;
  const { errorCode, address, caller, eventName } = told;
  // What cannot be read as an address is none of the remote IPs, and counts all the same.
  const witness = address === null ? withOwnAddress(told) : told.witness;
  return {
    bucket,
    remoteIp: address,
    requester: caller,
    operation: `${WITHOUT_LOG_LINE}${eventName}`,
    httpStatus: errorCode === undefined ? null : statusOfError(errorCode),
    errorCode: errorCode ?? null,
    otherAnswer: null,
    hostEndpoint: witness.hostEndpoint ?? null,
    sourceRegion: null,
    witness: joinable ? witness : { ...witness, pathAlone: true },
    requests: 1,
    bytesSent: 0,
    firstSeen: first,
    lastSeen: last,
  };
}
