/**
 * The record of an S3 server access log: names, order and types of its fields, from which every reader and table derives.
 * Source: S3 User Guide, "Amazon S3 server access log format". The format grows at the end: AWS asks readers to tolerate
 * new trailing fields, and older records lack some of the tail, one by one.
 */
export interface AccessLogField {
  readonly name: string;
  /** Column name in SQL tables. */
  readonly column: string;
  readonly type: 'string' | 'integer' | 'timestamp';
  /**
   * How the log writes it: bare, in square brackets, or in quotes. What stands in quotes the client wrote, unescaped quotes
   * among it; all else is S3's own.
   */
  readonly written: 'token' | 'bracketed' | 'quoted';
  /** What a `-` in its place means: no value, the number zero, or the text itself, for the field is never absent. */
  readonly dash: 'absent' | 'zero' | 'itself';
  /** Fields of the tail may be missing from older records. */
  readonly tail: boolean;
  readonly description: string;
}

const required = { tail: false } as const;
const tail = { type: 'string', written: 'token', dash: 'absent', tail: true } as const;
const token = { ...required, type: 'string', written: 'token', dash: 'absent' } as const;
const always = { ...token, dash: 'itself' } as const;
const quoted = { ...required, type: 'string', written: 'quoted', dash: 'absent' } as const;
const number = { ...required, type: 'integer', written: 'token', dash: 'absent' } as const;

export const ACCESS_LOG_FIELDS = [
  { name: 'bucketOwner', column: 'bucket_owner', ...always, description: 'canonical user id of the bucket owner' },
  { name: 'bucket', column: 'bucket', ...always, description: 'bucket the request was for' },
  {
    name: 'time',
    column: 'request_time',
    ...required,
    type: 'timestamp',
    written: 'bracketed',
    dash: 'itself',
    description: 'when the request was received',
  },
  { name: 'remoteIp', column: 'remote_ip', ...token, description: 'apparent address of the requester' },
  { name: 'requester', column: 'requester', ...token, description: 'canonical id, ARN or service; may hold spaces' },
  { name: 'requestId', column: 'request_id', ...always, description: 'id of the request; a copy writes it twice' },
  { name: 'operation', column: 'operation', ...always, description: 'REST.GET.OBJECT and the like' },
  { name: 'key', column: 'key', ...token, description: 'object key, URL-encoded' },
  { name: 'requestUri', column: 'request_uri', ...quoted, description: 'request line' },
  { name: 'httpStatus', column: 'http_status', ...number, description: 'status of the response' },
  { name: 'errorCode', column: 'error_code', ...token, description: 'S3 error code' },
  {
    name: 'bytesSent',
    column: 'bytes_sent',
    ...number,
    dash: 'zero',
    description: 'bytes of the response; - is 0',
  },
  { name: 'objectSize', column: 'object_size', ...number, description: 'bytes of the object' },
  { name: 'totalTime', column: 'total_time', ...number, description: 'milliseconds in flight' },
  { name: 'turnAroundTime', column: 'turn_around_time', ...number, description: 'milliseconds S3 took to answer' },
  { name: 'referer', column: 'referer', ...quoted, description: 'Referer header' },
  { name: 'userAgent', column: 'user_agent', ...quoted, description: 'User-Agent header' },
  { name: 'versionId', column: 'version_id', ...tail, description: 'version asked for' },
  { name: 'hostId', column: 'host_id', ...tail, description: 'extended request id, x-amz-id-2' },
  { name: 'signatureVersion', column: 'signature_version', ...tail, description: 'SigV2 or SigV4' },
  { name: 'cipherSuite', column: 'cipher_suite', ...tail, description: 'TLS cipher suite' },
  { name: 'authenticationType', column: 'authentication_type', ...tail, description: 'AuthHeader or QueryString' },
  { name: 'hostHeader', column: 'host_header', ...tail, description: 'endpoint the client connected to' },
  { name: 'tlsVersion', column: 'tls_version', ...tail, description: 'TLS version of the client' },
  { name: 'accessPointArn', column: 'access_point_arn', ...tail, description: 'access point of the request' },
  { name: 'aclRequired', column: 'acl_required', ...tail, description: 'Yes where an ACL was needed' },
  { name: 'sourceRegion', column: 'source_region', ...tail, description: 'region the request came from' },
] as const satisfies readonly AccessLogField[];

type ValueOf<F extends AccessLogField> =
  (F['type'] extends 'string' ? string : number) | (F['dash'] extends 'absent' ? null : never);

/** A field that is known here. */
export type KnownField = (typeof ACCESS_LOG_FIELDS)[number];

/**
 * One record. `-` is what its field's `dash` says; `time` is seconds since the epoch, UTC.
 * Text is as the log writes it, one character per byte (latin1).
 */
export type AccessLogRecord = {
  readonly [F in KnownField as F['name']]: ValueOf<F>;
} & {
  /** Fields after the last one known here, kept as they are. */
  readonly extra: readonly string[];
};
