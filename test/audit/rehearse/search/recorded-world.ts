import fc from 'fast-check';
import { writeLine } from '../../access-log/write-line';
import { BUCKET, ENCRYPTION, KMS_KEY, OTHER_POINT, OWNER, POINT, pointStatement, statement } from './random-policies';

// Random policies of one bucket and random requests to it, each with what truly happened: the line of the access log and the
// event of CloudTrail that S3 would have written, and what they tell of condition keys. Importable, for every engine.

/** What an oracle asks of the policies about one request: all of them must be allowed. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
  /** What is known of condition keys, but for what follows from the principal. */
  readonly context: Readonly<Record<string, string>>;
  readonly unknownKeys: readonly string[];
  /** The access point that it came through. */
  readonly accessPoint?: string;
}

export interface RecordedRequest {
  /** As `evaluate` takes it. */
  readonly principal: string;
  readonly asked: readonly Asked[];
  /** What was asked if it came the other way, where nothing tells by which it came: through an endpoint, or past any. */
  readonly otherwise?: readonly Asked[];
  readonly outcome: 'passed' | 'refused' | 'failed';
  /** Its line of the access log; `null` for a request that CloudTrail alone tells of. */
  readonly line: string | null;
  /** Its event of CloudTrail, if there is one. */
  readonly event: object | null;
}

export interface RecordedWorld {
  /** Of the bucket's policy, and of that of its access point. */
  readonly statements: readonly object[];
  readonly pointStatements: readonly object[];
  readonly requests: readonly RecordedRequest[];
}

/** Keys that are asked of requests for some actions alone. */
const LISTING = ['s3:prefix', 's3:max-keys'];
const OF_ACTION: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(ENCRYPTION.map((key) => [key, ['s3:PutObject']])),
  's3:prefix': ['s3:ListBucket', 's3:ListBucketVersions'],
  's3:max-keys': ['s3:ListBucket', 's3:ListBucketVersions'],
  's3:VersionId': ['s3:GetObjectVersion', 's3:DeleteObjectVersion'],
};

/** What an upload asks for in its headers, what CloudTrail tells of that, and the keys that follow from it. */
interface Upload {
  readonly applied?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `undefined` where it is not told. */
  readonly told?: Readonly<Record<string, string>>;
}

const [SSE = '', SSE_KEY = ''] = ENCRYPTION;
const header = (key: string): string => key.slice('s3:'.length);
const UPLOADS: readonly Upload[] = [
  {},
  { applied: 'Default_SSE_S3', told: {} },
  { applied: 'Default_SSE_KMS', told: {} },
  { applied: 'SSE_S3', headers: { [header(SSE)]: 'AES256' }, told: { [SSE]: 'AES256' } },
  { headers: { [header(SSE)]: 'aws:kms' }, told: { [SSE]: 'aws:kms' } },
  {
    ...{ applied: 'SSE_KMS', headers: { [header(SSE)]: 'aws:kms', [header(SSE_KEY)]: KMS_KEY } },
    told: { [SSE]: 'aws:kms', [SSE_KEY]: KMS_KEY },
  },
];

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
    upload: fc.constantFrom(...UPLOADS),
    isLogged: fc.constantFrom(true, true, true, false),
    accessPoint: fc.constantFrom(null, null, null, POINT, OTHER_POINT),
    versionId: fc.constantFrom(null, null, 'v1', 'v2'),
    prefix: fc.constantFrom(undefined, '', 'a/', 'a/b', 'ann/'),
    maxKeys: fc.constantFrom(undefined, '5', '1000'),
    userAgent: fc.constantFrom('aws-cli/2', 'aws-sdk-go', 'curl/8', null),
    referer: fc.constantFrom(null, null, 'https://shop.example/x'),
    tls: fc.constantFrom('TLSv1.2', 'TLSv1.3', null),
    auth: fc.constantFrom('AuthHeader', 'QueryString'),
    signature: fc.constantFrom('SigV4', 'SigV2'),
    time: fc.constantFrom(1_770_336_020, 1_770_336_025, 1_770_336_039, 1_770_336_040, 1_770_336_041),
  })
  .map(told);

type Made = typeof request extends fc.Arbitrary<infer T> ? T : never;

/** Something tells of each request. */
function told<T extends { readonly isLogged: boolean; readonly path: Path }>(made: T): T {
  return { ...made, isLogged: made.isLogged || made.path.trail === null };
}

/** Requests that differ from the first in two things at most: many are decided together, and what divides them is seen. */
const alike = fc
  .tuple(request, fc.array(fc.tuple(request, fc.array(fc.nat(), { maxLength: 2 })), { minLength: 19, maxLength: 19 }))
  .map(([first, others]) => [first, ...others.map(([other, fields]) => told(withFieldsOf(first, other, fields)))]);

function withFieldsOf(first: Made, other: Made, fields: readonly number[]): Made {
  const names = Object.keys(first) as (keyof Made)[];
  const chosen = fields.map((n) => names[n % names.length] ?? 'time');
  return { ...first, ...Object.fromEntries(chosen.map((name) => [name, other[name]])) };
}

const encodedTwice = (key: string): string =>
  encodeURIComponent(encodeURIComponent(key).replaceAll('%2F', '/')).replaceAll('%2F', '/');

