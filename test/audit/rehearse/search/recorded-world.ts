import fc from 'fast-check';
import { writeLine } from '../../access-log/write-line';

// Random policies of one bucket and random requests to it, each with what truly happened: the line of the access log and the
// event of CloudTrail that S3 would have written, and what they tell of condition keys. Importable, for every engine.

export const BUCKET = 'data';
export const OWNER = '111111111111';

/** What an oracle asks of the policies about one request: all of them must be allowed. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
  /** What is known of condition keys, but for what follows from the principal. */
  readonly context: Readonly<Record<string, string>>;
  readonly unknownKeys: readonly string[];
}

export interface RecordedRequest {
  /** As `evaluate` takes it. */
  readonly principal: string;
  readonly asked: readonly Asked[];
  /** What was asked if it came the other way, where nothing tells by which it came: through an endpoint, or past any. */
  readonly otherwise?: readonly Asked[];
  readonly outcome: 'passed' | 'refused' | 'failed';
  /** Its line of the access log. */
  readonly line: string;
  /** Its event of CloudTrail, if there is one. */
  readonly event: object | null;
}

export interface RecordedWorld {
  readonly statements: readonly object[];
  readonly requests: readonly RecordedRequest[];
}

const VALUES: Readonly<Record<string, readonly (readonly [operator: string, ...values: string[]])[]>> = {
  'aws:SourceIp': [
    ['IpAddress', '198.51.100.0/24'],
    ['NotIpAddress', '198.51.100.0/24', '203.0.113.7/32'],
    ['NotIpAddressIfExists', '203.0.113.0/24'],
  ],
  'aws:VpcSourceIp': [
    ['IpAddress', '10.20.0.0/16'],
    ['NotIpAddressIfExists', '10.20.3.4/32'],
  ],
  'aws:SourceVpce': [
    ['StringEquals', 'vpce-0a'],
    ['StringNotEquals', 'vpce-0a'],
    ['StringNotEqualsIfExists', 'vpce-0a', 'vpce-0c'],
    ['StringLike', 'vpce-*'],
    ['Null', 'true'],
  ],
  'aws:SourceVpc': [['StringNotEqualsIfExists', 'vpc-1']],
  'aws:PrincipalArn': [
    ['ArnLike', `arn:aws:iam::${OWNER}:role/reader`],
    ['ArnNotLikeIfExists', `arn:aws:iam::${OWNER}:role/*`],
    ['StringNotEquals', `arn:aws:iam::${OWNER}:user/ann`],
  ],
  'aws:PrincipalAccount': [['StringNotEqualsIfExists', OWNER]],
  'aws:PrincipalType': [['StringEquals', 'User', 'Anonymous']],
  'aws:username': [['StringEquals', 'ann']],
  'aws:PrincipalTag/team': [
    ['StringEquals', 'data'],
    ['StringNotEquals', 'data'],
  ],
  'aws:PrincipalOrgID': [['StringNotEqualsIfExists', 'o-abcdefghij']],
  'aws:MultiFactorAuthPresent': [['BoolIfExists', 'false']],
  'aws:UserAgent': [
    ['StringLike', 'aws-*'],
    ['StringNotEquals', 'curl/8'],
    ['StringEqualsIgnoreCase', 'AWS-CLI/2'],
  ],
  'aws:Referer': [
    ['StringLike', 'https://shop.example/*'],
    ['Null', 'false'],
  ],
  's3:prefix': [
    ['StringLike', 'a/*'],
    ['StringNotEquals', 'a/', ''],
    ['StringEquals', '${aws:username}/'],
  ],
  's3:max-keys': [['NumericLessThanEquals', '10']],
  's3:VersionId': [['StringNotEquals', 'v1']],
  's3:TlsVersion': [
    ['NumericLessThan', '1.3'],
    ['NumericGreaterThanEquals', '1.2'],
  ],
  's3:signatureversion': [['StringNotEquals', 'AWS4-HMAC-SHA256']],
  's3:authType': [['StringEquals', 'REST-QUERY-STRING']],
  'aws:SecureTransport': [
    ['Bool', 'false'],
    ['Bool', 'true'],
  ],
  'aws:ViaAWSService': [
    ['Bool', 'true'],
    ['BoolIfExists', 'false'],
  ],
  'aws:PrincipalIsAWSService': [['BoolIfExists', 'false']],
  'aws:CurrentTime': [
    ['DateLessThan', '2026-02-06T00:00:30Z'],
    ['DateGreaterThanEquals', '2026-02-06T00:00:40Z'],
  ],
  'aws:EpochTime': [['NumericEquals', '1770336041']],
};

