import type { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { Construct } from 'constructs';
import type { CreatedArchive } from '../../contract/deployment/archive-settings';
import type { Account } from '../account';
import { EncryptionKey } from '../encryption-key/encryption-key';
import { onlyServicesWrite, retention, type DeliveringTrail } from '../log-bucket/delivery-policy';
import { keptFor, type LogPlace } from '../log-bucket/log-bucket';
import { lockObjects } from '../object-lock/object-lock';
import { PrivateBucket } from '../private-bucket/private-bucket';
import type { RemovalPolicy } from '../removal-policy';
import { archiveBucketPolicy, archiveKeyPolicy } from './archive-policy';

/** Whose trails a `TrailArchive` takes, and who reads them. */
export interface TrailArchiveProps {
  readonly account: Account<'archive'>;
  readonly bucketName: string;
  /** ARN of the bucket, built from its name. */
  readonly bucketArn: string;
  readonly keyAlias: string;
  readonly settings: Pick<CreatedArchive, 'retentionDays' | 'objectLock'>;
  readonly trails: readonly DeliveringTrail[];
  /** Who reads the files: ARNs, or texts of assignments. */
  readonly readers: readonly string[];
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The log archive: a bucket of a third account and the key of its files, which the trails of the other accounts deliver to
 * and nobody of these can change. It takes no access logs, which is why it can have its own key and Object Lock.
 */
export class TrailArchive extends Construct implements LogPlace {
  readonly bucketName: string;
  readonly policy: S3BucketPolicy;
  readonly key: EncryptionKey;

  constructor(scope: Construct, id: string, props: TrailArchiveProps) {
    super(scope, id);
    const { account, bucketName, bucketArn, trails, readers, settings, removalPolicy } = props;
    const policies = { place: account, bucketArn, prefix: '', trails, readers };
    this.bucketName = bucketName;
    this.key = new EncryptionKey(this, `${id}_key`, {
      account,
      alias: props.keyAlias,
      users: [],
      usersMadeHere: [],
      services: archiveKeyPolicy(policies),
      removalPolicy,
    });
    const bucket = new PrivateBucket(this, id, {
      account,
      bucketName,
      keyArn: this.key.arn,
      after: this.key.made,
      removalPolicy,
    });
    const versioning = bucket.keepVersions();
    if (settings.objectLock) {
      lockObjects(this, id, account, { bucketName, chain: bucket.chain, versioning }, settings.objectLock);
    }
    this.policy = bucket.setPolicy([
      ...archiveBucketPolicy(policies),
      onlyServicesWrite(bucketArn),
      ...retention(bucketArn, [account.deployer]),
    ]);
    bucket.expire(keptFor(settings.retentionDays), versioning);
  }
}
