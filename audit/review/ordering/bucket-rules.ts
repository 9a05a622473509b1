import { blocksOf, type Resource } from '../stack/stack';
import type { OrderingRule, RequiredOrder } from './ordering-rule';
import type { StackIndex } from './stack-index';

const CHAIN = [
  'aws_s3_bucket_ownership_controls',
  'aws_s3_bucket_public_access_block',
  'aws_s3_bucket_policy',
  'aws_s3_bucket_notification',
] as const;

const VERSIONING = 'aws_s3_bucket_versioning';
const REPLICATION = 'aws_s3_bucket_replication_configuration';
const LIFECYCLE = 'aws_s3_bucket_lifecycle_configuration';
const OBJECT_LOCK = 'aws_s3_bucket_object_lock_configuration';

/** Settings of which a bucket has one each; changing two at once is what S3 aborts. */
const BUCKET_SETTINGS: readonly string[] = [
  ...CHAIN,
  VERSIONING,
  REPLICATION,
  LIFECYCLE,
  OBJECT_LOCK,
  'aws_s3_bucket_acl',
  'aws_s3_bucket_accelerate_configuration',
  'aws_s3_bucket_cors_configuration',
  'aws_s3_bucket_logging',
  'aws_s3_bucket_request_payment_configuration',
  'aws_s3_bucket_server_side_encryption_configuration',
  'aws_s3_bucket_website_configuration',
];

/** The settings of each bucket, by the bucket. */
export function settingsByBucket(index: StackIndex, types: readonly string[] = BUCKET_SETTINGS): Resource[][] {
  const groups = new Map<string, Resource[]>();
  for (const resource of index.ofType(...types)) {
    const key = index.bucketKey(resource.attributes.bucket);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), resource]);
  }
  return [...groups.values()];
}

/** Within each bucket, every resource of the later type waits for every one of the earlier. */
function within(index: StackIndex, before: string, after: string, because: string): RequiredOrder[] {
  return settingsByBucket(index, [before, after]).flatMap((settings) =>
    settings
      .filter(({ type }) => type === after)
      .flatMap((later) =>
        settings.filter(({ type }) => type === before).map((earlier) => ({ before: earlier, after: later, because })),
      ),
  );
}

const bucketChain: OrderingRule = {
  id: 'order-bucket-chain',
  symptom:
    'S3 aborts with "OperationAborted: a conflicting conditional operation is currently in progress" when settings of one bucket change at once',
  requires: (index) =>
    settingsByBucket(index, CHAIN).flatMap((settings) => {
      const present = CHAIN.map((type) => settings.filter((setting) => setting.type === type)).filter(
        (ofType) => ofType.length > 0,
      );
      return present
        .slice(1)
        .flatMap((later, i) =>
          later.flatMap((after) =>
            (present[i] ?? []).map((before) => ({ before, after, because: 'both are settings of one bucket' })),
          ),
        );
    }),
};

const bucketExists: OrderingRule = {
  id: 'order-bucket-exists',
  symptom: 'S3 answers NoSuchBucket: the bucket is named by its literal name, which gives Terraform no order',
  requires: (index) =>
    index.ofType(...BUCKET_SETTINGS).flatMap((after) => {
      const before = index.named(after.attributes.bucket, 'aws_s3_bucket');
      return before === undefined ? [] : [{ before, after, because: 'it is a setting of that bucket' }];
    }),
};

const versioningBeforeLifecycle: OrderingRule = {
  id: 'order-versioning-lifecycle',
  symptom:
    'the lifecycle is set while versioning or replication changes: S3 aborts, or rules for noncurrent versions begin on a bucket without versions',
  requires: (index) => [
    ...within(index, VERSIONING, LIFECYCLE, 'both are of one bucket'),
    ...within(index, REPLICATION, LIFECYCLE, 'both are of one bucket'),
  ],
};

const versioningBeforeLock: OrderingRule = {
  id: 'order-versioning-object-lock',
  symptom: 'S3 refuses the Object Lock configuration of a bucket without versioning',
  requires: (index) => within(index, VERSIONING, OBJECT_LOCK, 'Object Lock needs versioning'),
};

/** On the way down a bucket that is not empty stays, and a key that did not wait for it is gone within its window. */
const keyOutlivesBucket: OrderingRule = {
  id: 'order-key-outlives-bucket',
  symptom: 'on the way down the key is scheduled for deletion while a bucket that it encrypts stays: its data is lost',
  requires: (index) => {
    const encrypted = [
      ...index.ofType('aws_s3_bucket_server_side_encryption_configuration').flatMap(({ attributes }) =>
        blocksOf(attributes.rule)
          .flatMap(({ apply_server_side_encryption_by_default: defaults }) => blocksOf(defaults))
          .map(({ kms_master_key_id: key }) => ({ bucket: attributes.bucket, key })),
      ),
      ...index
        .ofType('aws_cloudtrail')
        .map(({ attributes }) => ({ bucket: attributes.s3_bucket_name, key: attributes.kms_key_id })),
    ];
    return encrypted.flatMap(({ bucket, key }) => {
      const after = index.named(bucket, 'aws_s3_bucket');
      const before = index.named(key, 'aws_kms_key');
      return after && before ? [{ before, after, because: 'its objects are encrypted by that key' }] : [];
    });
  },
};

/** Hazards among the settings of one bucket. Sources: docs/ordering.md. */
export const BUCKET_RULES: readonly OrderingRule[] = [
  bucketChain,
  bucketExists,
  versioningBeforeLifecycle,
  versioningBeforeLock,
  keyOutlivesBucket,
];
