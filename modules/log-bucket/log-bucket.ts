import type { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Account } from '../account';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import { PrivateBucket, type ExpiryRule } from '../private-bucket/private-bucket';
import type { RemovalPolicy } from '../removal-policy';
import { deliveryPolicy } from './delivery-policy';

/** Server access logs lie under this prefix, CloudTrail's files under its own `AWSLogs/`. */
export const ACCESS_LOG_PREFIX = 's3-access/';

/** Whose logs a `LogBucket` takes, and for how long. */
export interface LogBucketProps {
  readonly account: Account;
  readonly bucketName: string;
  /** ARNs of the buckets of this account and region whose access is logged. */
  readonly loggedBuckets: readonly string[];
  /** @default no trail of ours delivers here */
  readonly trailArn?: string;
  readonly retentionDays: number;
  /** Key of the trail's files; S3 encrypts its own by itself. */
  readonly key: EncryptionKey;
  readonly removalPolicy: RemovalPolicy;
}

/** Where logs go: a bucket of ours, or one that is there already with a policy of its own. */
export interface LogPlace {
  readonly bucketName: string;
  /** What comes before `AWSLogs/` in names of a trail's files, without a slash at its end. @default nothing */
  readonly prefix?: string;
  readonly policy?: ITerraformDependable;
}

/**
 * The log bucket of one account. S3 delivers server access logs to a bucket of the same account and region only,
 * encrypted with SSE-S3, without Object Lock and without Requester Pays. Versions, a policy that lets nobody delete, and a
 * lifecycle stand in for Object Lock: what is here stays for the days that were said, and no longer.
 */
export class LogBucket extends Construct implements LogPlace {
  readonly bucketName: string;
  readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    const { account, bucketName, key, removalPolicy, loggedBuckets, trailArn } = props;
    const bucket = new PrivateBucket(this, id, { account, bucketName, after: key.made, removalPolicy });
    this.bucketName = bucketName;

    const versioning = bucket.keepVersions();
    this.policy = bucket.setPolicy(
      deliveryPolicy({
        arn: bucket.arn,
        accountId: account.id,
        keepers: [account.deployer, ...account.breakGlass],
        loggedBuckets,
        accessLogPrefix: ACCESS_LOG_PREFIX,
        trails: trailArn === undefined ? [] : [{ accountId: account.id, arn: trailArn }],
      }),
    );
    bucket.expire(keptFor(props.retentionDays), versioning);
  }
}

/** Lifecycle of a bucket of logs with versions: gone after so many days, and not before. */
export function keptFor(days: number): readonly ExpiryRule[] {
  return [
    {
      id: 'expire-logs',
      expiration: [{ days }],
      // What has had its time leaves a version behind, which goes the day after; no other way makes one.
      noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
    },
    {
      id: 'remove-empty-markers',
      // The marker that expiry left, once no version is behind it; S3 takes no days beside it.
      expiration: [{ expiredObjectDeleteMarker: true }],
    },
  ];
}
