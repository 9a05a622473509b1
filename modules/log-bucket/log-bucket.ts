import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import type { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Account } from '../account';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import { PrivateBucket } from '../private-bucket/private-bucket';
import type { RemovalPolicy } from '../removal-policy';
import { deliveryPolicy } from './delivery-policy';

/** Server access logs lie under this prefix, CloudTrail's files under its own `AWSLogs/`. */
export const ACCESS_LOG_PREFIX = 's3-access/';

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
  readonly policy?: ITerraformDependable;
}

/**
 * The log bucket of one account. S3 delivers server access logs to a bucket of the same account and region only,
 * encrypted with SSE-S3, without Object Lock and without Requester Pays.
 */
export class LogBucket extends Construct implements LogPlace {
  readonly bucketName: string;
  readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    const { account, bucketName, key, removalPolicy, loggedBuckets, trailArn } = props;
    const bucket = new PrivateBucket(this, id, { account, bucketName, after: key.made, removalPolicy });
    this.bucketName = bucketName;

    this.policy = bucket.setPolicy(
      deliveryPolicy({
        arn: bucket.arn,
        accountId: account.id,
        loggedBuckets,
        accessLogPrefix: ACCESS_LOG_PREFIX,
        ...(trailArn !== undefined && { trailArn }),
      }),
    );
    bucket.chain.append(
      (after) =>
        new S3BucketLifecycleConfiguration(this, `${id}_lifecycle`, {
          provider: account.provider,
          bucket: bucketName,
          rule: [
            {
              id: 'expire-logs',
              status: 'Enabled',
              filter: [{ prefix: '' }],
              expiration: [{ days: props.retentionDays }],
              abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
            },
          ],
          dependsOn: [after], // one change of a bucket at a time
        }),
    );
  }
}
