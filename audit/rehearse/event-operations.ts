import { SOURCE } from '../cloudtrail/unlogged-rows';
import { WITHOUT_LOG_LINE } from '../cloudtrail/unlogged';

/** Settings of a bucket: the resource type of the access log, and what the names of events end with. */
const SETTINGS: readonly (readonly [resource: string, event: string])[] = [
  ['BUCKETPOLICY', 'BucketPolicy'],
  ['POLICY_STATUS', 'BucketPolicyStatus'],
  ['LOGGING_STATUS', 'BucketLogging'],
  ['VERSIONING', 'BucketVersioning'],
  ['CORS', 'BucketCors'],
  ['LIFECYCLE', 'BucketLifecycle'],
  ['NOTIFICATION', 'BucketNotification'],
  ['REQUEST_PAYMENT', 'BucketRequestPayment'],
  ['WEBSITE', 'BucketWebsite'],
  ['REPLICATION', 'BucketReplication'],
  ['ENCRYPTION', 'BucketEncryption'],
  ['ACCELERATE', 'AccelerateConfiguration'],
  ['ANALYTICS', 'AnalyticsConfiguration'],
  ['INVENTORY', 'InventoryConfiguration'],
  ['METRICS', 'MetricsConfiguration'],
  ['INTELLIGENT_TIERING', 'IntelligentTieringConfiguration'],
  ['PUBLIC_ACCESS_BLOCK', 'BucketPublicAccessBlock'],
  ['OWNERSHIP_CONTROLS', 'BucketOwnershipControls'],
  ['OBJECT_LOCK_CONFIGURATION', 'BucketObjectLockConfiguration'],
  ['TAGGING', 'BucketTagging'],
  ['ACL', 'BucketAcl'],
];

/**
 * The operation that the access log would have written for an event of CloudTrail. Source: S3 User Guide, "Amazon S3 CloudTrail
 * events" (names of events); the operations are those of operations.ts.
 */
const EVENTS: ReadonlyMap<string, string> = new Map<string, string>([
  ['GetObject', 'REST.GET.OBJECT'],
  ['HeadObject', 'REST.HEAD.OBJECT'],
  ['GetObjectAttributes', 'REST.GET.OBJECT_ATTRIBUTES'],
  ['SelectObjectContent', 'REST.POST.SELECT'],
  ['PutObject', 'REST.PUT.OBJECT'],
  ['PostObject', 'REST.POST.OBJECT'],
  ['CopyObject', 'REST.COPY.OBJECT'],
  [`CopyObject${SOURCE}`, 'REST.COPY.OBJECT_GET'],
  ['UploadPart', 'REST.PUT.PART'],
  ['UploadPartCopy', 'REST.COPY.PART'],
  [`UploadPartCopy${SOURCE}`, 'REST.COPY.PART_GET'],
  ['CreateMultipartUpload', 'REST.POST.UPLOADS'],
  ['CompleteMultipartUpload', 'REST.POST.UPLOAD'],
  ['AbortMultipartUpload', 'REST.DELETE.UPLOAD'],
  ['ListParts', 'REST.GET.UPLOAD'],
  ['DeleteObject', 'REST.DELETE.OBJECT'],
  ['GetObjectTagging', 'REST.GET.OBJECT_TAGGING'],
  ['PutObjectTagging', 'REST.PUT.OBJECT_TAGGING'],
  ['DeleteObjectTagging', 'REST.DELETE.OBJECT_TAGGING'],
  ['GetObjectRetention', 'REST.GET.OBJECT_RETENTION'],
  ['PutObjectRetention', 'REST.PUT.OBJECT_RETENTION'],
  ['GetObjectLegalHold', 'REST.GET.OBJECT_LEGAL_HOLD'],
  ['PutObjectLegalHold', 'REST.PUT.OBJECT_LEGAL_HOLD'],
  ['GetObjectAcl', 'REST.GET.ACL'],
  ['PutObjectAcl', 'REST.PUT.ACL'],
  ['GetObjectTorrent', 'REST.GET.TORRENT'],
  ['RestoreObject', 'REST.POST.RESTORE'],
  ['ListObjects', 'REST.GET.BUCKET'],
  ['ListObjectsV2', 'REST.GET.BUCKET'],
  ['HeadBucket', 'REST.HEAD.BUCKET'],
  ['ListObjectVersions', 'REST.GET.BUCKETVERSIONS'],
  ['ListMultipartUploads', 'REST.GET.UPLOADS'],
  ['CreateBucket', 'REST.PUT.BUCKET'],
  ['DeleteBucket', 'REST.DELETE.BUCKET'],
  ['GetBucketLocation', 'REST.GET.LOCATION'],
  ['PreflightRequest', 'REST.OPTIONS.PREFLIGHT'],
  ...SETTINGS.flatMap(([resource, event]) =>
    ['Get', 'Put', 'Delete'].map((verb): [string, string] => [
      `${verb}${event}`,
      `REST.${verb.toUpperCase()}.${resource}`,
    ]),
  ),
]);

/**
 * The operation as the access log has it, or would have it.
 *
 * @param operation of a record; of a request that CloudTrail alone tells of, `CloudTrail.` and the name of its event.
 * @returns the operation itself where it is no event's, or that of an event which is not known.
 */
export function asLogged(operation: string): string {
  if (!operation.startsWith(WITHOUT_LOG_LINE)) return operation;
  return EVENTS.get(operation.slice(WITHOUT_LOG_LINE.length)) ?? operation;
}

/** Names of the events that are known, for tests. */
export function knownEvents(): readonly string[] {
  return [...EVENTS.keys()];
}