/** Keys that are asked of requests for some actions alone. */
const LISTING = ['s3:prefix', 's3:max-keys'];
const OF_ACTION: Readonly<Record<string, readonly string[]>> = {
  's3:prefix': ['s3:ListBucket', 's3:ListBucketVersions'],
  's3:max-keys': ['s3:ListBucket', 's3:ListBucketVersions'],
  's3:VersionId': ['s3:GetObjectVersion', 's3:DeleteObjectVersion'],
};

const ACTIONS = ['s3:GetObject*', 's3:GetObject', 's3:PutObject', 's3:DeleteObject*', 's3:ListBucket', 's3:*', '*'];
const RESOURCES = [
  `arn:aws:s3:::${BUCKET}`,
  `arn:aws:s3:::${BUCKET}/*`,
  `arn:aws:s3:::${BUCKET}/a/*`,
  `arn:aws:s3:::${BUCKET}/*.csv`,
  `arn:aws:s3:::${BUCKET}/a/?.csv`,
  `arn:aws:s3:::${BUCKET}/a b/*`,
  `arn:aws:s3:::${BUCKET}/\${aws:username}/*`,
];
const PRINCIPALS = [
  '*',
  { AWS: '*' },
  { AWS: `arn:aws:iam::${OWNER}:role/reader` },
  { AWS: `arn:aws:sts::${OWNER}:assumed-role/reader/night` },
  { AWS: OWNER },
  { AWS: ['222222222222', `arn:aws:iam::${OWNER}:user/ann`] },
];

const condition = fc
  .constantFrom(...Object.entries(VALUES).flatMap(([key, all]) => all.map((one) => [key, one] as const)))
  .map(([key, [operator, ...values]]) => [operator, { [key]: values }] as const);

/** An operator that is chosen twice has the keys of both. */
const conditions = fc.array(condition, { maxLength: 3 }).map((chosen) => {
  const all: Record<string, object> = {};
  for (const [operator, keys] of chosen) all[operator] = { ...all[operator], ...keys };
  return all;
});

const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.constantFrom(...PRINCIPALS),
    action: fc.constantFrom('Action', 'Action', 'Action', 'NotAction'),
    actions: fc.subarray(ACTIONS, { minLength: 1, maxLength: 3 }),
    resource: fc.constantFrom('Resource', 'Resource', 'Resource', 'NotResource'),
    resources: fc.subarray(RESOURCES, { minLength: 1 }),
    conditions,
  })
  .map(({ action, actions, resource, resources, conditions: Condition, ...rest }) => ({
    ...rest,
    [action]: actions,
    [resource]: resources,
    ...(Object.keys(Condition).length > 0 && { Condition }),
  }));

interface Path {
  readonly remoteIp: string;
  readonly trail: { readonly vpcEndpointId?: string; readonly invokedBy?: string } | null;
}

const IN_VPC = ['10.20.3.4', '10.20.9.9', '192.168.7.7'];
const OUTSIDE = ['198.51.100.7', '203.0.113.7', '192.0.2.1'];

