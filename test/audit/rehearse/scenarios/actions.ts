import { PUBLIC, only, own, type Scenario } from './scenario';

/** What a request asks for. Source: S3 User Guide, "Required permissions for Amazon S3 API operations". */
export const ACTIONS: readonly Scenario[] = [
  { what: 'NotAction leaves what it names', policy: [{ NotAction: 's3:GetObject' }], line: own, change: 'unchanged' },
  {
    what: 'NotAction takes all else',
    policy: [{ NotAction: 's3:GetObject' }],
    line: { ...own, operation: 'REST.PUT.OBJECT' },
    change: 'would-be-denied',
  },
  {
    what: 'what a copy reads',
    policy: [{ Action: 's3:GetObject' }],
    line: { ...own, operation: 'REST.COPY.OBJECT_GET' },
    change: 'would-be-denied',
  },
  {
    what: 'what a copy writes',
    policy: [{ Action: 's3:GetObject' }],
    line: { ...own, operation: 'REST.COPY.OBJECT' },
    change: 'unchanged',
  },
  {
    what: 'a key of a batch delete',
    policy: [{ Action: 's3:DeleteObject' }],
    line: { ...own, operation: 'BATCH.DELETE.OBJECT', httpStatus: 204 },
    change: 'would-be-denied',
  },
  {
    what: 'a version of a batch delete is another action',
    policy: [{ Action: 's3:DeleteObject' }],
    line: { ...own, operation: 'BATCH.DELETE.OBJECT', versionId: 'v1', httpStatus: 204 },
    change: 'unchanged',
  },
  {
    what: 'a read of a version is another action',
    policy: [{ Action: 's3:GetObject' }],
    line: { ...own, versionId: 'v1' },
    change: 'unchanged',
  },
  {
    what: 'a part creates no object',
    policy: only(
      { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      { Action: 's3:PutObject' },
    ),
    line: { ...own, operation: 'REST.PUT.PART' },
    change: 'unchanged',
  },
  {
    what: 'whether an upload was conditional is in no log',
    policy: only(
      { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      { Action: 's3:PutObject' },
    ),
    line: { ...own, operation: 'REST.PUT.OBJECT' },
    change: 'undecided',
  },
  {
    what: 'a partial read is a read',
    policy: [{ Action: 's3:GetObject' }],
    line: { ...own, httpStatus: 206 },
    change: 'would-be-denied',
  },
  {
    what: 'an unmodified object was authorized',
    policy: [{ Action: 's3:GetObject' }],
    line: { ...own, httpStatus: 304 },
    change: 'would-be-denied',
  },
  {
    what: 'a listing of what nobody listed',
    policy: [{ Action: 's3:ListBucket' }],
    line: { ...own, httpStatus: 404, errorCode: 'NoSuchKey' },
    change: 'would-be-denied',
  },
  {
    what: 'attributes of an object need two actions',
    policy: [{ Action: 's3:GetObjectAttributes' }],
    line: { ...own, operation: 'REST.GET.OBJECT_ATTRIBUTES' },
    change: 'would-be-denied',
  },
  {
    what: 'wildcards in keys match over slashes',
    policy: [{ Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*/secret-?' }],
    line: { ...own, key: 'a/b/c/secret-1' },
    change: 'would-be-denied',
  },
  {
    what: 'keys match letter by letter',
    policy: [{ Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/A/*' }],
    line: { ...own, key: 'a/b' },
    change: 'unchanged',
  },
  {
    what: 'settings of the bucket',
    policy: [{ Action: 's3:PutBucketPolicy' }],
    line: { ...own, operation: 'REST.PUT.BUCKETPOLICY', key: null },
    change: 'would-be-denied',
  },
  {
    what: 'a website reads as anybody',
    policy: [{ Action: 's3:GetObject' }],
    line: { requester: null, remoteIp: PUBLIC, operation: 'WEBSITE.GET.OBJECT' },
    change: 'would-be-denied',
  },
  {
    what: 'a preflight is decided by no policy',
    policy: [{}],
    line: { requester: null, remoteIp: PUBLIC, operation: 'REST.OPTIONS.PREFLIGHT' },
    change: 'unchanged',
  },
  {
    what: 'lifecycle is decided by no policy',
    policy: [{}],
    line: { requester: 'AmazonS3', remoteIp: null, operation: 'S3.EXPIRE.OBJECT' },
    change: 'unchanged',
  },
  {
    what: 'an operation of next year',
    policy: [{}],
    line: { ...own, operation: 'REST.GET.NOVELTY' },
    change: 'undecided',
  },
  {
    what: 'a copy of a version may have read the tags of the version',
    policy: [{ Action: 's3:GetObjectVersionTagging' }],
    line: { ...own, operation: 'REST.COPY.OBJECT_GET', versionId: 'v1' },
    isPerhapsNotPlain: true,
    change: 'undecided',
  },
  {
    what: 'and not those of the object as it is now',
    policy: [{ Action: 's3:GetObjectTagging' }],
    line: { ...own, operation: 'REST.COPY.OBJECT_GET', versionId: 'v1' },
    isPerhapsNotPlain: true,
    change: 'unchanged',
  },
  ...['REST.PUT.OBJECT', 'REST.COPY.OBJECT', 'REST.POST.UPLOAD', 'REST.DELETE.OBJECT', 'BATCH.DELETE.OBJECT'].map(
    (operation): Scenario => ({
      what: `${operation} may have asked for the object to be what it was (If-Match), which reads it`,
      policy: [{ Action: 's3:GetObject' }],
      line: { ...own, operation },
      isPerhapsNotPlain: true,
      change: 'undecided',
    }),
  ),
  ...['REST.PUT.PART', 'REST.POST.UPLOADS', 'REST.DELETE.UPLOAD'].map((operation): Scenario => ({
    what: `${operation} has no If-Match`,
    policy: [{ Action: 's3:GetObject' }],
    line: { ...own, operation },
    isPerhapsNotPlain: true,
    change: 'unchanged',
  })),
  ...['orders--use1-az4--x-s3', 'orders--table-s3'].map((bucket): Scenario => ({
    what: `${bucket} asks for permissions of another service`,
    policy: [{ Resource: '*' }],
    line: { ...own, bucket },
    change: 'undecided',
  })),
  {
    what: 'an access list may have let through an anonymous read of a time when records did not tell',
    policy: [{ Action: 's3:PutObject' }],
    line: { requester: null, remoteIp: PUBLIC, at: '2019-02-06T00:00:38Z' },
    change: 'undecided',
  },
  {
    what: 'what is denied, no access list lets through, whenever it was',
    policy: [{ Action: 's3:GetObject' }],
    line: { requester: null, remoteIp: PUBLIC, at: '2019-02-06T00:00:38Z' },
    change: 'would-be-denied',
  },
];
