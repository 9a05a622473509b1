import { readEvent, type CloudTrailEvent, type RequestEvent } from '../../../cloudtrail/events';
import { Trail } from '../../../cloudtrail/trail';
import type { Witness } from '../../../records/witness';

type Text = string | null;

/** What a log line must agree with an event in. */
export type LoggedRequest = Parameters<Trail['witnessOf']>[0];

/** What events and lines are joined on. */
export type JoinedIds = Pick<RequestEvent, 'requestId' | 'hostId'>;

/** Stand in for those the query has joined on already. */
const JOINED: JoinedIds = { requestId: 'joined', hostId: 'joined' };

/** From what lies furthest from a pass to what lies nearest. */
const WORST_FIRST: readonly Witness['path'][] = ['contradiction', 'address', 'service', 'endpoint'];

/**
 * Reads the testimonies of one request, as `trailSelect` writes them, into events: the same code reads CloudTrail's files.
 *
 * @param time of the first, as CloudTrail writes it.
 * @param ids of the request; `null` where the events had none.
 */
export function eventsOf(testimonies: string, time: Text, ids: JoinedIds | null = JOINED): readonly CloudTrailEvent[] {
  return testimonies.split('\n').map((testimony) => {
    const [
      eventCategory,
      eventName,
      errorCode,
      sourceIPAddress,
      vpcEndpointId,
      arn,
      accountId,
      bucketName,
      buckets,
      copied,
    ] = JSON.parse(testimony) as readonly Text[];
    const touched = JSON.parse(buckets ?? '[]') as readonly string[] | null;
    return readEvent({
      eventSource: 's3.amazonaws.com',
      eventTime: time,
      eventCategory,
      eventName,
      errorCode,
      sourceIPAddress,
      vpcEndpointId,
      userIdentity: { arn, accountId },
      requestParameters: { bucketName, 'x-amz-copy-source': copied },
      resources: (touched ?? []).map((bucket) => ({ ARN: `arn:aws:s3:::${bucket}` })),
      ...(ids && { requestID: ids.requestId, additionalEventData: { 'x-amz-id-2': ids.hostId } }),
    });
  });
}

/**
 * What the events joined to a request testify about its path. Of several events, whichever came first, the reading that lies
 * furthest from a pass counts: SQL knows no first.
 *
 * @returns `null` where none of them is an event of a request.
 */
export function witnessOf(
  events: readonly CloudTrailEvent[],
  logged: Omit<LoggedRequest, 'requestId' | 'hostId'>,
): Witness | null {
  const requests = events.filter((event) => event.kind === 'request');
  const witnesses = startingWithEach(requests).flatMap((order) => {
    const [{ requestId, hostId }] = order;
    const witness = trailOf(order).witnessOf({ ...logged, requestId, hostId });
    return witness === null ? [] : [witness];
  });
  return WORST_FIRST.flatMap((path) => witnesses.filter((witness) => witness.path === path))[0] ?? null;
}

/** The trail of one request that no log line tells of, its events in the order furthest from a pass. */
export function unloggedTrail(events: readonly CloudTrailEvent[]): Trail {
  const requests = events.filter((event) => event.kind === 'request');
  const trails = startingWithEach(requests.map((event) => agreed(event, requests))).map(trailOf);
  const pathOf = (trail: Trail): Witness['path'] => [...trail.unlogged()][0]?.witness.path ?? 'contradiction';
  return WORST_FIRST.flatMap((path) => trails.filter((trail) => pathOf(trail) === path))[0] ?? new Trail();
}

/** Caller and error count only where every event of the request tells them alike: they can excuse what happened. */
function agreed(event: RequestEvent, all: readonly RequestEvent[]): RequestEvent {
  const same = (pick: (event: RequestEvent) => Text): Text =>
    all.every((other) => pick(other) === pick(event)) ? pick(event) : null;
  return { ...event, callerArn: same(({ callerArn }) => callerArn), errorCode: same(({ errorCode }) => errorCode) };
}

function trailOf(events: readonly RequestEvent[]): Trail {
  const trail = new Trail();
  for (const event of events) trail.add(event);
  return trail;
}

/** An event is held against the first one only, so each is put first once. */
function startingWithEach<T>(items: readonly T[]): readonly (readonly [T, ...T[]])[] {
  return items.map((item, i) => [item, ...items.slice(0, i), ...items.slice(i + 1)]);
}