const path: fc.Arbitrary<Path> = fc.oneof(
  fc.record({
    remoteIp: fc.constantFrom(...IN_VPC),
    trail: fc.constantFrom({ vpcEndpointId: 'vpce-0a' }, { vpcEndpointId: 'vpce-0b' }, null),
  }),
  fc.record({ remoteIp: fc.constantFrom(...OUTSIDE), trail: fc.constantFrom({}, null) }),
  fc.record({ remoteIp: fc.constantFrom(...OUTSIDE), trail: fc.constant({ invokedBy: 'athena.amazonaws.com' }) }),
);

/** Operations of the log, and what they ask: the oracle's own list, not that of the rehearsal. */
const OPERATIONS: readonly {
  readonly operation: string;
  readonly event: string;
  readonly action: string;
  readonly ofVersion?: string;
  readonly of: 'object' | 'bucket';
  readonly reads?: true;
}[] = [
  {
    ...{ operation: 'REST.GET.OBJECT', event: 'GetObject', action: 's3:GetObject', of: 'object', reads: true },
    ofVersion: 's3:GetObjectVersion',
  },
  {
    ...{ operation: 'REST.HEAD.OBJECT', event: 'HeadObject', action: 's3:GetObject', of: 'object', reads: true },
    ofVersion: 's3:GetObjectVersion',
  },
  { operation: 'REST.PUT.OBJECT', event: 'PutObject', action: 's3:PutObject', of: 'object' },
  { operation: 'REST.POST.UPLOADS', event: 'CreateMultipartUpload', action: 's3:PutObject', of: 'object' },
  {
    ...{ operation: 'REST.DELETE.OBJECT', event: 'DeleteObject', action: 's3:DeleteObject', of: 'object' },
    ofVersion: 's3:DeleteObjectVersion',
  },
  { operation: 'REST.GET.BUCKET', event: 'ListObjects', action: 's3:ListBucket', of: 'bucket' },
  { operation: 'REST.GET.BUCKETVERSIONS', event: 'ListObjectVersions', action: 's3:ListBucketVersions', of: 'bucket' },
  { operation: 'REST.GET.BUCKETPOLICY', event: 'GetBucketPolicy', action: 's3:GetBucketPolicy', of: 'bucket' },
];

const CALLERS: readonly { readonly principal: string; readonly requester: string | null; readonly type: string }[] = [
  ...[
    `${OWNER}:assumed-role/reader/night`,
    `${OWNER}:assumed-role/writer/i-0abc`,
    '222222222222:assumed-role/guest/x',
  ].map((name) => ({ principal: `arn:aws:sts::${name}`, requester: `arn:aws:sts::${name}`, type: 'AssumedRole' })),
  ...[`${OWNER}:user/ann`, '222222222222:user/bob'].map((name) => ({
    ...{ principal: `arn:aws:iam::${name}`, requester: `arn:aws:iam::${name}`, type: 'IAMUser' },
  })),
  { principal: 'anonymous', requester: null, type: 'AWSAccount' },
];

const ANSWERS: readonly (readonly [status: number, code: string | null, outcome: RecordedRequest['outcome']])[] = [
  [200, null, 'passed'],
  [200, null, 'passed'],
  [404, 'NoSuchKey', 'passed'],
  [412, 'PreconditionFailed', 'passed'],
  [403, 'AccessDenied', 'refused'],
  [403, 'SignatureDoesNotMatch', 'failed'],
  [503, 'SlowDown', 'failed'],
];

