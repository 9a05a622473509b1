import { neighbourRecord, type Neighbour } from './neighbours';

/** A request to S3 as CloudTrail records it (CloudTrail User Guide, "CloudTrail record contents"). */
export interface RequestEvent {
  readonly kind: 'request';
  /** Seconds since the epoch. */
  readonly time: number;
  readonly requestId: string;
  /** The extended request id, `x-amz-id-2`, which the access log calls host id. */
  readonly hostId: string;
  /** Every bucket the request touched, the one it was for first; a copy touches two. */
  readonly buckets: readonly string[];
  readonly eventName: string;
  readonly errorCode: string | null;
  /** An IP address, the DNS name of a service, or `AWS Internal`. */
  readonly sourceAddress: string;
  readonly vpcEndpointId: string | null;
  /** ARN of the caller; of a caller from another account it may be missing. */
  readonly callerArn: string | null;
  readonly callerAccount: string | null;
}

/** A request that the policy of a VPC endpoint denied; no other log has it. */
export interface EndpointDenial {
  readonly kind: 'endpoint-denial';
  readonly time: number;
  readonly vpcEndpointId: string;
  readonly sourceAddress: string;
  readonly callerArn: string | null;
  readonly eventName: string;
}

/** A record of another kind, which tells of no single request. */
export interface NeighbourEvent {
  readonly kind: 'neighbour';
  readonly neighbour: Neighbour;
}

/** An event that says nothing of requests to S3. */
export interface OtherEvent {
  readonly kind: 'other';
}

/** A record that could not be read as what it claims to be. */
export interface UnreadableEvent {
  readonly kind: 'unreadable';
  readonly reason: string;
}

export type CloudTrailEvent = RequestEvent | EndpointDenial | NeighbourEvent | OtherEvent | UnreadableEvent;

type Json = Readonly<Record<string, unknown>>;

const OTHER: OtherEvent = { kind: 'other' };
/** UTC always; `Date.parse` would read other forms too, and in the zone of this machine. */
const EVENT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Reads one record of a CloudTrail file. */
export function readEvent(record: unknown): CloudTrailEvent {
  if (!isObject(record)) return { kind: 'unreadable', reason: 'is not an object' };
  const neighbour = neighbourRecord(record);
  if (neighbour !== undefined) return { kind: 'neighbour', neighbour };
  if (typeof record.eventSource !== 'string') return { kind: 'unreadable', reason: 'has no eventSource' };
  if (record.eventSource !== 's3.amazonaws.com') return OTHER;
  const eventTime = textOf(record, 'eventTime') ?? '';
  const time = EVENT_TIME.test(eventTime) ? Date.parse(eventTime) / 1000 : NaN;
  if (Number.isNaN(time)) return { kind: 'unreadable', reason: 'has no valid eventTime' };
  return record.eventCategory === 'NetworkActivity' ? endpointDenial(record, time) : request(record, time);
}

/** Network-activity events of requests that the endpoint let pass are the requests' own events again. */
function endpointDenial(record: Json, time: number): CloudTrailEvent {
  if (record.errorCode !== 'VpceAccessDenied') return OTHER;
  const vpcEndpointId = textOf(record, 'vpcEndpointId');
  if (vpcEndpointId === null) return { kind: 'unreadable', reason: 'is a denial of an endpoint without vpcEndpointId' };
  return {
    kind: 'endpoint-denial',
    time,
    vpcEndpointId,
    sourceAddress: textOf(record, 'sourceIPAddress') ?? '-',
    callerArn: textOf(objectOf(record, 'userIdentity'), 'arn'),
    eventName: textOf(record, 'eventName') ?? '-',
  };
}

function request(record: Json, time: number): CloudTrailEvent {
  const buckets = bucketsOf(record);
  // Account-wide calls such as ListBuckets touch no bucket.
  if (buckets.length === 0) return OTHER;
  if ((record.vpcEndpointId ?? null) !== null && typeof record.vpcEndpointId !== 'string') {
    return { kind: 'unreadable', reason: 'has a vpcEndpointId that is no text' };
  }
  const requestId = textOf(record, 'requestID');
  const hostId = textOf(objectOf(record, 'additionalEventData'), 'x-amz-id-2');
  const sourceAddress = textOf(record, 'sourceIPAddress');
  if (requestId === null || hostId === null || sourceAddress === null) {
    // Changes of configuration need no joining to the access log, and not all of them carry both ids.
    if (isManagement(record)) return OTHER;
    return { kind: 'unreadable', reason: 'is a request without requestID, x-amz-id-2 or sourceIPAddress' };
  }
  const caller = objectOf(record, 'userIdentity');
  return {
    kind: 'request',
    time,
    requestId,
    hostId,
    buckets,
    eventName: textOf(record, 'eventName') ?? '-',
    errorCode: textOf(record, 'errorCode'),
    sourceAddress,
    vpcEndpointId: textOf(record, 'vpcEndpointId'),
    callerArn: textOf(caller, 'arn'),
    callerAccount: textOf(caller, 'accountId'),
  };
}

/** Since `managementEvent` and `eventCategory` are written (2019, event version 1.06), calls about a bucket's settings say so. */
const CALL_ABOUT_BUCKET = /^(Create|Delete|Get|List|Put|Update)Buckets?[A-Z]*/i;

function isManagement({ eventCategory, managementEvent, eventName }: Json): boolean {
  if (typeof eventCategory === 'string') return eventCategory === 'Management';
  if (typeof managementEvent === 'boolean') return managementEvent;
  return typeof eventName === 'string' && CALL_ABOUT_BUCKET.test(eventName);
}

const BUCKET_OF_ARN = /^arn:[^:]+:s3:::([^/]+)/;

function bucketsOf(record: Json): readonly string[] {
  const parameters = objectOf(record, 'requestParameters');
  const named = textOf(parameters, 'bucketName');
  const copied = sourceBucketOf(textOf(parameters, 'x-amz-copy-source'));
  const resources: readonly unknown[] = Array.isArray(record.resources) ? record.resources : [];
  const buckets: string[] = [];
  const touch = (bucket: string | null | undefined): void => {
    if (typeof bucket === 'string' && !buckets.includes(bucket)) buckets.push(bucket);
  };
  touch(named);
  for (const resource of resources) {
    const arn = isObject(resource) ? textOf(resource, 'ARN') : null;
    touch(arn === null ? null : BUCKET_OF_ARN.exec(arn)?.[1]);
  }
  touch(copied);
  return buckets;
}

/** The bucket that a copy reads: `x-amz-copy-source` is `bucket/key`, perhaps encoded and with a slash before it, or an ARN. */
function sourceBucketOf(copySource: string | null): string | null {
  const bucket = copySource === null ? undefined : /^(?:\/|%2F)*([^/%]+)/i.exec(copySource)?.[1];
  return bucket === undefined || bucket.startsWith('arn:') ? null : bucket;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(record: Json, name: string): Json {
  const value = record[name];
  return isObject(value) ? value : {};
}

function textOf(record: Json, name: string): string | null {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
