import { expectationsSchema } from '../../../contract/expectations';
import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../../contract/access-log-fields';
import { writeLine } from '../access-log/write-line';
import { cloudTrailRecord, ENDPOINT } from '../cloudtrail/cloudtrail-record';

/** One request as both sources tell it. */
export interface TwiceTold {
  /** `null` where the log was not delivered. */
  readonly line: Partial<AccessLogRecord> | null;
  readonly events: readonly Record<string, unknown>[];
}

export const EXPECTATIONS = expectationsSchema.parse({
  version: 1,
  buckets: ['orders'],
  vpcEndpoints: [ENDPOINT],
  vpcCidrs: ['10.20.0.0/16', '2600:1f18:1234:5600::/56'],
  natAddresses: ['52.78.10.20'],
  exempt: [
    { principal: 'arn:aws:iam::222222222222:role/terraform-deployer', reason: 'deployer' },
    { principal: 'arn:aws:iam::222222222222:root', reason: 'break glass' },
  ],
  region: 'us-east-1',
});

/** When all of it happens. */
export const NOON = Date.parse('2026-01-05T12:00:00Z') / 1000;
export const READER = 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc';
const DEPLOYER = 'arn:aws:sts::222222222222:assumed-role/terraform-deployer/ci';
export const ELSEWHERE = '203.0.113.9';
const CANONICAL_ID = '3f'.repeat(32);

const role = (arn: string, accountId: string): Record<string, unknown> => ({ type: 'AssumedRole', arn, accountId });
const readerIdentity = role(READER, '111111111111');
const deployerIdentity = role(DEPLOYER, '222222222222');
const NO_ENDPOINT = { vpcEndpointId: undefined, vpcEndpointAccountId: undefined };

/** The kinds of honest traffic; each is a pass, exempt, blocked or harmless. */
export const HONEST = {
  proven: { line: {}, events: [{}] },
  twiceProven: {
    line: {},
    events: [{}, { userIdentity: { type: 'AWSAccount', principalId: 'AROA:i', accountId: '111111111111' } }],
  },
  byAddress: { line: {}, events: [] },
  unlogged: { line: null, events: [{}] },
  networkActivity: { line: {}, events: [{ eventCategory: 'NetworkActivity', eventType: 'AwsVpceEvent' }] },
  exempt: {
    line: { remoteIp: ELSEWHERE, requester: DEPLOYER },
    events: [{ ...NO_ENDPOINT, sourceIPAddress: ELSEWHERE, userIdentity: deployerIdentity }],
  },
  exemptByLog: { line: { remoteIp: ELSEWHERE, requester: DEPLOYER }, events: [] },
  exemptRoot: {
    line: { remoteIp: ELSEWHERE, requester: CANONICAL_ID },
    events: [
      {
        ...NO_ENDPOINT,
        sourceIPAddress: ELSEWHERE,
        userIdentity: { type: 'Root', arn: 'arn:aws:iam::222222222222:root', accountId: '222222222222' },
      },
    ],
  },
  blocked: {
    line: { remoteIp: ELSEWHERE, httpStatus: 403, errorCode: 'AccessDenied' },
    events: [{ ...NO_ENDPOINT, sourceIPAddress: ELSEWHERE, errorCode: 'AccessDenied' }],
  },
  blockedByLog: {
    line: { remoteIp: ELSEWHERE, requester: null, httpStatus: 403, errorCode: 'AccessDenied' },
    events: [],
  },
  lifecycle: {
    line: {
      ...{ remoteIp: null, requester: 'AmazonS3', operation: 'S3.EXPIRE.OBJECT', requestUri: null, httpStatus: null },
      ...{ referer: null, userAgent: null, hostHeader: null, sourceRegion: null },
    },
    events: [],
  },
  service: {
    line: {
      remoteIp: null,
      requester: 'svc:logging.s3.amazonaws.com',
      operation: 'REST.PUT.OBJECT',
      sourceRegion: null,
    },
    events: [
      {
        eventName: 'PutObject',
        sourceIPAddress: 'logging.s3.amazonaws.com',
        vpcEndpointId: 'vpce-0123456789abcdef0',
        userIdentity: { type: 'AWSService', invokedBy: 'logging.s3.amazonaws.com' },
      },
    ],
  },
  preflight: {
    line: { remoteIp: ELSEWHERE, requester: null, operation: 'REST.OPTIONS.PREFLIGHT', sourceRegion: null },
    events: [],
  },
} as const satisfies Record<string, TwiceTold>;

export type HonestKind = keyof typeof HONEST;

const FIELDS = ACCESS_LOG_FIELDS.filter(({ tail }) => tail).length;
const NO_FIELDS = Object.fromEntries(ACCESS_LOG_FIELDS.map(({ name }) => [name, null])) as unknown as AccessLogRecord;
const idOf = (number: number): string => `R${number.toString().padStart(15, '0')}`;
const hostIdOf = (number: number): string => `host${number}=`;

/** The log line of the request of this number. */
export function lineOf(line: Partial<AccessLogRecord>, number: number): string {
  const record: AccessLogRecord = {
    ...NO_FIELDS,
    ...{ bucketOwner: '79a59df9', bucket: 'orders', time: NOON, remoteIp: '10.20.3.4', requester: READER },
    ...{ requestId: idOf(number), operation: 'REST.GET.OBJECT', key: 'k', requestUri: 'GET /k HTTP/1.1' },
    ...{ httpStatus: 200, bytesSent: 10, userAgent: 'aws-sdk', hostId: hostIdOf(number), sourceRegion: 'us-east-1' },
    ...{ hostHeader: 'orders.s3.us-east-1.amazonaws.com', extra: [] },
    ...line,
  };
  return writeLine(record, FIELDS, record.requestUri === null);
}

/** An event of the request of this number. */
export function eventOf(event: Record<string, unknown>, number: number): Record<string, unknown> {
  const ids = { requestID: idOf(number), additionalEventData: { 'x-amz-id-2': hostIdOf(number) } };
  return cloudTrailRecord({ ...ids, eventTime: '2026-01-05T12:00:00Z', userIdentity: readerIdentity, ...event });
}
