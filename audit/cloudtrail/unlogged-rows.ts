import type { AccessLogRecord } from '../../contract/access-log-fields';
import { percentDecoded } from '../access-log/decode-key';
import { statusOfError } from '../records/outcome';
import type { RecordedRow } from '../records/record-grouping';
import type { RequestDetail } from './request-detail';
import type { Told } from './testimony';
import { WITHOUT_LOG_LINE } from './unlogged';

/** A request that CloudTrail alone tells of, whole. */
export interface ToldRequest {
  readonly told: Told;
  readonly detail: RequestDetail;
  readonly requestId: string;
  /** First and last event, in seconds since the epoch. */
  readonly first: number;
  readonly last: number;
}

/**
 * A request as a line of the access log would tell it, of each bucket that is asked for: a copy writes two. Its operation is
 * the name of its event, `CloudTrail.GetObject`; what a client wrote into its headers is in no event as it was sent.
 *
 * @returns none where its events do not tell what was asked.
 */
export function unloggedRows(request: ToldRequest, buckets: readonly string[]): readonly RecordedRow[] {
  const { told, detail } = request;
  const source = sourceOf(detail.copySource);
  if (detail.odd || (detail.copySource !== null && source === undefined)) return [];
  const [target] = told.buckets;
  const bucket = told.buckets.find((name) => buckets.includes(name) && (name === target || name !== source?.bucket));
  const operation = `${WITHOUT_LOG_LINE}${told.eventName}`;
  const touched = [
    ...(bucket === undefined ? [] : [{ bucket, operation, key: detail.key, versionId: detail.versionId }]),
    ...(source !== undefined && buckets.includes(source.bucket)
      ? [{ ...source, operation: `${operation}${SOURCE}` }]
      : []),
  ];
  return touched.map((one) => rowOf(request, one));
}

/** Ends the operation of what a copy reads, as in the access log. */
export const SOURCE = '_GET';

type Touched = Pick<AccessLogRecord, 'bucket' | 'operation' | 'key' | 'versionId'>;

function rowOf({ told, detail, requestId, first, last }: ToldRequest, touched: Touched): RecordedRow {
  const { errorCode, address, caller, witness } = told;
  const { signatureVersion, cipherSuite, authenticationType, aclRequired, tlsVersion, accessPointArn } = detail;
  const record: AccessLogRecord = {
    ...{ bucketOwner: '-', ...touched, time: first, remoteIp: address, requester: caller, requestId },
    requestUri: listingOf(detail),
    httpStatus: errorCode === undefined ? null : statusOfError(errorCode),
    errorCode: errorCode ?? null,
    ...{ bytesSent: 0, objectSize: null, totalTime: null, turnAroundTime: null, referer: null, userAgent: null },
    ...{ hostId: null, signatureVersion, cipherSuite, authenticationType, hostHeader: null, tlsVersion },
    ...{ accessPointArn, aclRequired, sourceRegion: null, extra: [] },
  };
  return { record, ambiguous: false, witness, requests: 1, bytesSent: 0, firstSeen: first, lastSeen: last };
}

/** The request line that its parameters would stand in. */
function listingOf({ prefix, delimiter, maxKeys }: RequestDetail): string {
  const given = Object.entries({ prefix, delimiter, 'max-keys': maxKeys }).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(Buffer.from(value).toString())}`],
  );
  return `GET /?${given.join('&')} HTTP/1.1`;
}

/** `x-amz-copy-source`: `bucket/key?versionId=…`, encoded, perhaps with a slash before it (S3 API Reference, CopyObject). */
const COPY_SOURCE = /^(?:\/|%2F)*((?:[^/%]|%(?!2F)[0-9A-F]{2})+)(?:\/|%2F)(.+?)(?:\?versionId=([^?]*))?$/is;

function sourceOf(text: string | null): { bucket: string; key: string; versionId: string | null } | undefined {
  const [, bucket, key, versionId] = COPY_SOURCE.exec(text ?? '') ?? [];
  return bucket === undefined || key === undefined
    ? undefined
    : { bucket: percentDecoded(bucket), key: percentDecoded(key), versionId: versionId ?? null };
}
