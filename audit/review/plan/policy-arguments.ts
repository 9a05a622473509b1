import type { PolicyKind } from '../../policy/document';

/** Longer than any policy that AWS takes. */
export const LONGEST_POLICY = 65_536;

/** A resource type that carries a policy. */
export interface PolicyArgument {
  readonly type: string;
  readonly argument: string;
  readonly kind: PolicyKind;
  /**
   * The resource that the policy is of, where that is another one: the argument here that names it, its type, and its
   * arguments that the name may be. A policy made together with its owner loosens nothing that was there.
   */
  readonly owner?: { readonly argument: string; readonly type: string; readonly names: readonly string[] };
}

const owned = (
  type: string,
  kind: PolicyKind,
  argument: string,
  ownerType: string,
  ...names: readonly string[]
): PolicyArgument => ({ type, argument: 'policy', kind, owner: { argument, type: ownerType, names } });

/** Every policy that is compared before and after by itself; what identities are granted is compared together (`grants.ts`). */
export const POLICY_ARGUMENTS: readonly PolicyArgument[] = [
  owned('aws_s3_bucket_policy', 'resource', 'bucket', 'aws_s3_bucket', 'bucket', 'id'),
  owned('aws_sqs_queue_policy', 'resource', 'queue_url', 'aws_sqs_queue', 'url', 'id'),
  owned('aws_sns_topic_policy', 'resource', 'arn', 'aws_sns_topic', 'arn'),
  owned('aws_kms_key_policy', 'resource', 'key_id', 'aws_kms_key', 'key_id', 'arn'),
  owned('aws_vpc_endpoint_policy', 'endpoint', 'vpc_endpoint_id', 'aws_vpc_endpoint', 'id'),
  { type: 'aws_iam_role', argument: 'assume_role_policy', kind: 'trust' },
  { type: 'aws_kms_key', argument: 'policy', kind: 'resource' },
  { type: 'aws_sns_topic', argument: 'policy', kind: 'resource' },
  { type: 'aws_sqs_queue', argument: 'policy', kind: 'resource' },
  { type: 'aws_vpc_endpoint', argument: 'policy', kind: 'endpoint' },
];

/** Types that decide who may do what, and whose changes are not compared. */
export const NOT_COMPARED: ReadonlySet<string> = new Set([
  'aws_ecr_repository_policy',
  'aws_glue_resource_policy',
  'aws_iam_access_key',
  'aws_iam_group_policies_exclusive',
  'aws_iam_group_policy_attachments_exclusive',
  'aws_iam_role_policies_exclusive',
  'aws_iam_role_policy_attachments_exclusive',
  'aws_iam_user_policies_exclusive',
  'aws_iam_user_policy_attachments_exclusive',
  'aws_ssoadmin_account_assignment',
  'aws_ssoadmin_customer_managed_policy_attachment',
  'aws_ssoadmin_managed_policy_attachment',
  'aws_ssoadmin_permission_set_inline_policy',
  'aws_ssoadmin_permissions_boundary_attachment',
  'aws_kms_grant',
  'aws_lambda_permission',
  'aws_ram_resource_share',
  'aws_s3_access_point',
  'aws_s3_bucket_acl',
  'aws_s3control_access_point_policy',
  'aws_secretsmanager_secret_policy',
]);
