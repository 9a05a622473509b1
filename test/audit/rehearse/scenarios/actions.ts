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
];
