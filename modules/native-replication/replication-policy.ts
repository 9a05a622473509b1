import type { Place } from '../account';
import type { Condition, Statement } from '../policy/statement';

/** What S3 does to write a replica; the destination bucket must allow the same to the role. */
const WRITE_REPLICAS = [
  's3:ObjectOwnerOverrideToBucketOwner',
  's3:ReplicateDelete',
  's3:ReplicateObject',
  's3:ReplicateTags',
] as const;

/** From where to where S3 replicates. */
export interface ReplicationPath {
  readonly from: Place;
  readonly to: Place;
  readonly fromBucketArn: string;
  readonly toBucketArn: string;
  /** The source has Object Lock: its retention and legal holds travel along. */
  readonly fromHasLock: boolean;
}

/** With Object Lock the retention and the legal hold of a version are written as well. */
const writes = (withLock: boolean): readonly string[] =>
  withLock ? [...WRITE_REPLICAS, 's3:PutObjectLegalHold', 's3:PutObjectRetention'] : WRITE_REPLICAS;

/** Lets a role, whom the caller adds, replicate into a bucket of another account (S3 User Guide, "Granting permissions … different accounts"). */
export function allowReplicas(bucketArn: string, withLock: boolean): Statement {
  return {
    sid: 'AllowReplication',
    effect: 'Allow',
    action: writes(withLock),
    resource: [`${bucketArn}/*`],
  };
}

/**
 * Identity policy of the replication role (S3 User Guide, "Setting up permissions for live replication" and
 * "Replicating encrypted objects"; GenerateDataKey at the source and the two Put… of Object Lock, which these do not name, by
 * "Troubleshooting replication"). A key used in any other way than this shows only as replicas that never arrive.
 */
export function replicationPolicy(path: ReplicationPath, keys: Readonly<{ from: string; to: string }>): Statement[] {
  const { from, to, fromBucketArn, toBucketArn, fromHasLock } = path;
  return [
    {
      sid: 'AllowReadingTheRules',
      effect: 'Allow',
      action: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
      resource: [fromBucketArn],
    },
    {
      sid: 'AllowReadingVersions',
      effect: 'Allow',
      // Not GetObjectVersion: S3 replicates encrypted objects only by the action made for it.
      action: [
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionForReplication',
        's3:GetObjectVersionTagging',
        ...(fromHasLock ? ['s3:GetObjectLegalHold', 's3:GetObjectRetention'] : []),
      ],
      resource: [`${fromBucketArn}/*`],
    },
    { sid: 'AllowWritingReplicas', effect: 'Allow', action: writes(fromHasLock), resource: [`${toBucketArn}/*`] },
    // With a bucket key at the source S3 may ask for a new key of that bucket.
    {
      sid: 'AllowDecryptingSource',
      effect: 'Allow',
      action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resource: [keys.from],
      condition: forObjects(from, fromBucketArn),
    },
    allowEncryptingReplicas(keys.to, to, toBucketArn),
  ];
}

/** What writing replicas takes of the key at the destination; with a bucket key S3 decrypts the key it made before. */
export function allowEncryptingReplicas(key: string, to: Place, toBucketArn: string): Statement {
  return {
    sid: 'AllowEncryptingReplicas',
    effect: 'Allow',
    action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    resource: [key],
    condition: forObjects(to, toBucketArn),
  };
}

/** With a bucket key the encryption context is the bucket, without it the object. */
function forObjects({ region, dnsSuffix }: Place, bucketArn: string): Condition {
  return {
    StringEquals: { 'kms:ViaService': `s3.${region}.${dnsSuffix}` },
    StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, `${bucketArn}/*`] },
  };
}
