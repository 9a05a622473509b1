import { GUEST, PUBLIC, READER, only, own, ownIdentity, refused, type Scenario } from './scenario';

/** Who asks. Source: IAM User Guide, "AWS JSON policy elements: Principal" and "NotPrincipal", "AWS global condition context keys". */
export const CALLERS: readonly Scenario[] = [
  {
    what: 'NotPrincipal with the role alone does not tell of its sessions',
    policy: [{ NotPrincipal: { AWS: 'arn:aws:iam::222222222222:role/reader' } }],
    line: own,
    change: 'undecided',
  },
  {
    what: 'NotPrincipal with another account',
    policy: [{ NotPrincipal: { AWS: 'arn:aws:iam::333333333333:user/x' } }],
    line: own,
    change: 'would-be-denied',
  },
  {
    what: 'ArnLike with a wildcard in the name: a session does not tell the path of its role',
    policy: only({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/read*' } }),
    line: own,
    change: 'undecided',
  },
  {
    what: 'ArnLike of a session by its role, not by its own ARN',
    policy: only({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts::*:assumed-role/*' } }),
    line: own,
    change: 'unchanged',
  },
  {
    what: 'BoolIfExists spares a service',
    policy: only({ BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }),
    line: { requester: 'svc:logging.s3.amazonaws.com', remoteIp: null, operation: 'REST.PUT.OBJECT' },
    change: 'undecided',
  },
  {
    what: 'and no role',
    policy: only({ BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }),
    line: own,
    change: 'would-be-denied',
  },
  {
    what: 'a canonical id alone names nobody whom a policy could spare',
    policy: only({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/guest' } }),
    line: { ...own, requester: 'a'.repeat(64) },
    change: 'undecided',
  },
  {
    what: 'anonymous readers lose what nothing allows',
    policy: [{ Sid: 'Unrelated', Action: 's3:PutObject' }],
    line: { requester: null, remoteIp: PUBLIC },
    change: 'would-be-denied',
  },
  {
    what: 'anonymous readers have no account',
    policy: [
      { Effect: 'Allow', Action: 's3:GetObject' },
      { Condition: { StringNotEquals: { 'aws:PrincipalAccount': '222222222222' } } },
    ],
    line: { requester: null, remoteIp: PUBLIC },
    change: 'would-be-denied',
  },
  {
    what: 'a caller of another account whom nothing allows any more',
    policy: [{ Action: 's3:PutObject' }],
    line: { requester: GUEST, remoteIp: PUBLIC },
    change: 'would-be-denied',
  },
  {
    what: 'a caller of the own account needs no policy of the bucket',
    policy: [{ Action: 's3:PutObject' }],
    line: own,
    change: 'unchanged',
  },
  {
    what: 'root is denied as all others',
    policy: [{}],
    line: { ...own, requester: 'arn:aws:iam::222222222222:root' },
    change: 'would-be-denied',
  },
  {
    what: 'a role session has no aws:username',
    policy: only({ StringNotEquals: { 'aws:username': 'ann' } }),
    line: own,
    change: 'would-be-denied',
  },
  {
    what: 'for whom a service writes is in no log',
    policy: [
      {
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Condition: { StringEquals: { 'aws:SourceAccount': '222222222222' } },
      },
    ],
    line: { requester: 'svc:logging.s3.amazonaws.com', remoteIp: null, operation: 'REST.PUT.OBJECT' },
    change: 'undecided',
  },
  {
    what: 'who was refused is let in',
    policy: [{ Effect: 'Allow', Action: 's3:GetObject' }],
    line: { requester: null, remoteIp: PUBLIC, ...refused },
    change: 'would-be-allowed',
  },
  {
    what: 'a role that was refused, named by ARN, is let in',
    policy: [{ Effect: 'Allow', Principal: { AWS: READER }, Action: 's3:GetObject' }],
    line: { ...own, ...refused },
    change: 'would-be-allowed',
  },
  {
    what: 'a caller of another account needs its own policies too',
    policy: [{ Effect: 'Allow', Principal: { AWS: GUEST }, Action: 's3:GetObject' }],
    line: { requester: GUEST, remoteIp: PUBLIC, ...refused },
    change: 'undecided',
  },
  {
    what: 'a request by Athena for its caller',
    policy: only({
      StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-0a' },
      BoolIfExists: { 'aws:ViaAWSService': 'false' },
    }),
    line: own,
    event: {
      ...ownIdentity,
      userIdentity: { ...ownIdentity.userIdentity, invokedBy: 'athena.amazonaws.com' },
      sourceIPAddress: 'athena.amazonaws.com',
    },
    change: 'unchanged',
  },
  {
    what: 'a federated user',
    policy: only({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts::222222222222:federated-user/bob' } }),
    line: { ...own, requester: 'arn:aws:sts::222222222222:federated-user/bob' },
    change: 'would-be-denied',
  },
  {
    what: 'a policy variable of a user',
    policy: [{ Action: 's3:*', NotResource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/home/${aws:username}/*'] }],
    line: { ...own, requester: 'arn:aws:iam::222222222222:user/ann', key: 'home/bob/x' },
    change: 'would-be-denied',
  },
  {
    what: 'and of its own folder',
    policy: [{ Action: 's3:*', NotResource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/home/${aws:username}/*'] }],
    line: { ...own, requester: 'arn:aws:iam::222222222222:user/ann', key: 'home/ann/x' },
    change: 'unchanged',
  },
];
