import type { Stack } from '../stack/stack';
import type { Unreviewed } from './policies';

/** Types whose policies and settings the system model reads. */
const READ = words(`
  aws_iam_role aws_iam_role_policy aws_iam_policy aws_iam_role_policy_attachment aws_iam_policy_attachment
  aws_iam_instance_profile aws_iam_policy_document
  aws_s3_bucket aws_s3_bucket_policy aws_s3_bucket_public_access_block aws_s3_bucket_ownership_controls
  aws_s3_bucket_versioning aws_s3_bucket_logging aws_s3_bucket_server_side_encryption_configuration
  aws_s3_bucket_object_lock_configuration aws_s3_bucket_replication_configuration
  aws_kms_key aws_kms_key_policy aws_kms_alias aws_vpc_endpoint aws_vpc_endpoint_policy
  aws_sqs_queue aws_sqs_queue_policy aws_sns_topic aws_sns_topic_policy aws_lambda_function aws_lambda_permission
  aws_cloudtrail`);

/** Types that give nobody any permission. A type in neither list is reported, never passed over. */
const WITHOUT_PERMISSIONS = words(`
  aws_s3_bucket_lifecycle_configuration aws_s3_bucket_notification aws_s3_bucket_metric aws_s3_bucket_inventory
  aws_s3_bucket_request_payment_configuration aws_s3_account_public_access_block
  aws_vpc aws_subnet aws_route aws_route_table aws_route_table_association aws_default_security_group
  aws_security_group aws_security_group_rule aws_vpc_security_group_egress_rule aws_vpc_security_group_ingress_rule
  aws_internet_gateway aws_egress_only_internet_gateway aws_nat_gateway aws_eip aws_network_acl aws_flow_log
  aws_vpc_endpoint_route_table_association aws_vpc_endpoint_subnet_association
  aws_vpc_endpoint_security_group_association aws_vpc_ipv4_cidr_block_association aws_instance aws_launch_template
  aws_cloudwatch_log_group aws_cloudwatch_log_metric_filter aws_cloudwatch_metric_alarm aws_cloudwatch_dashboard
  aws_lambda_event_source_mapping aws_lambda_function_event_invoke_config aws_lambda_alias
  aws_sqs_queue_redrive_policy aws_sqs_queue_redrive_allow_policy aws_sns_topic_subscription
  aws_glue_catalog_database aws_glue_catalog_table aws_athena_workgroup aws_athena_named_query aws_athena_database
  aws_athena_prepared_statement aws_caller_identity aws_partition aws_region aws_availability_zones aws_ami
  aws_ssm_parameter aws_ec2_managed_prefix_list aws_prefix_list aws_iam_account_alias`);

const OTHER_PROVIDERS = /^(archive|local|null|random|terraform|time|tls)_/;

/** Notes every resource of a type that the review does not know. */
export function noteUnknownTypes(stack: Stack, unreviewed: Unreviewed): void {
  for (const { type, address } of stack.resources) {
    if (READ.has(type) || WITHOUT_PERMISSIONS.has(type) || OTHER_PROVIDERS.test(type)) continue;
    unreviewed.add(address, `the review does not know what permissions ${type} gives`);
  }
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
