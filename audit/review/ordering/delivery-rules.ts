import { blocksOf, type Resource } from '../stack/stack';
import { settingsByBucket } from './bucket-rules';
import { permissionsOf } from './function-rules';
import { waits, type OrderingRule } from './ordering-rule';
import { naming, type StackIndex } from './stack-index';

function bucketPolicies(index: StackIndex, bucket: unknown): readonly Resource[] {
  const key = index.bucketKey(bucket);
  return index
    .ofType('aws_s3_bucket_policy')
    .filter(({ attributes }) => key !== undefined && index.bucketKey(attributes.bucket) === key);
}

const permissionBeforeNotification: OrderingRule = {
  id: 'order-permission-notification',
  symptom: 'S3 refuses the notification with "Unable to validate the following destination configurations"',
  requires: (index) =>
    index.ofType('aws_s3_bucket_notification').flatMap((after) => {
      const { lambda_function: functions, queue: queues, topic: topics } = after.attributes;
      const notifies = 'S3 asks the target of the notification whether it may send to it';
      return [
        ...blocksOf(functions).flatMap(({ lambda_function_arn: arn }) =>
          waits(after, naming(index, arn, 'aws_lambda_function', 'aws_lambda_permission', 'function_name'), notifies),
        ),
        ...blocksOf(queues).flatMap(({ queue_arn: arn }) =>
          waits(after, naming(index, arn, 'aws_sqs_queue', 'aws_sqs_queue_policy', 'queue_url'), notifies),
        ),
        ...blocksOf(topics).flatMap(({ topic_arn: arn }) =>
          waits(after, naming(index, arn, 'aws_sns_topic', 'aws_sns_topic_policy', 'arn'), notifies),
        ),
      ];
    }),
};

const policyBeforeTrail: OrderingRule = {
  id: 'order-log-bucket-policy-trail',
  symptom:
    'CloudTrail refuses the trail with InsufficientS3BucketPolicyException, or InsufficientEncryptionPolicyException for its key',
  requires: (index) =>
    index.ofType('aws_cloudtrail').flatMap((after) => {
      const { s3_bucket_name: bucket, kms_key_id: key } = after.attributes;
      const keyPolicies = naming(index, key, 'aws_kms_key', 'aws_kms_key_policy', 'key_id');
      const logs = [...bucketPolicies(index, bucket), index.named(bucket, 'aws_s3_bucket')];
      return waits(after, [...logs, ...keyPolicies], 'the trail writes there, and CloudTrail tries it at once');
    }),
};

const policyBeforeLogging: OrderingRule = {
  id: 'order-log-bucket-policy-logging',
  symptom: 'S3 refuses the logging configuration, or drops the first access logs, as its delivery may not write yet',
  requires: (index) =>
    index.ofType('aws_s3_bucket_logging').flatMap((after) => {
      const { target_bucket: target } = after.attributes;
      const logs = [...bucketPolicies(index, target), index.named(target, 'aws_s3_bucket')];
      return waits(after, logs, 'the logs are delivered there');
    }),
};

const replicationPrerequisites: OrderingRule = {
  id: 'order-replication-prerequisites',
  symptom:
    'S3 refuses the replication with "Destination bucket must have versioning enabled", or accepts it and loses the first objects, or their retention',
  requires: (index) =>
    index.ofType('aws_s3_bucket_replication_configuration').flatMap((after) => {
      const { bucket, role, rule } = after.attributes;
      const destinations = blocksOf(rule).flatMap(({ destination }) => blocksOf(destination));
      const settings = [bucket, ...destinations.map((destination) => destination.bucket)].flatMap((of) => {
        const key = index.bucketKey(of);
        const all = index.ofType('aws_s3_bucket_versioning', 'aws_s3_bucket_object_lock_configuration');
        return all.filter(({ attributes }) => key !== undefined && index.bucketKey(attributes.bucket) === key);
      });
      const keys = destinations
        .flatMap(({ encryption_configuration: encryption }) => blocksOf(encryption))
        .flatMap(({ replica_kms_key_id: id }) => [
          index.named(id, 'aws_kms_key'),
          ...naming(index, id, 'aws_kms_key', 'aws_kms_key_policy', 'key_id'),
        ]);
      const policies = destinations.flatMap((destination) => bucketPolicies(index, destination.bucket));
      const needed = new Set([...settings, ...policies, ...permissionsOf(index, role), ...keys]);
      return waits(after, [...needed], 'replication needs it from the first object on');
    }),
};

const resultsBeforeWorkgroup: OrderingRule = {
  id: 'order-results-bucket-workgroup',
  symptom: 'the first query writes its results into a bucket that is not private, encrypted or emptied yet',
  requires: (index) =>
    index.ofType('aws_athena_workgroup').flatMap((after) => {
      const results = blocksOf(after.attributes.configuration).flatMap(({ result_configuration: one }) =>
        blocksOf(one),
      );
      return results.flatMap(({ output_location: location }) => {
        const [, bucket] = typeof location === 'string' ? (/^s3:\/\/([^/]+)/.exec(location) ?? []) : [];
        const key = index.bucketKey(bucket);
        const settings = settingsByBucket(index).flat();
        const own = settings.filter(
          ({ attributes }) => key !== undefined && index.bucketKey(attributes.bucket) === key,
        );
        return waits(after, own, 'query results go to that bucket');
      });
    }),
};

/** Hazards of what delivers: notifications, trails, access logs, replication, query results. Sources: docs/ordering.md. */
export const DELIVERY_RULES: readonly OrderingRule[] = [
  permissionBeforeNotification,
  policyBeforeTrail,
  policyBeforeLogging,
  replicationPrerequisites,
  resultsBeforeWorkgroup,
];
