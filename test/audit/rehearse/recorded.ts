import type { AccessLogRecord } from '../../../contract/access-log-fields';
import { expectationsSchema } from '../../../contract/expectations';
import { expectedNetworksOf } from '../../../audit/judge/network';
import { parseLine } from '../../../audit/access-log/parse-line';
import type { Recorded } from '../../../audit/rehearse/recorded';
import type { RecordedGroup } from '../../../audit/rehearse/rehearsal';

/** One record through the VPC, but for what the test is about. */
export function record(change: Partial<AccessLogRecord> = {}): AccessLogRecord {
  const line =
    'owner data [06/Feb/2026:00:00:38 +0000] 10.20.3.4 arn:aws:sts::111111111111:assumed-role/reader/i-0abc 3E57427F3EXAMPLE ' +
    'REST.GET.OBJECT a/b "GET /a/b HTTP/1.1" 200 - 113 113 7 6 "-" "aws-cli" - hostid= SigV4 ECDHE AuthHeader ' +
    'data.s3.us-east-1.amazonaws.com TLSv1.2 - - us-east-1';
  const parsed = parseLine(line);
  if (parsed.kind !== 'record') throw new Error(`the line of the test is a ${parsed.kind}`);
  return { ...parsed.readings[0], ...change };
}

/** The expected VPC is 10.20.0.0/16. */
export const networkOf = expectedNetworksOf(
  expectationsSchema.parse({
    version: 1,
    buckets: ['data'],
    vpcEndpoints: ['vpce-0a1b2c3d'],
    vpcCidrs: ['10.20.0.0/16'],
  }),
).ofAddress;

/** A recorded request, as a rehearsal takes it. */
export function recorded(change: Partial<AccessLogRecord> = {}, more: Partial<Recorded> = {}): Recorded {
  const fields = record(change);
  return {
    fields,
    bucket: fields.bucket,
    key: fields.key,
    witness: null,
    ambiguous: false,
    networkOf,
    ...more,
  };
}

/** A group of one request. */
export function groupOf(one: Recorded, change: Partial<RecordedGroup> = {}): RecordedGroup {
  const { requester, remoteIp, httpStatus, errorCode, time } = one.fields;
  return {
    ...{ recorded: one, key: one.key, requester, remoteIp, answer: { httpStatus, errorCode } },
    ...{ requests: 1, bytesSent: 1, firstSeen: time, lastSeen: time, requestId: '3E57427F3EXAMPLE', addresses: 1 },
    ...change,
  };
}
