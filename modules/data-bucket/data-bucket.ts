import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import type { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import type { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Account } from '../account';
import { ACCESS_LOG_PREFIX, type LogPlace } from '../log-bucket/log-bucket';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import type { Statement } from '../policy/statement';
import type { BucketChain } from '../private-bucket/bucket-chain';
import { denyOtherKeys } from './own-key-only';
import { PrivateBucket, type PrivateBucketProps } from '../private-bucket/private-bucket';
import type { RemovalPolicy } from '../removal-policy';

/** What a `DataBucket` holds, for how long, and whom it lets in. */
export interface DataBucketProps {
  readonly account: Account;
  readonly bucketName: string;
  readonly key: EncryptionKey;
  /** What the bucket policy says beside refusing clear text. */
  readonly statements: readonly Statement[];
  /** What must exist before the bucket policy: the roles it names, the routes of the endpoint it demands. */
  readonly policyAfter: readonly ITerraformDependable[];
  readonly noncurrentVersionDays: number;
  readonly incompleteUploadDays: number;
  readonly removalPolicy: RemovalPolicy;
  /** @default a new bucket */
  readonly existing?: PrivateBucketProps['existing'];
}

/** A versioned bucket under a customer-managed key, owned by its account alone, and one policy for all that touches it. */
export class DataBucket extends Construct {
  readonly bucketName: string;
  readonly arn: string;
  /** Further configurations of this bucket go here, one after the other. */
  readonly chain: BucketChain;
  readonly versioning: S3BucketVersioningA;
  readonly policy: S3BucketPolicy;
  private readonly bucket: PrivateBucket;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: DataBucketProps,
  ) {
    super(scope, id);
    const { account, bucketName, key, removalPolicy } = props;
    this.bucket = new PrivateBucket(this, id, {
      account,
      bucketName,
      keyArn: key.arn,
      after: key.made,
      removalPolicy,
      ...(props.existing && { existing: props.existing }),
    });
    this.bucketName = bucketName;
    this.arn = this.bucket.arn;
    this.chain = this.bucket.chain;

    this.versioning = this.bucket.keepVersions();
    this.policy = this.bucket.setPolicy([...props.statements, ...denyOtherKeys(this.arn, key.arn)], props.policyAfter);
  }

  /** Sends server access logs, one folder per account, region, bucket and day of the request. */
  logAccessTo(logs: LogPlace): void {
    this.chain.append(
      (after) =>
        new S3BucketLoggingA(this, `${this.id}_logging`, {
          provider: this.props.account.provider,
          bucket: this.bucketName,
          targetBucket: logs.bucketName,
          targetPrefix: ACCESS_LOG_PREFIX,
          targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: 'EventTime' } },
          dependsOn: [
            after, // one change of a bucket at a time
            ...(logs.policy ? [logs.policy] : []), // S3 checks that it may deliver
          ],
        }),
    );
  }

  /** Expires old versions and unfinished uploads. Comes last: S3 confuses it with versioning or replication set beside it. */
  expireOldVersions(): void {
    const { noncurrentVersionDays, incompleteUploadDays } = this.props;
    this.bucket.expire(
      [
        {
          id: 'expire-old-versions',
          noncurrentVersionExpiration: [{ noncurrentDays: noncurrentVersionDays }],
          // A delete marker that hides no version any more is an empty entry that slows listing.
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
        {
          id: 'abort-unfinished-uploads',
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: incompleteUploadDays }],
        },
      ],
      this.versioning,
    );
  }
}
