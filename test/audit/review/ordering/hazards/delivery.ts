import { bucketPolicy, role, ROLE, versioning, type Hazard } from '../blocks';

/** What delivers to a bucket, a queue or a topic, or reads from one. */
export const DELIVERY_HAZARDS: readonly Hazard[] = [
  {
    rule: 'order-permission-notification',
    of: 'a notification and the permissions of its targets',
    blocks: {
      'aws_lambda_function.copy': { function_name: 'copy', role: 'arn:aws:iam::111111111111:role/other' },
      'aws_lambda_permission.copy': { function_name: 'copy', principal: 's3.amazonaws.com' },
      'aws_sqs_queue.events': { name: 'events' },
      'aws_sqs_queue_policy.events': {
        queue_url: 'https://sqs.us-east-1.amazonaws.com/111111111111/events',
        policy: '{}',
      },
      'aws_sns_topic.events': { name: 'events' },
      'aws_sns_topic_policy.events': { arn: 'arn:aws:sns:us-east-1:111111111111:events', policy: '{}' },
      'aws_s3_bucket_notification.data': {
        bucket: 'orders',
        lambda_function: [{ lambda_function_arn: 'arn:aws:lambda:us-east-1:111111111111:function:copy:live' }],
        queue: [{ queue_arn: 'arn:aws:sqs:us-east-1:111111111111:events' }],
        topic: [{ topic_arn: 'arn:aws:sns:us-east-1:111111111111:events' }],
      },
    },
    edges: [
      ['aws_lambda_permission.copy', 'aws_s3_bucket_notification.data'],
      ['aws_sqs_queue_policy.events', 'aws_s3_bucket_notification.data'],
      ['aws_sns_topic_policy.events', 'aws_s3_bucket_notification.data'],
    ],
  },
  {
    rule: 'order-log-bucket-policy-trail',
    of: 'a trail and the policies of its bucket and key',
    blocks: {
      'aws_s3_bucket_policy.data': bucketPolicy,
      'aws_kms_key_policy.logs': { key_id: '${aws_kms_key.logs.key_id}' },
      'aws_kms_key.logs': {},
      'aws_cloudtrail.trail': { name: 't', s3_bucket_name: 'orders', kms_key_id: '${aws_kms_key.logs.arn}' },
    },
    edges: [
      ['aws_s3_bucket_policy.data', 'aws_cloudtrail.trail'],
      ['aws_kms_key_policy.logs', 'aws_cloudtrail.trail'],
    ],
  },
  {
    rule: 'order-log-bucket-policy-logging',
    of: 'access logging and the policy of its target',
    blocks: {
      'aws_s3_bucket_policy.data': bucketPolicy,
      'aws_s3_bucket_logging.other': { bucket: 'other', target_bucket: 'orders', target_prefix: 'x/' },
    },
    edges: [['aws_s3_bucket_policy.data', 'aws_s3_bucket_logging.other']],
  },
  {
    rule: 'order-replication-prerequisites',
    of: 'replication and all that it needs on both sides',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', policy: '{}' },
      'aws_iam_role_policy_attachment.copy': { role: 'copy', policy_arn: 'arn:aws:iam::aws:policy/X' },
      'aws_s3_bucket_versioning.source': { bucket: 'source' },
      'aws_s3_bucket_versioning.data': versioning,
      'aws_s3_bucket_policy.data': bucketPolicy,
      'aws_s3_bucket_replication_configuration.source': {
        bucket: 'source',
        role: ROLE,
        rule: [{ destination: { bucket: 'arn:aws:s3:::orders' } }],
      },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_iam_role_policy.copy', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_iam_role_policy_attachment.copy', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_s3_bucket_versioning.source', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_s3_bucket_versioning.data', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_s3_bucket_policy.data', 'aws_s3_bucket_replication_configuration.source'],
    ],
  },
  {
    rule: 'order-results-bucket-workgroup',
    of: 'a workgroup and the bucket of its results',
    blocks: {
      'aws_s3_bucket_public_access_block.data': { bucket: 'orders' },
      'aws_athena_workgroup.queries': {
        name: 'queries',
        configuration: { result_configuration: { output_location: 's3://orders/results/' } },
      },
    },
    edges: [['aws_s3_bucket_public_access_block.data', 'aws_athena_workgroup.queries']],
  },
];
