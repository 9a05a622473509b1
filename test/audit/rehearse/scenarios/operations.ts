import { PUBLIC, own, refused, type Scenario } from './scenario';

const BUCKET = 'arn:aws:s3:::orders';
const ofBucket = { key: null } as const;
const ofVersion = { versionId: 'v1' } as const;
const anonymous = { requester: null, remoteIp: PUBLIC } as const;

/**
 * Who is denied one action loses the operation that needs it. Sources: S3 User Guide, "Required permissions for Amazon S3 API
 * operations"; Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
 */
const DENIED: readonly (readonly [action: string, line: Scenario['line'] & { readonly operation: string }])[] = [
  ['GetObject', { operation: 'REST.HEAD.OBJECT' }],
  ['GetObjectVersion', { operation: 'REST.HEAD.OBJECT', ...ofVersion }],
  ['GetObjectVersion', { operation: 'REST.COPY.OBJECT_GET', ...ofVersion }],
  ['GetObject', { operation: 'REST.COPY.PART_GET' }],
  ['PutObject', { operation: 'REST.COPY.OBJECT' }],
  ['PutObject', { operation: 'REST.COPY.PART' }],
  ['PutObject', { operation: 'REST.POST.UPLOADS' }],
  ['PutObject', { operation: 'REST.POST.UPLOAD' }],
  ['AbortMultipartUpload', { operation: 'REST.DELETE.UPLOAD', httpStatus: 204 }],
  ['ListMultipartUploadParts', { operation: 'REST.GET.UPLOAD' }],
  ['ListBucketMultipartUploads', { operation: 'REST.GET.UPLOADS', ...ofBucket }],
  ['ListBucketVersions', { operation: 'REST.GET.BUCKETVERSIONS', ...ofBucket }],
  ['DeleteObjectVersion', { operation: 'REST.DELETE.OBJECT', ...ofVersion, httpStatus: 204 }],
  ['GetObjectVersionAttributes', { operation: 'REST.GET.OBJECT_ATTRIBUTES', ...ofVersion }],
  ['RestoreObject', { operation: 'REST.POST.RESTORE', httpStatus: 202 }],
  ['GetObject', { operation: 'REST.POST.SELECT' }],
  ['PutObjectLegalHold', { operation: 'REST.PUT.OBJECT_LEGAL_HOLD' }],
  ['PutObjectRetention', { operation: 'REST.PUT.OBJECT_RETENTION' }],
  ['GetObjectRetention', { operation: 'REST.GET.OBJECT_RETENTION' }],
  ['DeleteBucket', { operation: 'REST.DELETE.BUCKET', ...ofBucket, httpStatus: 409, errorCode: 'BucketNotEmpty' }],
  [
    'GetBucketPolicy',
    { operation: 'REST.GET.BUCKETPOLICY', ...ofBucket, httpStatus: 404, errorCode: 'NoSuchBucketPolicy' },
  ],
  ['PutLifecycleConfiguration', { operation: 'REST.DELETE.LIFECYCLE', ...ofBucket, httpStatus: 204 }],
];

/** Answers that S3 gives to whom it has authorized. Source: S3 API Reference, "Error responses". */
const AFTER_AUTHORIZATION: readonly (readonly [status: number, code: string | null])[] = [
  [400, 'BadDigest'],
  [403, 'InvalidObjectState'],
  [405, 'MethodNotAllowed'],
  [412, 'PreconditionFailed'],
  [416, 'InvalidRange'],
  [499, null],
];

/** Answers that anybody may be given tell nothing of policies. */
const TO_ANYBODY: readonly (readonly [status: number, code: string])[] = [
  [301, 'PermanentRedirect'],
  [400, 'ExpiredToken'],
  [500, 'InternalError'],
  [503, 'SlowDown'],
];

