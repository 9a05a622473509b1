import fc from 'fast-check';
import { S3_ERRORS } from '../../../audit/records/s3-error-codes';
import {
  BY_VPC,
  EXEMPT,
  INSTANCE_SOURCE,
  NO_ADDRESS,
  NO_ENDPOINT,
  OTHER_PRIVATE,
  PUBLIC,
  THROUGH,
  WITH_EVENTS,
  inBoth,
  inEvents,
  inLine,
  lineAddress,
  more,
  oneOf,
  type Detour,
  type Line,
} from './detour';
import { DETOURS_BY_CALLER } from './detours-by-caller';
import { ELSEWHERE, NOON, type HonestKind } from './honest';

const BLOCKED: readonly HonestKind[] = ['blocked', 'blockedByLog'];
const OTHER_ENDPOINT = oneOf('vpce-0ffffffffffffffff', 'vpce-0a1b2c3d4e5f6789', 'vpce-0a1b2c3d4e5f678900', 'vpce-1');

const told = [...S3_ERRORS].filter(([, { givenTo }]) => givenTo !== 'anybody');
/** Answers that tell more than a refusal does. */
const ANSWER: fc.Arbitrary<Line> = fc.oneof(
  oneOf(200, 206, 204, 304, null, 404, 409, 412, 416, 301, 400, 405).map((httpStatus) => ({
    httpStatus,
    errorCode: null,
  })),
  oneOf(...told).map(([errorCode, { httpStatus }]) => ({ httpStatus, errorCode })),
  fc.record({ httpStatus: oneOf(400, 403, 404), errorCode: oneOf('SomethingNew', 'NoSuchThing') }),
);
const ERROR = fc.oneof(
  oneOf<string | undefined>(undefined, 'SomethingNew'),
  oneOf(...told.map(([errorCode]) => errorCode)),
);

const hostOf = (id: string, host: string): string => host.replace('ID', id);
const FOREIGN_HOST = fc
  .tuple(
    OTHER_ENDPOINT,
    oneOf(
      'orders.bucket.ID-abcd1234.s3.us-east-1.vpce.amazonaws.com',
      'bucket.ID-abcd1234-us-east-1a.s3.us-east-1.vpce.amazonaws.com:443',
      'accesspoint.ID-abcd1234.s3.us-east-1.vpce.amazonaws.com',
      'BUCKET.ID-ABCD1234.S3.us-east-1.VPCE.amazonaws.com',
    ),
  )
  .map(([id, host]) => hostOf(id, host));
const ACCELERATED = oneOf('orders.s3-accelerate.amazonaws.com', 'orders.S3-Accelerate.dualstack.amazonaws.com:443');
const OTHER_HOST = fc.oneof(FOREIGN_HOST, ACCELERATED);
const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '');

