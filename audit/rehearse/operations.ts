/** What one operation of the access log asks of the policies. */
export interface OperationRights {
  /** Policy actions that every such request needs, as AWS spells them. */
  readonly actions: readonly string[];
  /** The actions instead, where the request names a version. */
  readonly ofVersion?: readonly string[];
  /** Actions needed only where the request carries what no log tells, such as tags or an ACL. */
  readonly perhaps?: readonly string[];
  /** What the actions are asked of. */
  readonly target: 'object' | 'bucket';
  /** `s3:ObjectCreationOperation`, where the actions have that key. */
  readonly createsObject?: boolean;
}

const WRITE_EXTRAS = ['s3:PutObjectAcl', 's3:PutObjectTagging', 's3:PutObjectRetention', 's3:PutObjectLegalHold'];

const object = (action: string, more: Omit<OperationRights, 'actions' | 'target'> = {}): OperationRights => ({
  actions: [action],
  target: 'object',
  ...more,
});
const bucket = (action: string): OperationRights => ({ actions: [action], target: 'bucket' });
const versioned = (action: string, ofVersion: string, perhaps: readonly string[] = []): OperationRights =>
  object(action, { ofVersion: [ofVersion], ...(perhaps.length > 0 && { perhaps }) });

/** `REST.GET.X`, `REST.PUT.X` and `REST.DELETE.X` of one setting of a bucket. */
function setting(
  name: string,
  actions: Partial<Record<'GET' | 'PUT' | 'DELETE', string>>,
): readonly (readonly [string, OperationRights])[] {
  return Object.entries(actions).map(([method, action]) => [`REST.${method}.${name}`, bucket(action)] as const);
}

/**
 * Operations of the access log by what they need. An operation that is not here is undecided, never skipped.
 *
 * Sources: S3 User Guide, "Amazon S3 server access log format" (Operation) and "Required permissions for Amazon S3 API
 * operations"; S3 API Reference for which request makes which operation. AWS lists no resource types of operations: these
 * are those seen in published logs whose request is beyond doubt.
 */
const OPERATIONS: ReadonlyMap<string, OperationRights> = new Map<string, OperationRights>([
  ['REST.GET.OBJECT', versioned('s3:GetObject', 's3:GetObjectVersion')],
  ['REST.HEAD.OBJECT', versioned('s3:GetObject', 's3:GetObjectVersion')],
  ['WEBSITE.GET.OBJECT', versioned('s3:GetObject', 's3:GetObjectVersion')],
  ['WEBSITE.HEAD.OBJECT', versioned('s3:GetObject', 's3:GetObjectVersion')],
  ['REST.PUT.OBJECT', object('s3:PutObject', { createsObject: true, perhaps: WRITE_EXTRAS })],
  ['REST.POST.OBJECT', object('s3:PutObject', { createsObject: true, perhaps: WRITE_EXTRAS })],
  ['REST.COPY.OBJECT', object('s3:PutObject', { createsObject: true, perhaps: WRITE_EXTRAS })],
  ['REST.COPY.OBJECT_GET', versioned('s3:GetObject', 's3:GetObjectVersion', ['s3:GetObjectTagging'])],
  ['REST.COPY.PART', object('s3:PutObject', { createsObject: false })],
  ['REST.COPY.PART_GET', versioned('s3:GetObject', 's3:GetObjectVersion')],
  ['REST.PUT.PART', object('s3:PutObject', { createsObject: false })],
  ['REST.POST.UPLOADS', object('s3:PutObject', { createsObject: false, perhaps: WRITE_EXTRAS })],
  ['REST.POST.UPLOAD', object('s3:PutObject', { createsObject: true })],
  ['REST.DELETE.UPLOAD', object('s3:AbortMultipartUpload')],
  ['REST.GET.UPLOAD', object('s3:ListMultipartUploadParts')],
  ['REST.DELETE.OBJECT', versioned('s3:DeleteObject', 's3:DeleteObjectVersion', ['s3:BypassGovernanceRetention'])],
  ['BATCH.DELETE.OBJECT', versioned('s3:DeleteObject', 's3:DeleteObjectVersion', ['s3:BypassGovernanceRetention'])],
  ['REST.GET.OBJECT_TAGGING', versioned('s3:GetObjectTagging', 's3:GetObjectVersionTagging')],
  ['REST.PUT.OBJECT_TAGGING', versioned('s3:PutObjectTagging', 's3:PutObjectVersionTagging')],
  ['REST.DELETE.OBJECT_TAGGING', versioned('s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging')],
  ['REST.POST.RESTORE', object('s3:RestoreObject')],
  ['REST.GET.TORRENT', versioned('s3:GetObjectTorrent', 's3:GetObjectVersionTorrent')],
  ['REST.GET.BUCKET', bucket('s3:ListBucket')],
  ['REST.HEAD.BUCKET', bucket('s3:ListBucket')],
  ['REST.GET.BUCKETVERSIONS', bucket('s3:ListBucketVersions')],
  ['REST.GET.UPLOADS', bucket('s3:ListBucketMultipartUploads')],
  ['REST.PUT.BUCKET', bucket('s3:CreateBucket')],
  ['REST.DELETE.BUCKET', bucket('s3:DeleteBucket')],
  ['REST.GET.LOCATION', bucket('s3:GetBucketLocation')],
  ...setting('BUCKETPOLICY', { GET: 's3:GetBucketPolicy', PUT: 's3:PutBucketPolicy', DELETE: 's3:DeleteBucketPolicy' }),
  ...setting('POLICY_STATUS', { GET: 's3:GetBucketPolicyStatus' }),
  ...setting('LOGGING_STATUS', { GET: 's3:GetBucketLogging', PUT: 's3:PutBucketLogging' }),
  ...setting('VERSIONING', { GET: 's3:GetBucketVersioning', PUT: 's3:PutBucketVersioning' }),
  ...setting('CORS', { GET: 's3:GetBucketCORS', PUT: 's3:PutBucketCORS', DELETE: 's3:PutBucketCORS' }),
  ...setting('LIFECYCLE', {
    GET: 's3:GetLifecycleConfiguration',
    PUT: 's3:PutLifecycleConfiguration',
    DELETE: 's3:PutLifecycleConfiguration',
  }),
  ...setting('NOTIFICATION', { GET: 's3:GetBucketNotification', PUT: 's3:PutBucketNotification' }),
  ...setting('REQUEST_PAYMENT', { GET: 's3:GetBucketRequestPayment', PUT: 's3:PutBucketRequestPayment' }),
  ...setting('WEBSITE', { GET: 's3:GetBucketWebsite', PUT: 's3:PutBucketWebsite', DELETE: 's3:DeleteBucketWebsite' }),
  ...setting('REPLICATION', {
    GET: 's3:GetReplicationConfiguration',
    PUT: 's3:PutReplicationConfiguration',
    DELETE: 's3:PutReplicationConfiguration',
  }),
  ...setting('ENCRYPTION', {
    GET: 's3:GetEncryptionConfiguration',
    PUT: 's3:PutEncryptionConfiguration',
    DELETE: 's3:PutEncryptionConfiguration',
  }),
  ...setting('ACCELERATE', { GET: 's3:GetAccelerateConfiguration', PUT: 's3:PutAccelerateConfiguration' }),
  ...setting('ANALYTICS', {
    GET: 's3:GetAnalyticsConfiguration',
    PUT: 's3:PutAnalyticsConfiguration',
    DELETE: 's3:PutAnalyticsConfiguration',
  }),
  ...setting('INVENTORY', {
    GET: 's3:GetInventoryConfiguration',
    PUT: 's3:PutInventoryConfiguration',
    DELETE: 's3:PutInventoryConfiguration',
  }),
  ...setting('METRICS', {
    GET: 's3:GetMetricsConfiguration',
    PUT: 's3:PutMetricsConfiguration',
    DELETE: 's3:PutMetricsConfiguration',
  }),
  ...setting('PUBLIC_ACCESS_BLOCK', {
    GET: 's3:GetBucketPublicAccessBlock',
    PUT: 's3:PutBucketPublicAccessBlock',
    DELETE: 's3:PutBucketPublicAccessBlock',
  }),
  ...setting('OWNERSHIP_CONTROLS', {
    GET: 's3:GetBucketOwnershipControls',
    PUT: 's3:PutBucketOwnershipControls',
    DELETE: 's3:PutBucketOwnershipControls',
  }),
]);

