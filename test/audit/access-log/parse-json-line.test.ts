import fc from 'fast-check';
import { parseLine, type ParsedLine } from '../../../audit/access-log/parse-line';

const RECORD = {
  schema_version_id: 'V_1_0',
  bucket_arn: 'arn:aws:s3:::orders',
  bucket_name: 'orders',
  bucket_owner_id: '4f1c'.repeat(16),
  event_timestamp: 1767607200000,
  request_time: '2026-01-05T10:00:00.750Z',
  remote_ip: '10.20.3.4',
  requester: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
  request_id: 'AAAAAAAAAAAAAAA1',
  operation: 'REST.GET.OBJECT',
  key_name: 'a/b.csv',
  request_uri: 'GET /a/b.csv HTTP/1.1',
  http_status: 200,
  error_code: null,
  bytes_sent: 10,
  object_size: 10,
  total_time_ms: 5,
  turn_around_time_ms: 4,
  referrer: null,
  user_agent: 'Boto3/1.34',
  version_id: null,
  host_id: 'host1=',
  signature_version: 'SigV4',
  cipher_suite: 'TLS_AES_128_GCM_SHA256',
  authentication_type: 'AuthHeader',
  host_header: 'orders.s3.us-east-1.amazonaws.com',
  tls_version: 'TLSv1.3',
  access_point_arn: null,
  acl_required: null,
};
const lineOf = (change: Record<string, unknown> = {}): string =>
  Buffer.from(JSON.stringify({ ...RECORD, ...change })).toString('latin1');
const recordOf = (line: string): Extract<ParsedLine, { kind: 'record' }>['readings'][0] => {
  const parsed = parseLine(line);
  if (parsed.kind !== 'record') throw new Error(`no record: ${JSON.stringify(parsed)}`);
  expect(parsed.ambiguous).toBe(false);
  return parsed.readings[0];
};

test('a record of CloudWatch Logs has the fields of one in a bucket', () => {
  expect(recordOf(lineOf())).toEqual({
    ...{
      bucketOwner: '4f1c'.repeat(16),
      bucket: 'orders',
      time: Date.UTC(2026, 0, 5, 10) / 1000,
      remoteIp: '10.20.3.4',
    },
    requester: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
    ...{
      requestId: 'AAAAAAAAAAAAAAA1',
      operation: 'REST.GET.OBJECT',
      key: 'a/b.csv',
      requestUri: 'GET /a/b.csv HTTP/1.1',
    },
    ...{ httpStatus: 200, errorCode: null, bytesSent: 10, objectSize: 10, totalTime: 5, turnAroundTime: 4 },
    ...{ referer: null, userAgent: 'Boto3/1.34', versionId: null, hostId: 'host1=', signatureVersion: 'SigV4' },
    ...{ cipherSuite: 'TLS_AES_128_GCM_SHA256', authenticationType: 'AuthHeader', tlsVersion: 'TLSv1.3' },
    ...{ hostHeader: 'orders.s3.us-east-1.amazonaws.com', accessPointArn: null, aclRequired: null, sourceRegion: null },
    extra: [],
  });
});

test('an export of CloudWatch Logs has its time before each record', () => {
  expect(recordOf(`2026-01-05T10:00:02.000Z ${lineOf()}`).requestId).toBe('AAAAAAAAAAAAAAA1');
});

test('the time of an export may have no fraction, and stands at the begin of the line', () => {
  expect(recordOf(`2026-01-05T10:00:02Z ${lineOf()}`).requestId).toBe('AAAAAAAAAAAAAAA1');
  const behind = parseLine(`x 2026-01-05T10:00:02Z ${lineOf()}`);
  expect(behind).toEqual(parseLine(`x ${lineOf()}`));
  expect(behind.kind).toBe('reject');
});

test('fields that a later schema adds are kept', () => {
  expect(recordOf(lineOf({ schema_version_id: 'V_2_0', new_field: 'é', source_region: 'us-west-2' }))).toMatchObject({
    extra: [Buffer.from('new_field="é"').toString('latin1')],
    sourceRegion: 'us-west-2',
  });
});

test('what a client writes stays where it is, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (agent, uri) => {
      fc.pre(agent !== '' && uri !== '' && agent !== '-' && uri !== '-' && !/\p{Surrogate}/u.test(agent));
      const record = recordOf(lineOf({ user_agent: agent, request_uri: uri }));
      expect(Buffer.from(record.userAgent ?? '', 'latin1').toString('utf8')).toBe(agent);
      expect(record).toMatchObject({ httpStatus: 200, remoteIp: '10.20.3.4', hostId: 'host1=' });
    }),
  );
});

test.each([
  ['a bucket with a line feed', { bucket_name: 'orders\n10.20.3.4' }, /^has a bucket_name that is none/],
  ['a requester with a line feed', { requester: 'a\nb' }, /^has a requester that is none/],
  ['a status that is none', { http_status: 2000 }, /^has a http_status that is none/],
  ['a status as a word', { http_status: 'ok' }, /^has a http_status that is none/],
  ['a time without a zone', { request_time: '2026-01-05T10:00:00' }, /^has a request_time that is none/],
  ['no bucket', { bucket_name: null }, /^names no bucket/],
  ['no request ID', { request_id: null }, /^has no request_time, request_id or operation$/],
  ['no schema', { schema_version_id: undefined }, /^is JSON without schema_version_id/],
  ['no address, not even none', { remote_ip: undefined }, /^lacks remote_ip$/],
  ['no status, not even none', { http_status: undefined }, /^lacks http_status$/],
])('a record with %s is rejected', (_what, change, reason) => {
  expect(parseLine(lineOf(change))).toEqual({ kind: 'reject', reason: expect.stringMatching(reason) as string });
});

test.each([
  ['cut anywhere', lineOf().slice(0, -9), /^begins as JSON and is none$/],
  ['with a key twice', lineOf().replace('{', '{"remote_ip":"52.0.0.1",'), /^is JSON with a key twice/],
  ['that is a file of CloudTrail', '{"Records":[]}', /^is JSON without schema_version_id/],
  ['whose version is a number', lineOf({ schema_version_id: 1 }), /^is JSON without schema_version_id/],
  ['of a bucket that no bucket is called', lineOf({ bucket_name: 'a b' }), /^has a bucket_name that is none/],
  ['of an operation with a bracket', lineOf({ operation: 'REST.GET.[X' }), /^has a operation that is none/],
])('a line of JSON %s is rejected', (_what, line, reason) => {
  expect(parseLine(line)).toEqual({ kind: 'reject', reason: expect.stringMatching(reason) as string });
});
