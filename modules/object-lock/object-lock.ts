import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import type { Construct } from 'constructs';
import type { ObjectLockSettings } from '../../contract/deployment/object-lock-settings';
import type { Account } from '../account';
import type { DataBucket } from '../data-bucket/data-bucket';

/** A bucket with versions. */
export type LockableBucket = Pick<DataBucket, 'bucketName' | 'chain' | 'versioning'>;

/**
 * Locks a bucket. By its own resource and not by `object_lock_enabled` of the bucket: changing that replaces the bucket
 * and all that is in it, while S3 locks an existing bucket too (S3 User Guide, "Considerations for Object Lock").
 */
export function lockObjects(
  scope: Construct,
  id: string,
  { provider }: Pick<Account, 'provider'>,
  bucket: LockableBucket,
  { mode, retention }: Pick<ObjectLockSettings, 'mode' | 'retention'>,
): void {
  bucket.chain.append(
    (after) =>
      new S3BucketObjectLockConfigurationA(scope, `${id}_lock`, {
        provider,
        bucket: bucket.bucketName,
        objectLockEnabled: 'Enabled',
        rule: {
          defaultRetention: {
            mode: mode.toUpperCase(),
            ...(retention.days !== undefined && { days: retention.days }),
            ...(retention.years !== undefined && { years: retention.years }),
          },
        },
        dependsOn: [
          after, // one change of a bucket at a time
          bucket.versioning, // S3 locks versions, and refuses a bucket without
        ],
      }),
  );
}