const request = fc
  .record({
    path,
    caller: fc.constantFrom(...CALLERS),
    operation: fc.constantFrom(...OPERATIONS),
    answer: fc.constantFrom(...ANSWERS),
    key: fc.constantFrom('a/1.csv', 'a/b/2.csv', 'b/3.txt', 'ann/own', 'a b/c', 'é/ü.csv', 'x%y'),
    versionId: fc.constantFrom(null, null, 'v1', 'v2'),
    prefix: fc.constantFrom(undefined, '', 'a/', 'a/b', 'ann/'),
    maxKeys: fc.constantFrom(undefined, '5', '1000'),
    userAgent: fc.constantFrom('aws-cli/2', 'aws-sdk-go', 'curl/8', null),
    referer: fc.constantFrom(null, null, 'https://shop.example/x'),
    tls: fc.constantFrom('TLSv1.2', 'TLSv1.3', null),
    auth: fc.constantFrom('AuthHeader', 'QueryString'),
    signature: fc.constantFrom('SigV4', 'SigV2'),
    time: fc.constantFrom(1_770_336_020, 1_770_336_030, 1_770_336_039, 1_770_336_041),
  })
  .map((made) => made);

type Made = typeof request extends fc.Arbitrary<infer T> ? T : never;

const encodedTwice = (key: string): string =>
  encodeURIComponent(encodeURIComponent(key).replaceAll('%2F', '/')).replaceAll('%2F', '/');

