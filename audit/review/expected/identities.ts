/**
 * What makes two resources of one type and account the same thing to AWS: of two with equal arguments the later overwrites
 * the earlier, or AWS refuses it. Source: AWS API Reference of the operation that makes it, such as PutBucketPolicy or
 * PutRolePolicy ("replaces", "overwrites", "must be unique").
 */
export const IDENTITIES: Readonly<Record<string, readonly string[]>> = {
  ...ofBucket(
    ...['acl', 'accelerate_configuration', 'cors_configuration', 'lifecycle_configuration', 'logging', 'notification'],
    ...[
      'object_lock_configuration',
      'ownership_controls',
      'policy',
      'public_access_block',
      'replication_configuration',
    ],
    ...['request_payment_configuration', 'server_side_encryption_configuration', 'versioning', 'website_configuration'],
  ),
  aws_athena_workgroup: ['name'],
  aws_cloudtrail: ['name'],
  aws_cloudwatch_log_group: ['name'],
  aws_cloudwatch_metric_alarm: ['alarm_name'],
  aws_default_security_group: ['vpc_id'],
  aws_glue_catalog_database: ['name'],
  aws_glue_catalog_table: ['database_name', 'name'],
  aws_iam_instance_profile: ['name'],
  aws_iam_policy: ['name'],
  aws_iam_role: ['name'],
  aws_iam_role_policies_exclusive: ['role_name'],
  aws_iam_role_policy: ['role', 'name'],
  aws_iam_role_policy_attachment: ['role', 'policy_arn'],
  aws_kms_alias: ['name'],
  aws_kms_key_policy: ['key_id'],
  aws_lambda_event_source_mapping: ['event_source_arn', 'function_name'],
  aws_lambda_function: ['function_name'],
  aws_lambda_function_event_invoke_config: ['function_name', 'qualifier'],
  aws_lambda_permission: ['function_name', 'qualifier', 'statement_id'],
  aws_route: ['route_table_id', 'destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'],
  aws_route_table_association: ['subnet_id', 'gateway_id'],
  aws_s3_account_public_access_block: [],
  aws_s3_bucket: ['bucket'],
  aws_s3_bucket_analytics_configuration: ['bucket', 'name'],
  aws_s3_bucket_inventory: ['bucket', 'name'],
  aws_s3_bucket_metric: ['bucket', 'name'],
  aws_security_group: ['vpc_id', 'name'],
  aws_sns_topic: ['name'],
  aws_sns_topic_policy: ['arn'],
  aws_sns_topic_subscription: ['topic_arn', 'protocol', 'endpoint'],
  aws_sqs_queue: ['name'],
  aws_sqs_queue_policy: ['queue_url'],
  aws_sqs_queue_redrive_policy: ['queue_url'],
  aws_vpc_endpoint_policy: ['vpc_endpoint_id'],
  aws_vpc_endpoint_route_table_association: ['vpc_endpoint_id', 'route_table_id'],
};

function ofBucket(...settings: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(settings.map((setting) => [`aws_s3_bucket_${setting}`, ['bucket']]));
}
