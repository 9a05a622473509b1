import { asLogged } from './event-operations';

/** What one operation of the access log asks of the policies. */
export interface OperationRights {
  /** Policy actions that every such request needs, as AWS spells them. */
  readonly actions: readonly string[];
  /** The actions instead, where the request names a version. */
  readonly ofVersion?: readonly string[];
  /** Actions needed only where the request carries what no log tells, such as tags, an ACL or a condition. */
  readonly perhaps?: readonly string[];
  /** Those instead, where the request names a version. */
  readonly perhapsOfVersion?: readonly string[];
  /** What the actions are asked of. */
  readonly target: 'object' | 'bucket';
  /** `s3:ObjectCreationOperation`, where the actions have that key. */
  readonly createsObject?: boolean;
  /**
   * It reads an object. Whether one that is not there is answered 404 or 403 depends on `s3:ListBucket` (S3 API Reference,
   * GetObject and HeadObject, "Permissions").
   */
  readonly reads?: true;
  /**
   * What it asks of the KMS key by which the object is encrypted, if it is (S3 User Guide, "Using server-side encryption with
   * AWS KMS keys", "Permissions"; for uploads in parts "Multipart upload API and permissions"; S3 API Reference, ListParts).
   */
  readonly ofKey?: readonly string[];
}

/**
 * A write or deletion that holds only where the object is what it was (`If-Match`) reads its ETag. Source: S3 User Guide,
 * "Enforce conditional writes on Amazon S3 buckets" and "Enforce conditional deletes on Amazon S3 buckets".
 */
const IF_MATCH = ['s3:GetObject'];
const EXTRAS = ['s3:PutObjectAcl', 's3:PutObjectTagging', 's3:PutObjectRetention', 's3:PutObjectLegalHold'];
const WRITE_EXTRAS = [...EXTRAS, ...IF_MATCH];
const BYPASS = ['s3:BypassGovernanceRetention'];
/** By headers of its own, a bucket that is made gets an ACL, Object Lock (which wants versioning) or ownership controls. */
const BUCKET_EXTRAS = [
  ...['s3:PutBucketAcl', 's3:PutBucketObjectLockConfiguration'],
  ...['s3:PutBucketVersioning', 's3:PutBucketOwnershipControls'],
];

const object = (action: string, more: Omit<OperationRights, 'actions' | 'target'> = {}): OperationRights => ({
  actions: [action],
  target: 'object',
  ...more,
});
const bucket = (action: string, more: Pick<OperationRights, 'perhaps'> = {}): OperationRights => ({
  actions: [action],
  target: 'bucket',
  ...more,
});
const versioned = (
  action: string,
  ofVersion: string,
  more: Omit<OperationRights, 'actions' | 'target' | 'ofVersion'> = {},
): OperationRights => object(action, { ofVersion: [ofVersion], ...more });

const DECRYPT = ['kms:Decrypt'];
const GENERATE = ['kms:GenerateDataKey'];

const READ = versioned('s3:GetObject', 's3:GetObjectVersion', { reads: true, ofKey: DECRYPT });
const WRITE = object('s3:PutObject', { createsObject: true, perhaps: WRITE_EXTRAS, ofKey: GENERATE });
const WRITE_PART = object('s3:PutObject', { createsObject: false, ofKey: [...GENERATE, ...DECRYPT] });
const DELETE = versioned('s3:DeleteObject', 's3:DeleteObjectVersion', { perhaps: [...BYPASS, ...IF_MATCH] });
const ATTRIBUTES: OperationRights = {
  actions: ['s3:GetObject', 's3:GetObjectAttributes'],
  ofVersion: ['s3:GetObjectVersion', 's3:GetObjectVersionAttributes'],
  target: 'object',
  reads: true,
  ofKey: DECRYPT,
};

type Methods = Partial<Record<'GET' | 'PUT' | 'DELETE', OperationRights>>;

