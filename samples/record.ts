import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../contract/access-log-fields';
import type { Chance } from './random';
import { BUCKET, BUCKET_OWNER, LIFECYCLE, REGION, type Caller } from './story';

/** A record as text, not as bytes: `-` is `null`, and the log writes UTF-8. */
export type SampleRecord = AccessLogRecord;

/** What a request asks for and gets; `record` adds what S3 notes beside. */
export interface Request {
  readonly operation: string;
  /** Key, encoded as this kind of row has it. */
  readonly key: string | null;
  /** Method and target, without the protocol; `null` for rows that are no HTTP request. */
  readonly target: string | null;
  readonly status: number | null;
  readonly error?: string;
  readonly sent?: number;
  readonly size?: number | null;
  readonly referer?: string;
  readonly userAgent?: string;
  readonly versionId?: string;
}

/** Ids that S3 gives one request, however many rows it writes. */
export interface RequestIds {
  readonly requestId: string;
  readonly hostId: string;
}

const UPPER = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const HEX = '0123456789abcdef';

export function requestIds(chance: Chance): RequestIds {
  return { requestId: chance.text(16, UPPER), hostId: `${chance.text(75, BASE64)}=` };
}

/** Ids as S3's own jobs have them. */
export function jobIds(chance: Chance): RequestIds {
  const requestId = [8, 4, 4, 4, 12].map((length) => chance.text(length, HEX)).join('-');
  return { requestId, hostId: `${chance.text(86, BASE64)}==` };
}

export function versionIdFrom(chance: Chance): string {
  return chance.text(32, `${BASE64.slice(0, -2)}._`);
}

/**
 * Makes the record of a request.
 *
 * @param time seconds since the epoch.
 */
export function record(
  time: number,
  caller: Caller,
  request: Request,
  chance: Chance,
  ids: RequestIds = requestIds(chance),
): SampleRecord {
  const { operation, key, target, status, error = null, sent = 0, size = null } = request;
  const turnAroundTime = target === null ? null : chance.integer(4, 45);
  const overHttp = caller !== LIFECYCLE;
  const signed = overHttp && caller.requester !== null;
  return {
    bucketOwner: BUCKET_OWNER,
    bucket: BUCKET,
    time: Math.floor(time),
    remoteIp: caller.remoteIp,
    requester: caller.requester,
    requestId: ids.requestId,
    operation,
    key,
    requestUri: target === null ? null : `${target} HTTP/1.1`,
    httpStatus: status,
    errorCode: error,
    bytesSent: sent,
    objectSize: size,
    totalTime: turnAroundTime === null ? null : turnAroundTime + Math.ceil(sent / 60_000),
    turnAroundTime: status === 200 || status === 206 ? turnAroundTime : null,
    referer: request.referer ?? null,
    userAgent: request.userAgent ?? (caller.userAgent === '-' ? null : caller.userAgent),
    versionId: request.versionId ?? null,
    hostId: ids.hostId,
    signatureVersion: signed ? 'SigV4' : null,
    cipherSuite: overHttp ? 'TLS_AES_128_GCM_SHA256' : null,
    authenticationType: signed ? 'AuthHeader' : null,
    hostHeader: overHttp ? `${BUCKET}.s3.${REGION}.amazonaws.com` : null,
    tlsVersion: overHttp ? 'TLSv1.3' : null,
    accessPointArn: null,
    aclRequired: null,
    sourceRegion: caller.sourceRegion,
    extra: [],
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Writes a record as S3 does, without escaping anything.
 *
 * @param fields how many fields: records from older parts of S3 end sooner.
 */
export function lineOf(sample: SampleRecord, fields: number = ACCESS_LOG_FIELDS.length): string {
  return ACCESS_LOG_FIELDS.slice(0, fields)
    .map(({ name, written }) => {
      const value = sample[name];
      if (written === 'bracketed') return `[${logTime(sample.time)}]`;
      if (written === 'quoted' && !hasBareDashes(sample)) return `"${value ?? '-'}"`;
      return value === null || (name === 'bytesSent' && value === 0) ? '-' : String(value);
    })
    .join(' ');
}

/** Rows that are no HTTP request of their own; some of them have no quotes around what they lack. */
const BARE_DASHES = ['BATCH.DELETE.OBJECT', 'S3.COMPUTE.OBJECT.CHECKSUM', 'S3.DELETE.UPLOAD'];

function hasBareDashes({ operation }: SampleRecord): boolean {
  return BARE_DASHES.includes(operation);
}

function logTime(seconds: number): string {
  const [date = '', time = ''] = new Date(seconds * 1000).toISOString().slice(0, 19).split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1] ?? ''}/${year}:${time} +0000`;
}
