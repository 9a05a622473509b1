import { readEvent, type CloudTrailEvent, type RequestEvent } from '../../../cloudtrail/events';
import { ENCRYPTION_FIELDS } from '../../../cloudtrail/upload-encryption';
import { FURTHEST_APART, Trail, type LoggedPath } from '../../../cloudtrail/trail';
import type { Witness } from '../../../records/witness';

type Text = string | null;

/** What events and lines are joined on. */
export type JoinedIds = Pick<RequestEvent, 'requestId' | 'hostId'>;

/** Stand in for those the query has joined on already. */
const JOINED: JoinedIds = { requestId: 'joined', hostId: 'joined' };

/** What stands for a value that is no text, which no endpoint id and no source is. */
const NO_TEXT = /^(?:[{[]|-?[0-9.eE+-]+$|(?:true|false)$)/;

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
      type,
      arn,
      accountId,
      invokedBy,
      bucketName,
      buckets,
      copied,
      host,
      hasHostId,
      eventSource,
      applied,
      algorithm,
      keyId,
      customerAlgorithm,
      usedKeyId,
    ] = JSON.parse(testimony) as readonly Text[];
    const touched = JSON.parse(buckets ?? '[]') as readonly string[] | null;
    return readEvent({
      eventSource: textOf(eventSource),
      eventTime: time,
      eventCategory,
      eventName,
      errorCode,
      sourceIPAddress,
      vpcEndpointId: textOf(vpcEndpointId),
      userIdentity: { type, arn, accountId, invokedBy },
      requestParameters: {
        ...{ bucketName, 'x-amz-copy-source': copied, Host: host },
        ...namedBy(ENCRYPTION_FIELDS.requestParameters, [algorithm, keyId, customerAlgorithm]),
      },
      responseElements: namedBy(ENCRYPTION_FIELDS.responseElements, [usedKeyId]),
      resources: (touched ?? []).map((bucket) => ({ ARN: `arn:aws:s3:::${bucket}` })),
      requestID: ids?.requestId,
      additionalEventData: {
        'x-amz-id-2': hasHostId === null ? null : ids?.hostId,
        ...namedBy(ENCRYPTION_FIELDS.additionalEventData, [applied]),
      },
    });
  });
}

function namedBy(names: readonly string[], values: readonly (Text | undefined)[]): Readonly<Record<string, Text>> {
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
}

/** A text, or something that is none where the event had that. */
function textOf(text: Text | undefined): unknown {
  return NO_TEXT.test(text ?? '') ? {} : text;
}

/**
 * What the events joined to a request testify about its path.
 *
 * @param apart the query found their times, or theirs and the line's, too far apart.
 * @returns `null` where none of them is an event of a request.
 */
export function witnessOf(events: readonly CloudTrailEvent[], logged: LoggedPath, apart: boolean): Witness | null {
  const requests = events.filter((event) => event.kind === 'request');
  const time = requests[0]?.time ?? 0;
  const trail = trailOf(requests);
  return trail.witnessOf({ ...logged, ...JOINED, time: apart ? time + 2 * FURTHEST_APART : time });
}

/** The trail of one request that no log line tells of. */
export function trailOf(events: readonly CloudTrailEvent[], apart = false): Trail {
  const trail = new Trail();
  for (const event of events) {
    if (event.kind !== 'request') continue;
    trail.add(event);
    if (apart) trail.add({ ...event, time: event.time + 2 * FURTHEST_APART });
  }
  return trail;
}