/** `REST.GET.X`, `REST.PUT.X` and `REST.DELETE.X` of one resource type. */
function resource(name: string, rights: Methods): readonly (readonly [string, OperationRights])[] {
  return Object.entries(rights).map(([method, one]) => [`REST.${method}.${name}`, one] as const);
}

/** Settings of a bucket: `[resource type, action that reads, action that writes, action that deletes]`. */
const SETTINGS: readonly (readonly [name: string, reads: string, writes?: string, deletes?: string])[] = [
  ['BUCKETPOLICY', 's3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
  ['POLICY_STATUS', 's3:GetBucketPolicyStatus'],
  ['LOGGING_STATUS', 's3:GetBucketLogging', 's3:PutBucketLogging'],
  ['VERSIONING', 's3:GetBucketVersioning', 's3:PutBucketVersioning'],
  ['CORS', 's3:GetBucketCORS', 's3:PutBucketCORS', 's3:PutBucketCORS'],
  ['LIFECYCLE', 's3:GetLifecycleConfiguration', 's3:PutLifecycleConfiguration', 's3:PutLifecycleConfiguration'],
  ['NOTIFICATION', 's3:GetBucketNotification', 's3:PutBucketNotification'],
  ['REQUEST_PAYMENT', 's3:GetBucketRequestPayment', 's3:PutBucketRequestPayment'],
  ['WEBSITE', 's3:GetBucketWebsite', 's3:PutBucketWebsite', 's3:DeleteBucketWebsite'],
  ['REPLICATION', 's3:GetReplicationConfiguration', 's3:PutReplicationConfiguration', 's3:PutReplicationConfiguration'],
  ['ENCRYPTION', 's3:GetEncryptionConfiguration', 's3:PutEncryptionConfiguration', 's3:PutEncryptionConfiguration'],
  ['ACCELERATE', 's3:GetAccelerateConfiguration', 's3:PutAccelerateConfiguration'],
  ['ANALYTICS', 's3:GetAnalyticsConfiguration', 's3:PutAnalyticsConfiguration', 's3:PutAnalyticsConfiguration'],
  ['INVENTORY', 's3:GetInventoryConfiguration', 's3:PutInventoryConfiguration', 's3:PutInventoryConfiguration'],
  ['METRICS', 's3:GetMetricsConfiguration', 's3:PutMetricsConfiguration', 's3:PutMetricsConfiguration'],
  [
    'INTELLIGENT_TIERING',
    's3:GetIntelligentTieringConfiguration',
    's3:PutIntelligentTieringConfiguration',
    's3:PutIntelligentTieringConfiguration',
  ],
  [
    'PUBLIC_ACCESS_BLOCK',
    's3:GetBucketPublicAccessBlock',
    's3:PutBucketPublicAccessBlock',
    's3:PutBucketPublicAccessBlock',
  ],
  [
    'OWNERSHIP_CONTROLS',
    's3:GetBucketOwnershipControls',
    's3:PutBucketOwnershipControls',
    's3:PutBucketOwnershipControls',
  ],
  ['OBJECT_LOCK_CONFIGURATION', 's3:GetBucketObjectLockConfiguration', 's3:PutBucketObjectLockConfiguration'],
];

/**
 * Operations of the access log by what they need. An operation that is not here is undecided, never skipped.
 *
 * Sources: S3 User Guide, "Amazon S3 server access log format" (Operation) and "Required permissions for Amazon S3 API
 * operations"; S3 API Reference for which request makes which operation. AWS lists no resource types of operations: these
 * are those seen in published logs, and those whose request is beyond doubt by their name.
 */
const OPERATIONS: ReadonlyMap<string, OperationRights> = new Map<string, OperationRights>([
  ['REST.GET.OBJECT', READ],
  ['REST.HEAD.OBJECT', READ],
  ['WEBSITE.GET.OBJECT', READ],
  ['WEBSITE.HEAD.OBJECT', READ],
  ['REST.GET.OBJECT_ATTRIBUTES', ATTRIBUTES],
  ['REST.POST.SELECT', object('s3:GetObject', { reads: true, ofKey: DECRYPT })],
  ['REST.PUT.OBJECT', WRITE],
  ['REST.POST.OBJECT', WRITE],
  ['REST.COPY.OBJECT', WRITE],
  [
    'REST.COPY.OBJECT_GET',
    { ...READ, perhaps: ['s3:GetObjectTagging'], perhapsOfVersion: ['s3:GetObjectVersionTagging'] },
  ],
  ['REST.COPY.PART', WRITE_PART],
  ['REST.COPY.PART_GET', READ],
  ['REST.PUT.PART', WRITE_PART],
  ['REST.POST.UPLOADS', { ...WRITE_PART, perhaps: EXTRAS }],
  ['REST.POST.UPLOAD', object('s3:PutObject', { createsObject: true, perhaps: IF_MATCH, ofKey: DECRYPT })],
  ['REST.DELETE.UPLOAD', object('s3:AbortMultipartUpload')],
  ['REST.GET.UPLOAD', object('s3:ListMultipartUploadParts', { ofKey: DECRYPT })],
  ['REST.DELETE.OBJECT', DELETE],
  ['BATCH.DELETE.OBJECT', DELETE],
  ...resource('OBJECT_TAGGING', {
    GET: versioned('s3:GetObjectTagging', 's3:GetObjectVersionTagging'),
    PUT: versioned('s3:PutObjectTagging', 's3:PutObjectVersionTagging'),
    DELETE: versioned('s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'),
  }),
  ...['OBJECT_RETENTION', 'OBJECT_LOCK_RETENTION'].flatMap((name) =>
    resource(name, {
      GET: object('s3:GetObjectRetention'),
      PUT: object('s3:PutObjectRetention', { perhaps: BYPASS }),
    }),
  ),
  ...['OBJECT_LEGAL_HOLD', 'OBJECT_LOCK_LEGAL_HOLD'].flatMap((name) =>
    resource(name, { GET: object('s3:GetObjectLegalHold'), PUT: object('s3:PutObjectLegalHold') }),
  ),
  ['REST.POST.RESTORE', object('s3:RestoreObject')],
  ['REST.GET.TORRENT', versioned('s3:GetObjectTorrent', 's3:GetObjectVersionTorrent')],
  ['REST.GET.BUCKET', bucket('s3:ListBucket')],
  ['REST.HEAD.BUCKET', bucket('s3:ListBucket')],
  ['REST.GET.BUCKETVERSIONS', bucket('s3:ListBucketVersions')],
  ['REST.GET.UPLOADS', bucket('s3:ListBucketMultipartUploads')],
  ['REST.PUT.BUCKET', bucket('s3:CreateBucket', { perhaps: BUCKET_EXTRAS })],
  ['REST.DELETE.BUCKET', bucket('s3:DeleteBucket')],
  ['REST.GET.LOCATION', bucket('s3:GetBucketLocation')],
  ...SETTINGS.flatMap(([name, reads, writes, deletes]) =>
    resource(name, {
      GET: bucket(reads),
      ...(writes !== undefined && { PUT: bucket(writes) }),
      ...(deletes !== undefined && { DELETE: bucket(deletes) }),
    }),
  ),
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

/** The request that lists the keys of a batch delete; each key has a record of its own, `BATCH.DELETE.OBJECT`. */
export const BATCH_DELETE = 'REST.POST.MULTI_OBJECT_DELETE';

/** The event of a batch delete (S3 User Guide, "Logging options for Amazon S3"). */
const DELETE_OBJECTS = 'CloudTrail.DeleteObjects';

/** Operations that no policy decides: S3's own lifecycle, a preflight, and the list of a batch delete. */
const UNASKED: readonly RegExp[] = [/^S3\./, /^REST\.OPTIONS\.PREFLIGHT$/, new RegExp(`^${BATCH_DELETE}$`)];

/**
 * What the role that replicates asks instead, by the operation that the log has. Its sessions are named `s3-replication`;
 * whoever else may assume the role can choose that name too. Source: S3 User Guide, "Setting up permissions for live
 * replication".
 */
const REPLICATES: ReadonlyMap<string, OperationRights> = new Map([
  ['REST.GET.OBJECT', object('s3:GetObjectVersionForReplication', { reads: true, ofKey: DECRYPT })],
  ['REST.HEAD.OBJECT', object('s3:GetObjectVersionForReplication', { reads: true, ofKey: DECRYPT })],
  ['REST.GET.ACL', object('s3:GetObjectVersionAcl')],
  ['REST.GET.OBJECT_TAGGING', object('s3:GetObjectVersionTagging')],
  ...['REST.PUT.OBJECT', 'REST.PUT.PART', 'REST.POST.UPLOADS', 'REST.POST.UPLOAD'].map(
    (operation): [string, OperationRights] => [
      operation,
      object('s3:ReplicateObject', {
        perhaps: ['s3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner'],
        ofKey: ['kms:Encrypt', ...GENERATE],
      }),
    ],
  ),
  ['REST.DELETE.OBJECT', object('s3:ReplicateDelete')],
  ['REST.PUT.OBJECT_TAGGING', object('s3:ReplicateTags')],
  ['REST.DELETE.OBJECT_TAGGING', object('s3:ReplicateTags')],
]);

const REPLICATION_SESSION = /:assumed-role\/[^/]+\/s3-replication$/;

/** What a recorded operation needs of the policies. */
export type OperationReading =
  | { readonly kind: 'rights'; readonly rights: OperationRights; readonly instead?: OperationRights | undefined }
  /** No policy decides it. */
  | { readonly kind: 'unasked' }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Reads an operation of the access log, such as `REST.GET.OBJECT`, or of an event that no line tells of, `CloudTrail.GetObject`.
 *
 * @param key of its record.
 * @param requester of its record.
 * @returns what it needs; `instead` where it may need that.
 */
export function readOperation(
  operation: string,
  key: string | null,
  requester: string | null = null,
): OperationReading {
  if (operation === DELETE_OBJECTS) return { kind: 'unknown', reason: 'the keys of a batch delete are in no event' };
  return readLogged(asLogged(operation), key, requester);
}

function readLogged(operation: string, key: string | null, requester: string | null): OperationReading {
  if (UNASKED.some((pattern) => pattern.test(operation))) return { kind: 'unasked' };
  const both = BY_KEY.get(operation);
  const rights = both === undefined ? OPERATIONS.get(operation) : key === null ? both.bucket : both.object;
  if (rights === undefined) {
    return { kind: 'unknown', reason: `which permissions ${operation} needs is not in the table of operations` };
  }
  if (rights.target === 'object' && key === null) {
    return { kind: 'unknown', reason: `${operation} without a key names no object` };
  }
  const instead = key !== null && REPLICATION_SESSION.test(requester ?? '') ? REPLICATES.get(operation) : undefined;
  return { kind: 'rights', rights, ...(instead !== undefined && { instead }) };
}

/** How names of buckets end whose permissions are another service's, and which that is: nothing else is named so. */
const OTHER_BUCKETS: readonly (readonly [ending: string, service: string])[] = [
  ['--x-s3', 's3express'],
  ['--table-s3', 's3tables'],
];

/**
 * The service whose permissions a bucket asks for, where it is not `s3`: directory buckets and table buckets. Source: S3 User
 * Guide, "General purpose bucket naming rules" (reserved suffixes).
 */
export function otherServiceOf(bucket: string): string | undefined {
  return OTHER_BUCKETS.find(([ending]) => bucket.endsWith(ending))?.[1];
}

/** Every operation of the table, for documentation and tests. */
export function knownOperations(): readonly string[] {
  return [...OPERATIONS.keys(), ...BY_KEY.keys()];
}
