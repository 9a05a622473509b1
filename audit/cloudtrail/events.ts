import { isObject, type JsonObject } from '../../contract/json-object';
import { endpointOfHost } from '../records/host-endpoint';
import type { UploadEncryption } from '../records/witness';
import { neighbourRecord, type Neighbour } from './neighbours';
import { uploadEncryption } from './upload-encryption';

/** A request to S3 as CloudTrail records it (CloudTrail User Guide, "CloudTrail record contents"). */
export interface RequestEvent {
  readonly kind: 'request';
  /** Seconds since the epoch. */
  readonly time: number;
  readonly requestId: string;
  /** The extended request id, `x-amz-id-2`, which the access log calls host id; network activity may lack it: `null`. */
  readonly hostId: string | null;
  /** Every bucket the request touched, the one it was for first; a copy touches two. */
  readonly buckets: readonly string[];
  readonly eventName: string;
  readonly errorCode: string | null;
  /** An IP address, the DNS name of a service, or `AWS Internal`. */
  readonly sourceAddress: string;
  readonly vpcEndpointId: string | null;
  /** The endpoint that the Host header names. */
  readonly hostEndpoint: string | null;
  /** Kind of the caller, such as `AssumedRole` or `AWSService`. */
  readonly callerType: string | null;
  /** ARN of the caller; of a caller from another account it may be missing. */
  readonly callerArn: string | null;
  readonly callerAccount: string | null;
  /** The service that made the request, for itself or for the caller. */
  readonly invokedBy: string | null;
  /** A network-activity event: it tells the path of the request, and that the endpoint let it pass, but not the answer. */
  readonly pathOnly: boolean;
  /** What an upload asked for in its encryption headers, as far as the event tells. */
  readonly encryption: UploadEncryption | null;
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

const OTHER: OtherEvent = { kind: 'other' };
/** UTC always; `Date.parse` would read other forms too, and in the zone of this machine. */
const EVENT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Longest text of an event that is read, in characters: a whole event has at most 256 KB, or 1 MB where more is asked for (CloudTrail User Guide, "Quotas in AWS CloudTrail"). */
export const LONGEST_EVENT_TEXT = 2 ** 20;

/**
 * Where S3 hands out what a function made of an object: to whom tells this event alone, the access log tells of the function.
 * Source: Amazon S3 User Guide, "Amazon S3 CloudTrail events" (AWS::S3ObjectLambda::AccessPoint).
 */
export const OBJECT_LAMBDA = 's3-object-lambda.amazonaws.com';

class TooLong extends Error {}

/** Reads one record of a CloudTrail file. */
export function readEvent(record: unknown): CloudTrailEvent {
  try {
    return readRecord(record);
  } catch (error) {
    if (error instanceof TooLong) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}

function readRecord(record: unknown): CloudTrailEvent {
  if (!isObject(record)) return { kind: 'unreadable', reason: 'is not an object' };
  const neighbour = neighbourRecord(record);
  if (neighbour !== undefined) return { kind: 'neighbour', neighbour };
  if (typeof record.eventSource !== 'string') return { kind: 'unreadable', reason: 'has no eventSource' };
  if (record.eventSource === OBJECT_LAMBDA && record.eventCategory === 'Data') {
    return {
      kind: 'unreadable',
      reason: 'is a request to an Object Lambda access point, and does not name the bucket behind it',
    };
  }
  if (record.eventSource !== 's3.amazonaws.com') return OTHER;
  const eventTime = textOf(record, 'eventTime') ?? '';
  const time = timeOf(eventTime);
  if (Number.isNaN(time)) return { kind: 'unreadable', reason: 'has no valid eventTime' };
  if (record.eventCategory === 'NetworkActivity' && record.errorCode === 'VpceAccessDenied') {
    return endpointDenial(record, time);
  }
  return request(record, time);
}

/** Seconds since the epoch of a time as CloudTrail writes it; `NaN` for other forms, and for a day or an hour that does not exist, which `Date.parse` makes another of. */
export function timeOf(text: string): number {
  const time = EVENT_TIME.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 13) === text.slice(0, 13) ? time / 1000 : NaN;
}

function endpointDenial(record: JsonObject, time: number): CloudTrailEvent {
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

function request(record: JsonObject, time: number): CloudTrailEvent {
  const { buckets, unresolved } = bucketsOf(record);
  const pathOnly = record.eventCategory === 'NetworkActivity';
  if (unresolved !== undefined && !pathOnly) {
    return { kind: 'unreadable', reason: `names ${JSON.stringify(unresolved)}, and not the bucket behind it` };
  }
  if (buckets.length === 0) {
    // Account-wide calls such as ListBuckets touch no bucket.
    return record.eventCategory === 'Data' ? { kind: 'unreadable', reason: 'is a data event without a bucket' } : OTHER;
  }
  if ((record.vpcEndpointId ?? null) !== null && typeof record.vpcEndpointId !== 'string') {
    return { kind: 'unreadable', reason: 'has a vpcEndpointId that is no text' };
  }
  const requestId = textOf(record, 'requestID');
  const hostId = textOf(objectOf(record, 'additionalEventData'), 'x-amz-id-2');
  const sourceAddress = textOf(record, 'sourceIPAddress');
  if (pathOnly && textOf(record, 'vpcEndpointId') === null) {
    return { kind: 'unreadable', reason: 'is network activity without vpcEndpointId' };
  }
  if (requestId === null || sourceAddress === null || (hostId === null && !pathOnly)) {
    // Changes of configuration need no joining to the access log, and not all of them carry both ids.
    if (isManagement(record)) return OTHER;
    return { kind: 'unreadable', reason: 'is a request without requestID, x-amz-id-2 or sourceIPAddress' };
  }
  const caller = objectOf(record, 'userIdentity');
  const host = textOf(objectOf(record, 'requestParameters'), 'Host');
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
    hostEndpoint: endpointOfHost(host, buckets[0] ?? ''),
    callerType: textOf(caller, 'type'),
    callerArn: textOf(caller, 'arn'),
    callerAccount: textOf(caller, 'accountId'),
    invokedBy: textOf(caller, 'invokedBy'),
    pathOnly,
    encryption: uploadEncryption(record),
  };
}

/** Since `managementEvent` and `eventCategory` are written (2019, event version 1.06), calls about a bucket's settings say so. */
const CALL_ABOUT_BUCKET = /^(Create|Delete|Get|List|Put|Update)Buckets?[A-Z]*/i;

function isManagement({ eventCategory, managementEvent, eventName }: JsonObject): boolean {
  if (typeof eventCategory === 'string') return eventCategory === 'Management';
  if (typeof managementEvent === 'boolean') return managementEvent;
  return typeof eventName === 'string' && CALL_ABOUT_BUCKET.test(eventName);
}

const BUCKET_OF_ARN = /^arn:[^:]+:s3:::([^/]+)/;

/** An access point's alias or ARN, an Object Lambda alias, a Multi-Region Access Point: a bucket stands behind each. */
const ACCESS_POINT = /-s3alias$|--ol-s3$|\.mrap$|^arn:/;

/** Every bucket that the record names, and an access point of which it does not tell the bucket. */
function bucketsOf(record: JsonObject): {
  readonly buckets: readonly string[];
  readonly unresolved: string | undefined;
} {
  const parameters = objectOf(record, 'requestParameters');
  const named = [textOf(parameters, 'bucketName'), ...resourceBucketsOf(record)].filter((name) => name !== null);
  const copied = sourceBucketOf(textOf(parameters, 'x-amz-copy-source'));
  const resolved = named.filter((name) => !ACCESS_POINT.test(name));
  const isCopyUnresolved = copied !== null && ACCESS_POINT.test(copied);
  // The bucket that a copy reads does not stand behind the access point that it writes to.
  const isTargetUnresolved = resolved.every((bucket) => bucket === copied);
  const unresolved = isCopyUnresolved
    ? copied
    : isTargetUnresolved
      ? named.find((name) => ACCESS_POINT.test(name))
      : undefined;
  const touched = copied === null || isCopyUnresolved ? resolved : [...resolved, copied];
  return { buckets: [...new Set(touched)], unresolved };
}

function resourceBucketsOf(record: JsonObject): readonly string[] {
  const resources: readonly unknown[] = Array.isArray(record.resources) ? record.resources : [];
  return resources.flatMap((resource) => {
    const arn = isObject(resource) ? textOf(resource, 'ARN') : null;
    const bucket = arn === null ? undefined : BUCKET_OF_ARN.exec(arn)?.[1];
    return bucket === undefined ? [] : [bucket];
  });
}

/** The bucket, encoded or not, that a copy reads: `x-amz-copy-source` is `bucket/key`, perhaps with a slash before it. */
const COPIED_BUCKET = /^(?:\/|%2F)*((?:[^/%]|%(?!2F)[0-9A-F]{2})+)/i;

/** A name that cannot be decoded stays as it is; an access point is given by its ARN. */
function sourceBucketOf(copySource: string | null): string | null {
  const encoded = copySource === null ? undefined : COPIED_BUCKET.exec(copySource)?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function objectOf(record: JsonObject, name: string): JsonObject {
  const value = record[name];
  return isObject(value) ? value : {};
}

function textOf(record: JsonObject, name: string): string | null {
  const value = record[name];
  if (typeof value !== 'string' || value === '') return null;
  if (value.length > LONGEST_EVENT_TEXT) throw new TooLong(`has a ${name} longer than 1 MiB, which no event has`);
  return value;
}
