/**
 * Requests of S3's API by the operation that the access log has for them, so that every name is accounted for: it stands
 * here, or under {@link UNDECIDED_REQUESTS} with the reason. CloudTrail's names differ from the API's where noted.
 * Sources: S3 API Reference, "Actions" (Amazon S3); S3 User Guide, "Amazon S3 CloudTrail events".
 */
const SETTINGS: readonly (readonly [setting: string, resource: string, ...methods: ('Get' | 'Put' | 'Delete')[]])[] = [
  ['BucketAcl', 'ACL', 'Get', 'Put'],
  ['ObjectAcl', 'ACL', 'Get', 'Put'],
  ['BucketTagging', 'TAGGING', 'Get', 'Put', 'Delete'],
  ['ObjectTagging', 'OBJECT_TAGGING', 'Get', 'Put', 'Delete'],
  ['BucketPolicy', 'BUCKETPOLICY', 'Get', 'Put', 'Delete'],
  ['BucketPolicyStatus', 'POLICY_STATUS', 'Get'],
  ['BucketLogging', 'LOGGING_STATUS', 'Get', 'Put'],
  ['BucketVersioning', 'VERSIONING', 'Get', 'Put'],
  ['BucketCors', 'CORS', 'Get', 'Put', 'Delete'],
  ['BucketLifecycle', 'LIFECYCLE', 'Get', 'Put', 'Delete'],
  ['BucketLifecycleConfiguration', 'LIFECYCLE', 'Get', 'Put'],
  ['BucketNotification', 'NOTIFICATION', 'Get', 'Put'],
  ['BucketNotificationConfiguration', 'NOTIFICATION', 'Get', 'Put'],
  ['BucketRequestPayment', 'REQUEST_PAYMENT', 'Get', 'Put'],
  ['BucketWebsite', 'WEBSITE', 'Get', 'Put', 'Delete'],
  ['BucketReplication', 'REPLICATION', 'Get', 'Put', 'Delete'],
  ['BucketEncryption', 'ENCRYPTION', 'Get', 'Put', 'Delete'],
  ['BucketAccelerateConfiguration', 'ACCELERATE', 'Get', 'Put'],
  ['AccelerateConfiguration', 'ACCELERATE', 'Get', 'Put'],
  ['BucketAnalyticsConfiguration', 'ANALYTICS', 'Get', 'Put', 'Delete'],
  ['BucketInventoryConfiguration', 'INVENTORY', 'Get', 'Put', 'Delete'],
  ['BucketMetricsConfiguration', 'METRICS', 'Get', 'Put', 'Delete'],
  ['BucketIntelligentTieringConfiguration', 'INTELLIGENT_TIERING', 'Get', 'Put', 'Delete'],
  ['PublicAccessBlock', 'PUBLIC_ACCESS_BLOCK', 'Get', 'Put', 'Delete'],
  ['BucketPublicAccessBlock', 'PUBLIC_ACCESS_BLOCK', 'Get', 'Put', 'Delete'],
  ['BucketOwnershipControls', 'OWNERSHIP_CONTROLS', 'Get', 'Put', 'Delete'],
  ['ObjectLockConfiguration', 'OBJECT_LOCK_CONFIGURATION', 'Get', 'Put'],
  ['BucketObjectLockConfiguration', 'OBJECT_LOCK_CONFIGURATION', 'Get', 'Put'],
  ['ObjectRetention', 'OBJECT_RETENTION', 'Get', 'Put'],
  ['ObjectLegalHold', 'OBJECT_LEGAL_HOLD', 'Get', 'Put'],
];

const OTHERS: Readonly<Record<string, string>> = {
  AbortMultipartUpload: 'REST.DELETE.UPLOAD',
  CompleteMultipartUpload: 'REST.POST.UPLOAD',
  CopyObject: 'REST.COPY.OBJECT',
  CreateBucket: 'REST.PUT.BUCKET',
  CreateMultipartUpload: 'REST.POST.UPLOADS',
  DeleteBucket: 'REST.DELETE.BUCKET',
  DeleteObject: 'REST.DELETE.OBJECT',
  GetBucketLocation: 'REST.GET.LOCATION',
  GetObject: 'REST.GET.OBJECT',
  GetObjectAttributes: 'REST.GET.OBJECT_ATTRIBUTES',
  GetObjectTorrent: 'REST.GET.TORRENT',
  HeadBucket: 'REST.HEAD.BUCKET',
  HeadObject: 'REST.HEAD.OBJECT',
  ListBucketAnalyticsConfigurations: 'REST.GET.ANALYTICS',
  ListBucketIntelligentTieringConfigurations: 'REST.GET.INTELLIGENT_TIERING',
  ListBucketInventoryConfigurations: 'REST.GET.INVENTORY',
  ListBucketMetricsConfigurations: 'REST.GET.METRICS',
  ListMultipartUploads: 'REST.GET.UPLOADS',
  ListObjects: 'REST.GET.BUCKET',
  ListObjectsV2: 'REST.GET.BUCKET',
  ListObjectVersions: 'REST.GET.BUCKETVERSIONS',
  ListParts: 'REST.GET.UPLOAD',
  PostObject: 'REST.POST.OBJECT',
  PutObject: 'REST.PUT.OBJECT',
  RestoreObject: 'REST.POST.RESTORE',
  SelectObjectContent: 'REST.POST.SELECT',
  UploadPart: 'REST.PUT.PART',
  UploadPartCopy: 'REST.COPY.PART',
};

/** The operation of the access log by the name of a request in S3's API or in CloudTrail. */
export const OPERATION_OF_REQUEST: ReadonlyMap<string, string> = new Map([
  ...SETTINGS.flatMap(([setting, resource, ...methods]) =>
    methods.map((method) => [`${method}${setting}`, `REST.${method.toUpperCase()}.${resource}`] as const),
  ),
  ...Object.entries(OTHERS),
]);

const OF_ACCOUNT = 'asks of no bucket, so that no log of a bucket has it';
const OF_DIRECTORY_BUCKETS = 'is a request to directory buckets, which have no server access logs';
const UNTOLD =
  'is newer than the published logs that operations were seen in: which operation the log has for it is not documented';

/** Requests that a rehearsal leaves undecided, by reason. */
export const UNDECIDED_REQUESTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [OF_ACCOUNT]: ['ListBuckets', 'ListDirectoryBuckets'],
    [OF_DIRECTORY_BUCKETS]: ['CreateSession', 'RenameObject'],
    'is the list of a batch delete: each key has a record of its own, and CloudTrail has none of them': [
      'DeleteObjects',
    ],
    'is asked by a function for S3 Object Lambda, by the policies of which it is decided': ['WriteGetObjectResponse'],
    [UNTOLD]: [
      ...['CreateBucketMetadataConfiguration', 'CreateBucketMetadataTableConfiguration'],
      ...['DeleteBucketMetadataConfiguration', 'DeleteBucketMetadataTableConfiguration'],
      ...['GetBucketMetadataConfiguration', 'GetBucketMetadataTableConfiguration'],
      ...['UpdateBucketMetadataAnnotationTableConfiguration', 'UpdateBucketMetadataInventoryTableConfiguration'],
      ...['UpdateBucketMetadataJournalTableConfiguration', 'GetBucketAbac', 'PutBucketAbac', 'UpdateObjectEncryption'],
      ...['DeleteObjectAnnotation', 'GetObjectAnnotation', 'ListObjectAnnotations', 'PutObjectAnnotation'],
    ],
  }).flatMap(([reason, names]) => names.map((name) => [name, reason] as const)),
);
