import fc from 'fast-check';
import {
  BY_VPC,
  EXEMPT,
  INSTANCE_SOURCE,
  NO_ENDPOINT,
  OTHER_PRIVATE,
  PUBLIC,
  THROUGH,
  WITH_EVENTS,
  inBoth,
  inEvents,
  inLine,
  more,
  oneOf,
  type Detour,
} from './detour';
import { READER } from './honest';

const OTHER_CALLER = oneOf(
  READER,
  'arn:aws:sts::222222222222:assumed-role/terraform-deployer-2/ci',
  'arn:aws:sts::333333333333:assumed-role/terraform-deployer/ci',
  'arn:aws:iam::222222222222:user/terraform-deployer',
  'arn:aws-cn:sts::222222222222:assumed-role/terraform-deployer/ci',
);
const SERVICE_SOURCE = oneOf('athena.amazonaws.com', 'AWS Internal', 'AWS Internal/3', 'glue.amazonaws.com');

/** Requests that somebody else makes, or that nobody knows who makes. */
export const DETOURS_BY_CALLER: readonly fc.Arbitrary<Detour>[] = [
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
];