export const OPERATIONS: readonly Scenario[] = [
  ...DENIED.map(([action, line]): Scenario => ({
    what: `${line.operation}${line.versionId === undefined ? '' : ' of a version'} needs s3:${action}`,
    policy: [{ Action: `s3:${action}` }],
    line: { ...own, ...line },
    change: 'would-be-denied',
  })),
  ...AFTER_AUTHORIZATION.map(([httpStatus, errorCode]): Scenario => ({
    what: `who was answered ${httpStatus} ${String(errorCode)} had got through`,
    policy: [{}],
    line: { ...own, httpStatus, errorCode },
    change: 'would-be-denied',
  })),
  ...TO_ANYBODY.map(([httpStatus, errorCode]): Scenario => ({
    what: `who was answered ${httpStatus} ${errorCode} may not have got through`,
    policy: [{}],
    line: { ...own, httpStatus, errorCode },
    change: 'unchanged',
  })),
  ...['REST.HEAD.OBJECT', 'REST.GET.OBJECT'].map((operation): Scenario => ({
    what: `${operation} of what is not there is answered 404 to whoever may list`,
    policy: [{ Action: 's3:ListBucket', Resource: BUCKET }],
    line: { ...own, operation, httpStatus: 404, errorCode: null },
    change: 'would-be-denied',
  })),
  {
    what: 'a version that is not there asks for the permission of versions alone',
    policy: [{ Action: 's3:GetObject' }],
    line: { ...own, ...ofVersion, httpStatus: 404, errorCode: 'NoSuchVersion' },
    change: 'unchanged',
  },
  {
    what: 'versions are listed by a permission of their own',
    policy: [{ Action: 's3:ListBucket' }],
    line: { ...own, ...ofBucket, operation: 'REST.GET.BUCKETVERSIONS' },
    change: 'unchanged',
  },
  {
    what: 'a listing of versions of the allowed prefix',
    policy: [{ Action: 's3:ListBucketVersions', Condition: { StringNotLike: { 's3:prefix': 'home/*' } } }],
    line: {
      ...own,
      ...ofBucket,
      operation: 'REST.GET.BUCKETVERSIONS',
      requestUri: 'GET /?versions&prefix=home/ HTTP/1.1',
    },
    change: 'unchanged',
  },
  {
    what: 'to delete a version may have lifted its retention',
    policy: [{ Action: 's3:BypassGovernanceRetention' }],
    line: { ...own, ...ofVersion, operation: 'REST.DELETE.OBJECT', httpStatus: 204 },
    isPerhapsNotPlain: true,
    change: 'undecided',
  },
  ...['PutBucketAcl', 'PutBucketObjectLockConfiguration', 'PutBucketVersioning', 'PutBucketOwnershipControls'].map(
    (action): Scenario => ({
      what: `a bucket that is made again may ask for s3:${action} by a header`,
      policy: [{ Action: `s3:${action}`, Resource: BUCKET }],
      line: { ...own, ...ofBucket, operation: 'REST.PUT.BUCKET' },
      isPerhapsNotPlain: true,
      change: 'undecided',
    }),
  ),
  ...[301, 302, 307].map((httpStatus): Scenario => ({
    what: `a website that answers ${httpStatus} may redirect who may not read`,
    policy: [{ Action: 's3:GetObject' }],
    line: { ...anonymous, operation: 'WEBSITE.GET.OBJECT', httpStatus },
    change: 'undecided',
  })),
  {
    what: 'a website that answers 304 has read what it redirects nobody from',
    policy: [{ Action: 's3:GetObject' }],
    line: { ...anonymous, operation: 'WEBSITE.GET.OBJECT', httpStatus: 304 },
    change: 'would-be-denied',
  },
  {
    what: 'a website whose page is not there lists for whoever asks',
    policy: [
      { Effect: 'Allow', Action: 's3:GetObject' },
      { Action: 's3:ListBucket', Resource: BUCKET },
    ],
    line: { ...anonymous, operation: 'WEBSITE.GET.OBJECT', httpStatus: 404, errorCode: 'NoSuchKey' },
    change: 'would-be-denied',
  },
  {
    what: 'what has no status may have got through or not',
    policy: [{ Action: 's3:GetObject' }],
    line: { ...own, httpStatus: null },
    change: 'undecided',
  },
  {
    what: 'the keys of a batch delete that was refused are in no log',
    policy: [{}],
    line: { ...own, ...ofBucket, operation: 'REST.POST.MULTI_OBJECT_DELETE', ...refused },
    change: 'undecided',
  },
  {
    what: 'a delete marker of lifecycle is decided by no policy',
    policy: [{}],
    line: { requester: 'AmazonS3', remoteIp: null, operation: 'S3.CREATE.DELETEMARKER', httpStatus: null },
    change: 'unchanged',
  },
];
