import type { Plan, Values } from './plan';

/**
 * Computed arguments in which AWS shows what other resources gave: what they show beyond these was made outside Terraform. With
 * the type of those resources and the argument that names this one; without, nothing of the stack ever shows there.
 * Source: Terraform AWS provider, "Argument Reference" of the type (arguments marked deprecated or computed).
 */
const MIRRORS: Readonly<Record<string, Readonly<Record<string, readonly [type: string, of: string] | null>>>> = {
  aws_iam_role: {
    inline_policy: ['aws_iam_role_policy', 'role'],
    managed_policy_arns: ['aws_iam_role_policy_attachment', 'role'],
    permissions_boundary: null,
  },
  aws_s3_bucket: {
    policy: ['aws_s3_bucket_policy', 'bucket'],
    replication_configuration: ['aws_s3_bucket_replication_configuration', 'bucket'],
    acceleration_status: null,
    cors_rule: null,
    website: null,
  },
  aws_sns_topic: { policy: ['aws_sns_topic_policy', 'arn'] },
  aws_sqs_queue: { policy: ['aws_sqs_queue_policy', 'queue_url'] },
  aws_route_table: { route: ['aws_route', 'route_table_id'] },
  aws_vpc_endpoint: { route_table_ids: ['aws_vpc_endpoint_route_table_association', 'vpc_endpoint_id'], policy: null },
  aws_security_group: {
    egress: ['aws_vpc_security_group_egress_rule', 'security_group_id'],
    ingress: ['aws_vpc_security_group_ingress_rule', 'security_group_id'],
  },
  aws_default_security_group: { egress: null, ingress: null },
};

/** Whether a computed argument shows more than the resources of the plan gave. */
export function showsMore(type: string, argument: string, after: Values, plan: Plan): boolean {
  const mirror = MIRRORS[type]?.[argument];
  if (mirror === undefined) return false;
  const shown = shownIn(after?.[argument]);
  if (mirror === null) return shown > 0;
  const [source, of] = mirror;
  const names = [after?.id, after?.name, after?.bucket, after?.arn];
  const given = plan.resource_changes.filter(
    ({ type: other, change }) => other === source && names.includes(change.before?.[of] ?? change.after?.[of]),
  );
  return shown > given.length;
}

function shownIn(value: unknown): number {
  if (value === null || value === undefined || value === '') return 0;
  return Array.isArray(value) ? value.length : 1;
}

/** Whether a computed argument shows only what other resources of the plan gave. */
export function isMirror(type: string, argument: string, after: Values, plan: Plan): boolean {
  const mirror = MIRRORS[type]?.[argument];
  return mirror !== undefined && mirror !== null && !showsMore(type, argument, after, plan);
}