function queryOf({ prefix, maxKeys }: Made): string {
  const parts = [
    ...(prefix === undefined ? [] : [`prefix=${encodeURIComponent(prefix)}`]),
    ...(maxKeys === undefined ? [] : [`max-keys=${maxKeys}`]),
  ];
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

const isListing = ({ operation }: Made): boolean => ['ListObjects', 'ListObjectVersions'].includes(operation.event);
const UPLOAD_EVENTS: readonly string[] = ['PutObject', 'CreateMultipartUpload'];

/** Writes what S3 and CloudTrail would have. */
function recorded(made: Made, number: number): RecordedRequest {
  const { path: came, caller, operation, answer, key, versionId, time } = made;
  const [httpStatus, errorCode, outcome] = answer;
  const isObject = operation.of === 'object';
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
      requestUri: `GET /${isObject ? encodeURI(key) : ''}${isListing(made) ? queryOf(made) : ''} HTTP/1.1`,
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
      accessPointArn: made.accessPoint,
      ...{ aclRequired: null, sourceRegion: null, extra: [] },
    },
    10,
  );
  return {
    principal: caller.principal,
    asked: askedOf(made, 'past'),
    ...(came.trail?.invokedBy !== undefined && { otherwise: askedOf(made, 'through') }),
    outcome,
    line: made.isLogged ? line : null,
    event: came.trail === null ? null : eventOf(made, requestId, hostId),
  };
}

function eventOf(made: Made, requestID: string, hostId: string): object {
  const { path: came, caller, operation, answer, time, upload, accessPoint } = made;
  const [, errorCode] = answer;
  const isUpload = UPLOAD_EVENTS.includes(operation.event);
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
    requestParameters: {
      bucketName: BUCKET,
      ...(operation.of === 'object' && {
        key: made.key,
        ...(made.versionId !== null && { versionId: made.versionId }),
      }),
      ...(isListing(made) && {
        ...(made.prefix !== undefined && { prefix: made.prefix }),
        ...(made.maxKeys !== undefined && { 'max-keys': made.maxKeys }),
      }),
      ...(isUpload && upload.headers),
    },
    additionalEventData: {
      'x-amz-id-2': hostId,
      SignatureVersion: made.signature,
      AuthenticationMethod: made.auth,
      ...(made.tls !== null && { CipherSuite: 'ECDHE' }),
      ...(upload.applied !== undefined && { SSEApplied: upload.applied }),
    },
    ...(made.tls !== null && { tlsDetails: { tlsVersion: made.tls } }),
    resources: [
      { type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${BUCKET}` },
      ...(accessPoint === null ? [] : [{ type: 'AWS::S3::AccessPoint', ARN: accessPoint }]),
    ],
    ...(errorCode !== null && { errorCode }),
  };
}

/** What the sources tell of a request's keys, and what they leave open: written for the oracle, by the documentation. */
function askedOf(made: Made, way: 'past' | 'through'): readonly Asked[] {
  const { path: came, caller, operation, answer, key, versionId, time, upload, isLogged, accessPoint } = made;
  const isAnonymous = caller.requester === null;
  const context: Record<string, string> = {
    'aws:CurrentTime': new Date(time * 1000).toISOString().replace('.000Z', 'Z'),
    'aws:EpochTime': String(time),
    's3:authType': made.auth === 'AuthHeader' ? 'REST-HEADER' : 'REST-QUERY-STRING',
    's3:signatureversion': made.signature === 'SigV4' ? 'AWS4-HMAC-SHA256' : 'AWS',
    ...(made.tls !== null && { 's3:TlsVersion': made.tls.slice('TLSv'.length) }),
    ...(isLogged && made.userAgent !== null && { 'aws:UserAgent': made.userAgent }),
    ...(isLogged && made.referer !== null && { 'aws:Referer': made.referer }),
  };
  if (isLogged || made.tls !== null) context['aws:SecureTransport'] = String(made.tls !== null);
  const isTold = came.trail !== null && UPLOAD_EVENTS.includes(operation.event) && upload.told !== undefined;
  if (isTold) Object.assign(context, upload.told);
  const unknown = [
    ...(isLogged ? [] : ['aws:UserAgent', 'aws:Referer']),
    ...(isLogged || made.tls !== null ? [] : ['aws:SecureTransport', 's3:TlsVersion']),
    ...(isTold ? [] : ENCRYPTION),
    ...(isLogged || accessPoint !== null ? [] : ['s3:DataAccessPointArn', 's3:DataAccessPointAccount']),
    // Who has no credentials has none of what is told of them.
    ...(isAnonymous ? [] : ['aws:MultiFactorAuthPresent', 'aws:PrincipalTag/team', 'aws:PrincipalOrgID']),
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
  if (isListing(made) && made.prefix !== undefined) context['s3:prefix'] = made.prefix;
  if (isListing(made) && made.maxKeys !== undefined) context['s3:max-keys'] = made.maxKeys;
  const bucket = `arn:aws:s3:::${BUCKET}`;
  const action = versionId !== null && operation.ofVersion !== undefined ? operation.ofVersion : operation.action;
  const asks = (name: string, resource: string, more: readonly string[] = []): Asked => {
    const applies = (one: string): boolean => OF_ACTION[one]?.includes(name) ?? true;
    return {
      action: name,
      resource,
      context: Object.fromEntries(Object.entries(context).filter(([one]) => applies(one) && !more.includes(one))),
      unknownKeys: [...unknown, ...more].filter(applies),
      ...(accessPoint !== null && { accessPoint }),
    };
  };
  const main = asks(action, operation.of === 'object' ? `${bucket}/${key}` : bucket);
  const isMissing = operation.reads === true && answer[0] === 404;
  return [main, ...(isMissing ? [asks('s3:ListBucket', bucket, LISTING)] : [])];
}

/** A world: the policy of a bucket, and a day of requests to it. */
export const recordedWorld: fc.Arbitrary<RecordedWorld> = fc.record({
  statements: fc.array(statement, { minLength: 1, maxLength: 5 }),
  pointStatements: fc.array(pointStatement, { minLength: 1, maxLength: 4 }),
  requests: fc.oneof(fc.array(request, { minLength: 20, maxLength: 20 }), alike).map((all) => all.map(recorded)),
});