function queryOf({ prefix, maxKeys }: Made): string {
  const parts = [
    ...(prefix === undefined ? [] : [`prefix=${encodeURIComponent(prefix)}`]),
    ...(maxKeys === undefined ? [] : [`max-keys=${maxKeys}`]),
  ];
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Writes what S3 and CloudTrail would have. */
function recorded(made: Made, number: number): RecordedRequest {
  const { path: came, caller, operation, answer, key, versionId, time } = made;
  const [httpStatus, errorCode, outcome] = answer;
  const isObject = operation.of === 'object';
  const isListing = ['REST.GET.BUCKET', 'REST.GET.BUCKETVERSIONS'].includes(operation.operation);
  const requestId = `R${String(number).padStart(15, '0')}`;
  const hostId = `host${number}=`;
  const isTls = made.tls !== null;
  const line = writeLine(
    {
      bucketOwner: 'f'.repeat(64),
      bucket: BUCKET,
      time,
      remoteIp: came.remoteIp,
      requester: caller.requester,
      requestId,
      operation: operation.operation,
      key: isObject ? encodedTwice(key) : null,
      requestUri: `GET /${isObject ? encodeURI(key) : ''}${isListing ? queryOf(made) : ''} HTTP/1.1`,
      ...{ httpStatus, errorCode, bytesSent: 10, objectSize: 10, totalTime: 1, turnAroundTime: 1 },
      referer: made.referer,
      userAgent: made.userAgent,
      versionId: isObject ? versionId : null,
      hostId,
      signatureVersion: made.signature,
      cipherSuite: isTls ? 'ECDHE' : null,
      authenticationType: made.auth,
      hostHeader: 'data.s3.us-east-1.amazonaws.com',
      tlsVersion: made.tls,
      ...{ accessPointArn: null, aclRequired: null, sourceRegion: null, extra: [] },
    },
    10,
  );
  return {
    principal: caller.principal,
    asked: askedOf(made, 'past'),
    ...(came.trail?.invokedBy !== undefined && { otherwise: askedOf(made, 'through') }),
    outcome,
    line,
    event: came.trail === null ? null : eventOf(made, requestId, hostId),
  };
}

function eventOf({ path: came, caller, operation, answer, time }: Made, requestID: string, hostId: string): object {
  const [, errorCode] = answer;
  return {
    eventVersion: '1.11',
    eventSource: 's3.amazonaws.com',
    eventCategory: 'Data',
    eventName: operation.event,
    eventTime: new Date(time * 1000).toISOString().replace('.000Z', 'Z'),
    sourceIPAddress: came.remoteIp,
    requestID,
    userIdentity: {
      type: caller.type,
      ...(caller.requester === null
        ? { accountId: 'ANONYMOUS_PRINCIPAL' }
        : { arn: caller.requester, accountId: caller.requester.split(':')[4] }),
      ...(came.trail?.invokedBy !== undefined && { invokedBy: came.trail.invokedBy }),
    },
    ...(came.trail?.vpcEndpointId !== undefined && { vpcEndpointId: came.trail.vpcEndpointId }),
    requestParameters: { bucketName: BUCKET },
    additionalEventData: { 'x-amz-id-2': hostId },
    ...(errorCode !== null && { errorCode }),
  };
}

/** What the sources tell of a request's keys, and what they leave open: written for the oracle, by the documentation. */
function askedOf(made: Made, way: 'past' | 'through'): readonly Asked[] {
  const { path: came, caller, operation, answer, key, versionId, time } = made;
  const isAnonymous = caller.requester === null;
  const context: Record<string, string> = {
    'aws:CurrentTime': new Date(time * 1000).toISOString().replace('.000Z', 'Z'),
    'aws:EpochTime': String(time),
    'aws:SecureTransport': String(made.tls !== null),
    's3:authType': made.auth === 'AuthHeader' ? 'REST-HEADER' : 'REST-QUERY-STRING',
    's3:signatureversion': made.signature === 'SigV4' ? 'AWS4-HMAC-SHA256' : 'AWS',
    ...(made.tls !== null && { 's3:TlsVersion': made.tls.slice('TLSv'.length) }),
    ...(made.userAgent !== null && { 'aws:UserAgent': made.userAgent }),
    ...(made.referer !== null && { 'aws:Referer': made.referer }),
  };
  const unknown = [
    'aws:MultiFactorAuthPresent',
    'aws:PrincipalTag/team',
    ...(isAnonymous ? [] : ['aws:PrincipalOrgID']),
  ];
  if (came.trail?.invokedBy !== undefined) {
    context['aws:ViaAWSService'] = isAnonymous ? 'false' : 'true';
    unknown.push(...(way === 'past' ? ['aws:SourceIp'] : ['aws:VpcSourceIp', 'aws:SourceVpce', 'aws:SourceVpc']));
  } else if (IN_VPC.includes(came.remoteIp)) {
    context['aws:VpcSourceIp'] = came.remoteIp;
    unknown.push('aws:SourceVpc');
    if (came.trail?.vpcEndpointId === undefined) unknown.push('aws:SourceVpce');
    else context['aws:SourceVpce'] = came.trail.vpcEndpointId;
  } else context['aws:SourceIp'] = came.remoteIp;
  if (isAnonymous || (came.trail !== null && came.trail.invokedBy === undefined))
    context['aws:ViaAWSService'] = 'false';
  else if (came.trail === null) unknown.push('aws:ViaAWSService');
  if (versionId !== null) context['s3:VersionId'] = versionId;
  const isListing = operation.of === 'bucket';
  if (isListing && made.prefix !== undefined) context['s3:prefix'] = made.prefix;
  if (isListing && made.maxKeys !== undefined) context['s3:max-keys'] = made.maxKeys;
  const bucket = `arn:aws:s3:::${BUCKET}`;
  const action = versionId !== null && operation.ofVersion !== undefined ? operation.ofVersion : operation.action;
  const asks = (name: string, resource: string, more: readonly string[] = []): Asked => {
    const applies = (one: string): boolean => OF_ACTION[one]?.includes(name) ?? true;
    return {
      action: name,
      resource,
      context: Object.fromEntries(Object.entries(context).filter(([one]) => applies(one) && !more.includes(one))),
      unknownKeys: [...unknown, ...more].filter(applies),
    };
  };
  const main = asks(action, operation.of === 'object' ? `${bucket}/${key}` : bucket);
  const isMissing = operation.reads === true && answer[0] === 404;
  return [main, ...(isMissing ? [asks('s3:ListBucket', bucket, LISTING)] : [])];
}

/** A world: the policy of a bucket, and a day of requests to it. */
export const recordedWorld: fc.Arbitrary<RecordedWorld> = fc.record({
  statements: fc.array(statement, { minLength: 1, maxLength: 5 }),
  requests: fc.array(request, { minLength: 20, maxLength: 20 }).map((all) => all.map(recorded)),
});
