import type { JsonObject } from '../../contract/json-object';
import { ACCESS_LOG_FIELDS, type AccessLogRecord, type KnownField } from '../../contract/access-log-fields';
import { entryOf } from '../../contract/entry-of';

type FieldName = KnownField['name'];
/** Fields of a record by the names that CloudWatch Logs has for them (S3 User Guide, "Log format in CloudWatch Logs"). */
const NAMES: Readonly<Record<string, FieldName>> = {
  bucket_owner_id: 'bucketOwner',
  bucket_name: 'bucket',
  request_time: 'time',
  remote_ip: 'remoteIp',
  requester: 'requester',
  request_id: 'requestId',
  operation: 'operation',
  key_name: 'key',
  request_uri: 'requestUri',
  http_status: 'httpStatus',
  error_code: 'errorCode',
  bytes_sent: 'bytesSent',
  object_size: 'objectSize',
  total_time_ms: 'totalTime',
  turn_around_time_ms: 'turnAroundTime',
  referrer: 'referer',
  user_agent: 'userAgent',
  version_id: 'versionId',
  host_id: 'hostId',
  signature_version: 'signatureVersion',
  cipher_suite: 'cipherSuite',
  authentication_type: 'authenticationType',
  host_header: 'hostHeader',
  tls_version: 'tlsVersion',
  access_point_arn: 'accessPointArn',
  acl_required: 'aclRequired',
  source_region: 'sourceRegion',
};
/** Told by other fields too. */
const SAID_ELSEWHERE = ['schema_version_id', 'bucket_arn', 'event_timestamp'];
/** Without one of these a request cannot be judged; each is there, if only as `null`. */
const NEEDED = ['bucket_name', 'request_time', 'remote_ip', 'requester', 'request_id', 'operation', 'http_status'];
/** What a client chooses may hold anything; all else is one word, or several, of S3's own. */
const CLIENTS: readonly FieldName[] = ['key', 'requestUri', 'referer', 'userAgent'];

const SCHEMA = /^V_\d+_\d+$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
/** An export of CloudWatch Logs to S3 puts the time before each event. */
const EXPORT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z (?=\{)/;
const CONTROL = /[^ -~\x80-\xff]/;
const REQUEST_ID = /^[A-Za-z0-9-]+$/;

/** Says whether a line is a record as CloudWatch Logs has it, or is meant to be one. */
export function isJsonLine(line: string): boolean {
  return line.startsWith('{') || EXPORT_TIME.test(line);
}

/**
 * Reads a record as CloudWatch Logs has it, schema V_1_0, from a line with bytes as latin1 characters. In JSON no client can
 * write what looks like another field, so there is one reading.
 *
 * @returns the record, or why there is none.
 */
export function parseJsonLine(line: string): AccessLogRecord | string {
  const text = Buffer.from(line.replace(EXPORT_TIME, ''), 'latin1').toString('utf8');
  const json = readFlat(text);
  if (typeof json === 'string') return json;
  if (typeof json.schema_version_id !== 'string' || !SCHEMA.test(json.schema_version_id)) {
    return 'is JSON without schema_version_id, and no record of CloudWatch Logs';
  }
  const lacking = NEEDED.filter((name) => !Object.hasOwn(json, name));
  if (lacking.length > 0) return `lacks ${lacking.join(', ')}`;
  const record = Object.fromEntries(ACCESS_LOG_FIELDS.map(({ name }) => [name, null])) as Record<string, unknown>;
  const extra: string[] = [];
  for (const [name, value] of Object.entries(json)) {
    const field = entryOf(NAMES, name);
    if (field === undefined) {
      if (!SAID_ELSEWHERE.includes(name)) extra.push(latin1(`${name}=${JSON.stringify(value)}`));
      continue;
    }
    const read = readField(field, value);
    if (read === undefined) return `has a ${name} that is none: ${JSON.stringify(value)}`;
    record[field] = read.value;
  }
  const { bucket, time, requestId, operation } = record;
  if (bucket === null) return 'names no bucket, which S3 always knows';
  if (time === null || requestId === null || operation === null) return 'has no request_time, request_id or operation';
  return {
    ...record,
    bucketOwner: record.bucketOwner ?? '-',
    bytesSent: record.bytesSent ?? 0,
    extra,
  } as unknown as AccessLogRecord;
}

/** An object without a key twice, of which JSON.parse would drop one. */
function readFlat(text: string): JsonObject | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'begins as JSON and is none';
  }
  if (typeof json !== 'object' || json === null || keysIn(text) !== Object.keys(json).length) {
    return 'is JSON with a key twice, or with objects in it, and no record of CloudWatch Logs';
  }
  return json as JsonObject;
}

/** Keys of all objects in a JSON text: the colons outside of its strings. */
function keysIn(json: string): number {
  let keys = 0;
  let inString = false;
  for (const [token] of json.matchAll(/"|\\.|:/g)) {
    if (token === '"') inString = !inString;
    else if (token === ':' && !inString) keys++;
  }
  return keys;
}

/** The value of a field, `undefined` for what it cannot be. */
function readField(field: FieldName, value: unknown): { readonly value: string | number | null } | undefined {
  if (value === null || value === '-') return { value: null };
  const type = ACCESS_LOG_FIELDS.find(({ name }) => name === field)?.type;
  if (type === 'integer') return readInteger(field, value);
  if (typeof value !== 'string' || value === '') return undefined;
  if (type === 'timestamp') {
    const time = TIME.test(value) ? Date.parse(value) : NaN;
    return Number.isNaN(time) ? undefined : { value: Math.floor(time / 1000) };
  }
  const text = latin1(value);
  if (!CLIENTS.includes(field) && CONTROL.test(text)) return undefined;
  if (field === 'requestId' && !REQUEST_ID.test(text)) return undefined;
  if ((field === 'bucket' || field === 'operation') && /[ "[\]]/.test(text)) return undefined;
  return { value: text };
}

function readInteger(field: FieldName, value: unknown): { readonly value: number } | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(number) || Number(number) < 0) return undefined;
  return field === 'httpStatus' && (Number(number) < 100 || Number(number) > 599)
    ? undefined
    : { value: Number(number) };
}

/** Text of records is bytes as latin1 characters. */
function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