/** All detours, by what of the request they change. */
export const DETOURS: Readonly<Record<string, readonly fc.Arbitrary<Detour>[]>> = {
  address: [
    ...BY_VPC.map((kind) =>
      inLine(
        kind,
        lineAddress.map((remoteIp) => ({ remoteIp })),
        'another address in the log',
      ),
    ),
    ...THROUGH.map((kind) =>
      inEvents(
        kind,
        fc.oneof(PUBLIC, OTHER_PRIVATE).map((sourceIPAddress) => ({ sourceIPAddress })),
        'another address in CloudTrail',
      ),
    ),
    ...WITH_EVENTS.map((kind) =>
      inBoth(kind, PUBLIC, (ip) => ({ line: { remoteIp: ip }, event: { sourceIPAddress: ip } }), 'the internet'),
    ),
    ...WITH_EVENTS.map((kind) =>
      inBoth(
        kind,
        fc.oneof(PUBLIC, OTHER_PRIVATE),
        (ip) => ({ line: { remoteIp: ip }, event: { sourceIPAddress: ip, ...NO_ENDPOINT } }),
        'another address, and no endpoint',
      ),
    ),
    ...THROUGH.map((kind) =>
      inBoth(
        kind,
        fc.oneof(PUBLIC, NO_ADDRESS, INSTANCE_SOURCE),
        (sourceIPAddress) => ({ line: { remoteIp: null }, event: { sourceIPAddress } }),
        'another address in CloudTrail, and none in the log',
      ),
    ),
    inEvents(
      'unlogged',
      fc.oneof(NO_ADDRESS, INSTANCE_SOURCE).map((sourceIPAddress) => ({ sourceIPAddress })),
      'no address that can be read',
    ),
    inLine('byAddress', oneOf({ remoteIp: null }), 'no address'),
    inLine(
      'lifecycle',
      PUBLIC.map((remoteIp) => ({ remoteIp })),
      'an address',
    ),
    inLine(
      'service',
      lineAddress.map((remoteIp) => ({ remoteIp })),
      'an address',
    ),
    ...EXEMPT.map((kind) => inLine(kind, oneOf({ remoteIp: '198.51.100.7' }), 'another address in the log')),
    ...EXEMPT.map((kind) =>
      inEvents(kind, oneOf({ sourceIPAddress: '198.51.100.7' }), 'another address in CloudTrail'),
    ),
  ],
  endpoint: [
    ...WITH_EVENTS.map((kind) =>
      inEvents(kind, oneOf(NO_ENDPOINT, { vpcEndpointId: null }, { vpcEndpointId: '' }), 'no endpoint'),
    ),
    ...WITH_EVENTS.map((kind) =>
      inEvents(
        kind,
        OTHER_ENDPOINT.map((vpcEndpointId) => ({ vpcEndpointId })),
        'another endpoint',
      ),
    ),
    inEvents(
      'twiceProven',
      fc.oneof(
        oneOf(NO_ENDPOINT),
        OTHER_ENDPOINT.map((vpcEndpointId) => ({ vpcEndpointId })),
      ),
      'another endpoint in one event',
      false,
    ),
    ...WITH_EVENTS.map((kind) =>
      more(
        kind,
        OTHER_ENDPOINT.map((vpcEndpointId) => ({ vpcEndpointId, eventCategory: 'NetworkActivity' })),
        'network activity of another endpoint',
      ),
    ),
    ...BY_VPC.map((kind) =>
      inLine(
        kind,
        OTHER_HOST.map((hostHeader) => ({ hostHeader })),
        'a host of another endpoint',
      ),
    ),
    ...WITH_EVENTS.map((kind) =>
      inEvents(
        kind,
        OTHER_HOST.map((Host) => ({ requestParameters: { bucketName: 'orders', Host } })),
        'a host of another endpoint in CloudTrail',
      ),
    ),
    inLine(
      'byAddress',
      oneOf({ hostHeader: 'mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com' }),
      'a Multi-Region Access Point',
    ),
  ],
  region: BY_VPC.map((kind) =>
    inLine(kind, oneOf({ sourceRegion: 'eu-west-1' }, { sourceRegion: 'us-east-2' }), 'another region'),
  ),
  who: DETOURS_BY_CALLER,
  answer: [
    ...BLOCKED.map((kind) => inLine(kind, ANSWER, 'an answer in the log')),
    inEvents(
      'blocked',
      ERROR.map((errorCode) => ({ errorCode })),
      'an answer in CloudTrail',
    ),
    inLine(
      'blockedByLog',
      oneOf({ userAgent: 'x" 200 - 1 1 1 1 "-" "y' }, { userAgent: 'x" 404 NoSuchKey 1 1 1 1 "-" "y' }),
      'a line that reads both ways',
    ),
    inLine(
      'preflight',
      oneOf({ operation: 'REST.GET.OBJECT' }, { operation: 'REST.OPTIONS.OBJECT' }),
      'a request for data',
    ),
    more(
      'preflight',
      oneOf({
        ...NO_ENDPOINT,
        sourceIPAddress: ELSEWHERE,
        userIdentity: { accountId: 'anonymous' },
        eventName: 'GetObject',
      }),
      'data in CloudTrail',
    ),
  ],
  time: [
    ...[...THROUGH, 'exempt' as const].map((kind) =>
      inEvents(
        kind,
        oneOf(365, -365, 2, -2).map((days) => ({ eventTime: instant(NOON + days * 86_400) })),
        'another day in CloudTrail',
      ),
    ),
    inEvents(
      'twiceProven',
      oneOf(365, -365, 2).map((days) => ({ eventTime: instant(NOON + days * 86_400) })),
      'another day in one event',
      false,
    ),
  ],
};

/** A request that goes round, with an event in the window or a line in it, the other before or after. */
export const LATE: readonly fc.Arbitrary<Detour>[] = [
  oneOf(-1, -3599, 3601).map((seconds) => ({
    name: 'line out of the window, event in it',
    request: {
      line: { remoteIp: ELSEWHERE, time: NOON + seconds },
      events: [{ ...NO_ENDPOINT, sourceIPAddress: ELSEWHERE }],
    },
  })),
  oneOf(-1, -3599, 3601).map((seconds) => ({
    name: 'event out of the window, line in it',
    request: {
      line: { remoteIp: ELSEWHERE },
      events: [{ ...NO_ENDPOINT, sourceIPAddress: ELSEWHERE, eventTime: instant(NOON + seconds) }],
    },
  })),
  oneOf(-1, -3599, 3601).map((seconds) => ({
    name: 'one event in the window, one out of it, no line',
    request: {
      line: null,
      events: [seconds, 0].map((shift) => ({
        ...{ ...NO_ENDPOINT, sourceIPAddress: ELSEWHERE },
        eventTime: instant(NOON + shift),
      })),
    },
  })),
];
