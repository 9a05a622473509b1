import { bucketPolicy, versioning, type Hazard } from '../blocks';

/** Settings of a bucket, and what outlives it. */
export const BUCKET_HAZARDS: readonly Hazard[] = [
  {
    rule: 'order-key-outlives-bucket',
    of: 'a bucket and its key',
    blocks: {
      'aws_kms_key.data': {},
      'aws_s3_bucket.data': { bucket: 'orders' },
      'aws_s3_bucket_server_side_encryption_configuration.data': {
        bucket: '${aws_s3_bucket.data.bucket}',
        rule: { apply_server_side_encryption_by_default: { kms_master_key_id: '${aws_kms_key.data.arn}' } },
      },
    },
    edges: [['aws_kms_key.data', 'aws_s3_bucket.data']],
  },
  {
    rule: 'order-bucket-chain',
    of: 'the settings of one bucket',
    blocks: {
      'aws_s3_bucket_ownership_controls.data': { bucket: 'orders' },
      'aws_s3_bucket_public_access_block.data': { bucket: 'orders' },
      'aws_s3_bucket_policy.data': bucketPolicy,
      'aws_s3_bucket_notification.data': { bucket: 'orders' },
    },
    edges: [
      ['aws_s3_bucket_ownership_controls.data', 'aws_s3_bucket_public_access_block.data'],
      ['aws_s3_bucket_public_access_block.data', 'aws_s3_bucket_policy.data'],
      ['aws_s3_bucket_policy.data', 'aws_s3_bucket_notification.data'],
    ],
  },
  {
    rule: 'order-bucket-one-at-a-time',
    of: 'any two settings of a bucket',
    blocks: {
      'aws_s3_bucket_cors_configuration.data': { bucket: 'orders' },
      'aws_s3_bucket_versioning.data': versioning,
    },
    edges: [['aws_s3_bucket_cors_configuration.data', 'aws_s3_bucket_versioning.data']],
  },
  {
    rule: 'order-bucket-exists',
    of: 'a setting of a bucket that it names literally',
    blocks: { 'aws_s3_bucket.data': { bucket: 'orders' }, 'aws_s3_bucket_versioning.data': versioning },
    edges: [['aws_s3_bucket.data', 'aws_s3_bucket_versioning.data']],
  },
  {
    rule: 'order-versioning-lifecycle',
    of: 'versioning, replication and lifecycle of a bucket',
    blocks: {
      'aws_s3_bucket_versioning.data': versioning,
      'aws_s3_bucket_lifecycle_configuration.data': { bucket: 'orders', rule: [] },
    },
    edges: [['aws_s3_bucket_versioning.data', 'aws_s3_bucket_lifecycle_configuration.data']],
  },
  {
    rule: 'order-versioning-object-lock',
    of: 'Object Lock on a bucket that exists already',
    blocks: {
      'aws_s3_bucket_versioning.data': versioning,
      'aws_s3_bucket_object_lock_configuration.data': { bucket: 'orders' },
    },
    edges: [['aws_s3_bucket_versioning.data', 'aws_s3_bucket_object_lock_configuration.data']],
  },
];
