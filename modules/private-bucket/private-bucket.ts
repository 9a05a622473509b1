import { DataAwsS3Bucket } from '@cdktf/provider-aws/lib/data-aws-s3-bucket';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { bucketArn, type Home } from '../../contract/deployment/names';
import type { Account } from '../account';
import { policyDocument, type Statement } from '../policy/statement';
import { denyInsecureTransport, denyOldTls } from '../../contract/policy/transport';
import { lifecycleOf, type RemovalPolicy } from '../removal-policy';
import { BucketChain } from './bucket-chain';

/** What a `PrivateBucket` is told. */
export interface PrivateBucketProps {
  readonly account: Account<Home>;
  readonly bucketName: string;
  /** ARN of a customer-managed key. @default SSE-S3 */
  readonly keyArn?: string;
  /** What must be there before the bucket, and may go only after it, such as the key of its objects. @default none */
  readonly after?: readonly ITerraformDependable[];
  readonly removalPolicy: RemovalPolicy;
  /** The bucket is there already: Terraform imports it, or only refers to it. Either way it is never destroyed. */
  readonly existing?: 'adopted' | 'referenced';
}

/** A lifecycle rule for everything in the bucket. */
export type ExpiryRule = Omit<S3BucketLifecycleConfigurationRule, 'status' | 'filter' | 'prefix'>;

/** A bucket that belongs to its account alone: no ACLs, no public access, encrypted, and TLS only once its policy is set. */
export class PrivateBucket extends Construct {
  readonly bucketName: string;
  readonly arn: string;
  /** Further configurations of this bucket go here, one after the other. */
  readonly chain: BucketChain;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: PrivateBucketProps,
  ) {
    super(scope, id);
    const { account, bucketName, existing } = props;
    const removalPolicy = existing ? 'retain' : props.removalPolicy;
    const { provider } = account;
    this.bucketName = bucketName;
    this.arn = bucketArn(account.partition, bucketName);

    this.chain = new BucketChain(existing === 'referenced' ? this.refer() : this.make(removalPolicy));
    this.chain.append(
      (after) =>
        new S3BucketOwnershipControls(this, `${id}_ownership`, {
          provider,
          bucket: bucketName,
          // Objects that the other account writes belong to the bucket's owner.
          rule: { objectOwnership: 'BucketOwnerEnforced' },
          dependsOn: [after], // the name is literal: nothing else says that the bucket comes first
        }),
    );
    this.chain.append(
      (after) =>
        new S3BucketPublicAccessBlock(this, `${id}_public_access`, {
          provider,
          bucket: bucketName,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
          ...lifecycleOf(removalPolicy), // a bucket that stays must not open on the way down
          dependsOn: [after], // one change of a bucket at a time
        }),
    );
    this.chain.append(
      (after) =>
        new S3BucketServerSideEncryptionConfigurationA(this, `${id}_encryption`, {
          provider,
          bucket: bucketName,
          rule: [encryption(props.keyArn)],
          dependsOn: [after], // one change of a bucket at a time
        }),
    );
  }

  private refer(): ITerraformDependable {
    const { account, bucketName } = this.props;
    return new DataAwsS3Bucket(this, this.id, { provider: account.provider, bucket: bucketName });
  }

  private make(removalPolicy: RemovalPolicy): S3Bucket {
    const { account, bucketName, after, existing } = this.props;
    const bucket = new S3Bucket(this, this.id, {
      provider: account.provider,
      bucket: bucketName,
      forceDestroy: removalPolicy === 'destroy',
      ...lifecycleOf(removalPolicy),
      ...(after && { dependsOn: [...after] }), // a key that goes before its bucket takes the data along
    });
    if (existing === 'adopted') bucket.importFrom(bucketName, account.provider);
    return bucket;
  }

  /** Keeps what is overwritten or deleted. */
  keepVersions(): S3BucketVersioningA {
    return this.chain.append(
      (after) =>
        new S3BucketVersioningA(this, `${this.id}_versioning`, {
          provider: this.props.account.provider,
          bucket: this.bucketName,
          versioningConfiguration: { status: 'Enabled' },
          dependsOn: [after], // one change of a bucket at a time
        }),
    );
  }

  /**
   * Sets the one lifecycle of the bucket.
   *
   * @param versioning where rules speak of noncurrent versions: these need versions.
   */
  expire(rules: readonly ExpiryRule[], versioning?: S3BucketVersioningA): void {
    this.chain.append(
      (after) =>
        new S3BucketLifecycleConfiguration(this, `${this.id}_lifecycle`, {
          provider: this.props.account.provider,
          bucket: this.bucketName,
          rule: rules.map(({ id, ...rule }) => ({ id, status: 'Enabled', filter: [{ prefix: '' }], ...rule })),
          dependsOn: [
            after, // one change of a bucket at a time
            ...(versioning ? [versioning] : []),
          ],
        }),
    );
  }

  /**
   * Sets the one policy of the bucket; clear text is refused in any case.
   *
   * @param policyAfter what must exist first: the roles the policy names, the routes of the endpoint it demands.
   */
  setPolicy(statements: readonly Statement[], policyAfter: readonly ITerraformDependable[] = []): S3BucketPolicy {
    return this.chain.append(
      (after) =>
        new S3BucketPolicy(this, `${this.id}_policy`, {
          provider: this.props.account.provider,
          bucket: this.bucketName,
          policy: policyDocument([
            ...statements,
            denyInsecureTransport(this.arn),
            denyOldTls(this.arn, this.props.account.minimumTlsVersion ?? '1.2'),
          ]),
          dependsOn: [
            after, // one change of a bucket at a time
            ...policyAfter,
          ],
        }),
    );
  }
}

function encryption(keyArn: string | undefined) {
  if (keyArn === undefined) return { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } };
  return {
    applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
    bucketKeyEnabled: true,
  };
}
