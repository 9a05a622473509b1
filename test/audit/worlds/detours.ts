import fc from 'fast-check';
import { S3_ERRORS } from '../../../audit/records/s3-error-codes';
import { ELSEWHERE, HONEST, NOON, READER, type HonestKind, type TwiceTold } from './honest';

/** A way in which an honest request goes round the endpoint instead, and gets through. */
export interface Detour {
  readonly name: string;
  readonly request: TwiceTold;
}

type Line = NonNullable<TwiceTold['line']>;
type Event = TwiceTold['events'][number];

const oneOf = fc.constantFrom;
const PUBLIC = oneOf(ELSEWHERE, '52.198.48.49', '2600:1f18:9999::1', '::ffff:203.0.113.9', '52.78.10.20');
const NO_ADDRESS = oneOf('xx.xx.xx.xx', '010.20.3.4', '127.0.0.1', '0.0.0.0', '-');
const OTHER_PRIVATE = oneOf('10.99.0.1', '192.168.1.1', '100.64.0.9', 'fd00::1', '169.254.1.1');
const OTHER_ENDPOINT = oneOf('vpce-0ffffffffffffffff', 'vpce-0a1b2c3d4e5f6789', 'vpce-0a1b2c3d4e5f678900', 'vpce-1');
const NO_ENDPOINT = { vpcEndpointId: undefined };
const OTHER_CALLER = oneOf(
  READER,
  'arn:aws:sts::222222222222:assumed-role/terraform-deployer-2/ci',
  'arn:aws:sts::333333333333:assumed-role/terraform-deployer/ci',
  'arn:aws:iam::222222222222:user/terraform-deployer',
  'arn:aws-cn:sts::222222222222:assumed-role/terraform-deployer/ci',
);
const SERVICE_SOURCE = oneOf('athena.amazonaws.com', 'AWS Internal', 'AWS Internal/3', 'glue.amazonaws.com');
const INSTANCE_SOURCE = oneOf(
  'ec2-52-200-1-2.compute-1.amazonaws.com',
  'ec2-52-200-1-2.eu-west-1.compute.amazonaws.com',
);

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

const inLine = (kind: HonestKind, change: fc.Arbitrary<Line>, name: string): fc.Arbitrary<Detour> =>
  change.map((line) => {
    const honest: TwiceTold = HONEST[kind];
    return { name: `${kind}: ${name}`, request: { ...honest, line: honest.line && { ...honest.line, ...line } } };
  });

/** @param all whether every event tells it, or the first alone. */
const inEvents = (kind: HonestKind, change: fc.Arbitrary<Event>, name: string, all = true): fc.Arbitrary<Detour> =>
  change.map((event) => {
    const honest: TwiceTold = HONEST[kind];
    const events = honest.events.map((own, i) => (all || i === 0 ? { ...own, ...event } : own));
    return { name: `${kind}: ${name}`, request: { ...honest, events } };
  });

const inBoth = <T>(
  kind: HonestKind,
  value: fc.Arbitrary<T>,
  change: (value: T) => { readonly line: Line; readonly event: Event },
  name: string,
): fc.Arbitrary<Detour> =>
  value.map((chosen) => {
    const honest: TwiceTold = HONEST[kind];
    const { line, event } = change(chosen);
    return {
      name: `${kind}: ${name}`,
      request: {
        line: honest.line && { ...honest.line, ...line },
        events: honest.events.map((own) => ({ ...own, ...event })),
      },
    };
  });

const more = (kind: HonestKind, event: fc.Arbitrary<Event>, name: string): fc.Arbitrary<Detour> =>
  event.map((added) => {
    const honest: TwiceTold = HONEST[kind];
    return {
      name: `${kind}: ${name}`,
      request: { ...honest, events: [...honest.events, { ...honest.events[0], ...added }] },
    };
  });