/** Settings that a bucket and an object have under one name; the key of the record tells which is meant. */
const BY_KEY: ReadonlyMap<string, { readonly object: OperationRights; readonly bucket: OperationRights }> = new Map([
  [
    'REST.GET.ACL',
    { object: versioned('s3:GetObjectAcl', 's3:GetObjectVersionAcl'), bucket: bucket('s3:GetBucketAcl') },
  ],
  [
    'REST.PUT.ACL',
    { object: versioned('s3:PutObjectAcl', 's3:PutObjectVersionAcl'), bucket: bucket('s3:PutBucketAcl') },
  ],
  [
    'REST.GET.TAGGING',
    { object: versioned('s3:GetObjectTagging', 's3:GetObjectVersionTagging'), bucket: bucket('s3:GetBucketTagging') },
  ],
  [
    'REST.PUT.TAGGING',
    { object: versioned('s3:PutObjectTagging', 's3:PutObjectVersionTagging'), bucket: bucket('s3:PutBucketTagging') },
  ],
  [
    'REST.DELETE.TAGGING',
    {
      object: versioned('s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'),
      bucket: bucket('s3:PutBucketTagging'),
    },
  ],
]);

/**
 * Operations that no policy decides: S3's own lifecycle, a preflight, and the envelope of a batch delete, whose keys have
 * rows of their own.
 */
const UNASKED: readonly RegExp[] = [/^S3\./, /^REST\.OPTIONS\.PREFLIGHT$/, /^REST\.POST\.MULTI_OBJECT_DELETE$/];

/** What a recorded operation needs of the policies. */
export type OperationReading =
  | { readonly kind: 'rights'; readonly rights: OperationRights }
  /** No policy decides it. */
  | { readonly kind: 'unasked' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Reads an operation of the access log, such as `REST.GET.OBJECT`, with the key of its record. */
export function readOperation(operation: string, key: string | null): OperationReading {
  if (UNASKED.some((pattern) => pattern.test(operation))) return { kind: 'unasked' };
  const both = BY_KEY.get(operation);
  const rights = both === undefined ? OPERATIONS.get(operation) : key === null ? both.bucket : both.object;
  if (rights === undefined) {
    return { kind: 'unknown', reason: `which permissions ${operation} needs is not in the table of operations` };
  }
  if (rights.target === 'object' && key === null) {
    return { kind: 'unknown', reason: `${operation} without a key names no object` };
  }
  return { kind: 'rights', rights };
}

/** Every operation of the table, for documentation and tests. */
export function knownOperations(): readonly string[] {
  return [...OPERATIONS.keys(), ...BY_KEY.keys()];
}
