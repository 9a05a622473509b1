import { GUEST, PUBLIC, READER, only, own, refused, type Scenario } from './scenario';

const USER = 'arn:aws:iam::222222222222:user/staff/ann';
const ORIGIN = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EH1HDMB1FH2TC';
const anonymous = { requester: null, remoteIp: PUBLIC } as const;
const guest = { requester: GUEST, remoteIp: PUBLIC } as const;
const delivery = { requester: 'svc:logging.s3.amazonaws.com', remoteIp: null, operation: 'REST.PUT.OBJECT' } as const;
const cloudFront = { requester: 'svc:cloudfront.amazonaws.com', remoteIp: PUBLIC } as const;
const publicRead = { Effect: 'Allow', Action: 's3:GetObject' } as const;
const toCloudFront = { ...publicRead, Principal: { Service: 'cloudfront.amazonaws.com' } } as const;
const denyAll = { Effect: 'Deny', Action: 's3:*', Resource: '*' } as const;
const open = [{ Effect: 'Allow' }];

/** Callers as policies name them. Source: IAM User Guide, "Principal", "IAM identifiers", "AWS global condition context keys". */
export const PRINCIPALS: readonly Scenario[] = [
  {
    what: 'the name of a user has no path',
    policy: only({ StringNotEquals: { 'aws:username': 'ann' } }),
    line: { ...own, requester: USER },
    change: 'unchanged',
  },
  {
    what: 'names of users are compared letter by letter',
    policy: only({ StringNotEquals: { 'aws:username': 'Ann' } }),
    line: { ...own, requester: USER },
    change: 'would-be-denied',
  },
  {
    what: 'the ARN of a user has its path',
    policy: only({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:user/ann' } }),
    line: { ...own, requester: USER },
    change: 'would-be-denied',
  },
  ...(
    [
      ['User', { ...own, requester: USER }],
      ['AssumedRole', own],
      ['Account', { ...own, requester: 'arn:aws:iam::222222222222:root' }],
      ['FederatedUser', { ...own, requester: 'arn:aws:sts::222222222222:federated-user/bob' }],
      ['Anonymous', anonymous],
    ] as const
  ).map(([type, line]): Scenario => ({
    what: `aws:PrincipalType ${type}`,
    policy: [publicRead, { Condition: { StringEquals: { 'aws:PrincipalType': type } } }],
    line,
    change: 'would-be-denied',
  })),
  {
    what: 'tags of a role are in no log',
    policy: only({ StringNotEqualsIfExists: { 'aws:PrincipalTag/team': 'x' } }),
    line: own,
    change: 'undecided',
  },
  ...['aws:PrincipalTag/team', 'aws:PrincipalOrgID', 'aws:PrincipalAccount'].map((key): Scenario => ({
    what: `anonymous callers have no ${key}, so that what is not equal to it denies them`,
    policy: [publicRead, { Condition: { StringNotEquals: { [key]: 'x' } } }],
    line: anonymous,
    change: 'would-be-denied',
  })),
  {
    what: 'anonymous callers have no second factor',
    policy: [publicRead, { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }],
    line: anonymous,
    change: 'would-be-denied',
  },
  {
    what: 'a service that a condition may deny, and else no statement allows, may have permissions that no policy shows',
    policy: only({ StringEquals: { 's3:x-amz-acl': 'private' } }, { Action: 's3:PutObject' }),
    line: delivery,
    change: 'undecided',
  },
  {
    what: 'nor does an access list lose where a condition may deny, and else no statement allows',
    policy: only({ StringEquals: { 's3:ExistingObjectTag/a': 'b' } }, { Action: 's3:GetObject' }),
    line: { ...anonymous, aclRequired: 'Yes' },
    change: 'undecided',
  },
  {
    what: 'CloudFront, where an Allow names a distribution: for which it reads is in no log',
    policy: [
      {
        ...toCloudFront,
        Condition: { StringEquals: { 'aws:SourceArn': 'arn:aws:cloudfront::222222222222:distribution/E1' } },
      },
    ],
    line: cloudFront,
    change: 'undecided',
  },
  {
    what: 'CloudFront comes through no endpoint',
    policy: [toCloudFront, { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0a' } } }],
    line: cloudFront,
    change: 'would-be-denied',
  },
  {
    what: 'a denial that spares services spares CloudFront',
    policy: [
      toCloudFront,
      {
        Condition: {
          StringNotEquals: { 'aws:SourceVpce': 'vpce-0a' },
          Bool: { 'aws:PrincipalIsAWSService': 'false' },
        },
      },
    ],
    line: cloudFront,
    change: 'unchanged',
  },
  {
    what: 'a service by its name',
    policy: [toCloudFront, { Condition: { StringEquals: { 'aws:PrincipalServiceName': 'cloudfront.amazonaws.com' } } }],
    line: cloudFront,
    change: 'would-be-denied',
  },
  {
    what: 'service control policies do not restrict roles of services, and a session does not tell whether it is of one',
    policy: open,
    others: { scp: [denyAll] },
    line: { ...own, requester: 'arn:aws:sts::222222222222:assumed-role/AWSServiceRoleForConfig/x' },
    change: 'undecided',
  },
  {
    what: 'service control policies restrict nobody without an account',
    policy: [publicRead],
    others: { scp: [denyAll] },
    line: anonymous,
    change: 'unchanged',
  },
  {
    what: 'resource control policies do',
    policy: [publicRead],
    others: { rcp: [{ ...denyAll, Principal: '*' }] },
    line: anonymous,
    change: 'would-be-denied',
  },
  {
    what: "service control policies of the bucket's account do not restrict callers of another",
    policy: [publicRead],
    others: { 'scp:222222222222': [denyAll] },
    line: guest,
    change: 'unchanged',
  },
  {
    what: 'another account by its number',
    policy: [{ ...publicRead, Principal: { AWS: '111111111111' } }],
    line: guest,
    change: 'unchanged',
  },
  {
    what: 'another account that an id of a role may name, or of a role that was deleted',
    policy: [{ ...publicRead, Principal: { AWS: 'AROACKCEVSQ6C2EXAMPLE' } }],
    line: guest,
    change: 'undecided',
  },
  {
    what: 'an id of a user names no role',
    policy: [{ ...publicRead, Principal: { AWS: 'AIDACKCEVSQ6C2EXAMPLE' } }],
    line: guest,
    change: 'would-be-denied',
  },
  {
    what: 'a denial of an id may be of the user who asks',
    policy: [{ Principal: { AWS: 'AIDACKCEVSQ6C2EXAMPLE' } }],
    line: { ...own, requester: USER },
    change: 'undecided',
  },
  {
    what: 'NotPrincipal with an id may spare the user who asks',
    policy: [{ NotPrincipal: { AWS: ['AIDACKCEVSQ6C2EXAMPLE', '222222222222'] } }],
    line: { ...own, requester: USER },
    change: 'undecided',
  },
  {
    what: 'an origin access identity is nobody else',
    policy: [{ ...publicRead, Principal: { AWS: ORIGIN } }],
    line: anonymous,
    change: 'would-be-denied',
  },
  {
    what: 'what conditions see of one, AWS does not say',
    policy: [{ ...publicRead, Principal: { AWS: ORIGIN } }],
    line: { requester: ORIGIN, remoteIp: PUBLIC },
    change: 'undecided',
  },
  { what: 'a session by its own ARN', policy: [{ Principal: { AWS: READER } }], line: own, change: 'would-be-denied' },
  {
    what: 'and not by that of another session',
    policy: [{ Principal: { AWS: `${READER}d` } }],
    line: own,
    change: 'unchanged',
  },
  ...['root', 'role/reader', 'role/ops/reader'].map((name): Scenario => ({
    what: `a session by ${name}, since no two roles of an account have one name`,
    policy: [{ Principal: { AWS: `arn:aws:iam::222222222222:${name}` } }],
    line: own,
    change: 'would-be-denied',
  })),
  {
    what: 'NotPrincipal spares a user that it lists with its account',
    policy: [{ NotPrincipal: { AWS: [USER, 'arn:aws:iam::222222222222:root'] } }],
    line: { ...own, requester: USER },
    change: 'unchanged',
  },
  {
    what: 'a role of another partition is another',
    policy: [{ Principal: { AWS: 'arn:aws-us-gov:iam::222222222222:role/reader' } }],
    line: own,
    change: 'unchanged',
  },
  {
    what: 'which account has a canonical id is told by no log',
    policy: [{ Principal: { CanonicalUser: 'a'.repeat(64) } }],
    line: own,
    change: 'undecided',
  },
  {
    what: 'who was refused and has an identity policy for it is let in by a policy without denials',
    policy: open,
    line: { ...own, ...refused },
    change: 'would-be-allowed',
  },
  {
    what: 'nobody is let in whom no statement allows',
    policy: [{ Action: 's3:PutObject' }],
    line: { ...anonymous, ...refused },
    change: 'unchanged',
  },
];