const lineAddress = fc.oneof(
  PUBLIC,
  NO_ADDRESS.filter((address) => address !== '-'),
  OTHER_PRIVATE,
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

const THROUGH: readonly HonestKind[] = ['proven', 'twiceProven', 'networkActivity'];
const BY_VPC: readonly HonestKind[] = [...THROUGH, 'byAddress'];
const WITH_EVENTS: readonly HonestKind[] = [...THROUGH, 'unlogged'];
const BLOCKED: readonly HonestKind[] = ['blocked', 'blockedByLog'];
const EXEMPT: readonly HonestKind[] = ['exempt', 'exemptRoot'];

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
  who: [
    ...BY_VPC.map((kind) =>
      inLine(
        kind,
        oneOf(
          { requester: 'svc:cloudfront.amazonaws.com' },
          { requester: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE' },
        ),
        'CloudFront in the log',
      ),
    ),
    ...WITH_EVENTS.map((kind) =>
      inEvents(
        kind,
        oneOf(
          { userIdentity: { type: 'AWSService', invokedBy: 'cloudfront.amazonaws.com' } },
          {
            userIdentity: { type: 'AWSService', invokedBy: 'athena.amazonaws.com' },
            sourceIPAddress: 'athena.amazonaws.com',
          },
          {
            userIdentity: {
              type: 'AssumedRole',
              arn: READER,
              accountId: '111111111111',
              invokedBy: 'athena.amazonaws.com',
            },
          },
        ),
        'a service in CloudTrail',
      ),
    ),
    ...WITH_EVENTS.map((kind) =>
      inEvents(
        kind,
        SERVICE_SOURCE.map((sourceIPAddress) => ({ ...NO_ENDPOINT, sourceIPAddress })),
        'from within AWS',
      ),
    ),
    ...WITH_EVENTS.map((kind) =>
      inEvents(
        kind,
        INSTANCE_SOURCE.map((sourceIPAddress) => ({ ...NO_ENDPOINT, sourceIPAddress })),
        "from somebody's instance",
      ),
    ),
    ...THROUGH.map((kind) =>
      inBoth(
        kind,
        fc.oneof(PUBLIC, OTHER_PRIVATE),
        (remoteIp) => ({ line: { remoteIp }, event: { sourceIPAddress: 'AWS Internal' } }),
        'AWS Internal, and an address in the log',
      ),
    ),
    inLine(
      'service',
      oneOf({ requester: 'svc:athena.amazonaws.com' }, { requester: READER }, { requester: null }),
      'another caller in the log',
    ),
    inEvents(
      'service',
      oneOf({ userIdentity: { type: 'AWSService', invokedBy: 'athena.amazonaws.com' } }),
      'another service in CloudTrail',
    ),
    inBoth(
      'service',
      oneOf('athena', 'quicksight', 'cloudformation', 'cloudfront'),
      (name) => ({
        line: { requester: `svc:${name}.amazonaws.com` },
        event: {
          userIdentity: { type: 'AWSService', invokedBy: `${name}.amazonaws.com` },
          sourceIPAddress: `${name}.amazonaws.com`,
        },
      }),
      'another service',
    ),
    inBoth(
      'service',
      oneOf('REST.GET.OBJECT', 'REST.COPY.OBJECT_GET'),
      (operation) => ({
        line: { operation },
        event: { eventName: operation === 'REST.GET.OBJECT' ? 'GetObject' : 'CopyObject' },
      }),
      'a delivering service that reads',
    ),
    inLine(
      'lifecycle',
      oneOf({ operation: 'REST.GET.OBJECT', requester: READER }, { operation: 'S3.SOMETHING.NEW', requester: READER }),
      'somebody',
    ),
    ...EXEMPT.map((kind) =>
      inLine(
        kind,
        OTHER_CALLER.map((requester) => ({ requester })),
        'another caller in the log',
      ),
    ),
    inLine('exempt', oneOf({ requester: null }, { requester: '4f'.repeat(32) }), 'no principal in the log'),
    inLine(
      'exemptByLog',
      fc.oneof(OTHER_CALLER, oneOf(null, 'svc:athena.amazonaws.com')).map((requester) => ({ requester })),
      'another caller',
    ),
    ...EXEMPT.map((kind) =>
      inEvents(
        kind,
        fc.oneof(
          OTHER_CALLER.map((arn) => ({ userIdentity: { type: 'AssumedRole', arn, accountId: arn.split(':')[4] } })),
          oneOf({ userIdentity: { accountId: '333333333333' } }, { userIdentity: { accountId: 'anonymous' } }),
        ),
        'another caller in CloudTrail',
      ),
    ),
    more(
      'exempt',
      OTHER_CALLER.map((arn) => ({ userIdentity: { type: 'AssumedRole', arn, accountId: arn.split(':')[4] } })),
      'two callers',
    ),
  ],
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
