import type { Plan, Values } from './plan';
import { entryOf } from '../../../contract/entry-of';

/** Resources that show in a computed argument of another: their type, their argument that names it, whether each shows once. */
type Mirrored = readonly [type: string, of: string, each?: 'one of many'];

const SETTING = (name: string): Mirrored => [`aws_s3_bucket_${name}`, 'bucket'];

/**
 * Computed arguments in which AWS shows what other resources gave, whose own drift is told: what they show beyond these was made
 * outside Terraform. Source: Terraform AWS provider, "Argument Reference" of the type (arguments marked deprecated or computed).
 */
const MIRRORS: Readonly<Record<string, Readonly<Record<string, Mirrored>>>> = {
  aws_iam_role: {
    inline_policy: ['aws_iam_role_policy', 'role', 'one of many'],
    managed_policy_arns: ['aws_iam_role_policy_attachment', 'role', 'one of many'],
  },
  aws_s3_bucket: {
    lifecycle_rule: SETTING('lifecycle_configuration'),
    logging: SETTING('logging'),
    object_lock_configuration: SETTING('object_lock_configuration'),
    object_lock_enabled: SETTING('object_lock_configuration'),
    policy: SETTING('policy'),
    replication_configuration: SETTING('replication_configuration'),
    server_side_encryption_configuration: SETTING('server_side_encryption_configuration'),
    versioning: SETTING('versioning'),
  },
  aws_kms_key: { policy: ['aws_kms_key_policy', 'key_id'] },
  aws_s3_access_point: { policy: ['aws_s3control_access_point_policy', 'access_point_arn'] },
  aws_sns_topic: { policy: ['aws_sns_topic_policy', 'arn'] },
  aws_sqs_queue: { policy: ['aws_sqs_queue_policy', 'queue_url'] },
  aws_route_table: { route: ['aws_route', 'route_table_id', 'one of many'] },
  aws_vpc_endpoint: {
    policy: ['aws_vpc_endpoint_policy', 'vpc_endpoint_id'],
    route_table_ids: ['aws_vpc_endpoint_route_table_association', 'vpc_endpoint_id', 'one of many'],
  },
  aws_security_group: {
    egress: ['aws_vpc_security_group_egress_rule', 'security_group_id', 'one of many'],
    ingress: ['aws_vpc_security_group_ingress_rule', 'security_group_id', 'one of many'],
  },
};

/** Tags of the provider come and go with those of the resource. */
const EVERYWHERE: readonly string[] = ['tags', 'tags_all'];

/**
 * Computed arguments that AWS fills when something is there or used, and that nothing depends on. Source: Terraform AWS
 * provider, "Attribute Reference" of the type.
 */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  aws_eip: ['association_id', 'instance', 'network_interface', 'private_dns', 'private_ip', 'public_dns'],
  aws_instance: ['instance_state', 'ipv6_addresses', 'private_dns', 'public_dns', 'public_ip'],
  aws_nat_gateway: ['association_id', 'network_interface_id', 'private_ip'],
  aws_sns_topic_subscription: ['confirmation_was_authenticated', 'pending_confirmation'],
  aws_vpc_endpoint: ['dns_entry', 'network_interface_ids', 'state'],
};

/** Whether what a computed argument shows follows from other resources of the plan, or is AWS's answer to what is there. */
export function isAnswer(type: string, argument: string, after: Values, plan: Plan): boolean {
  if (EVERYWHERE.includes(argument) || ANSWERS[type]?.includes(argument) === true) return true;
  return isMirror(type, argument, after, plan);
}

/** Whether a computed argument shows only what other resources of the plan gave. */
export function isMirror(type: string, argument: string, after: Values, plan: Plan): boolean {
  const mirror = entryOf(MIRRORS[type] ?? {}, argument);
  if (mirror === undefined) return false;
  const [source, of, each] = mirror;
  const names = [after?.id, after?.name, after?.bucket, after?.arn];
  const given = plan.resource_changes.filter(
    ({ type: other, change }) => other === source && names.includes(change.before?.[of] ?? change.after?.[of]),
  );
  const shown = shownIn(after?.[argument]);
  return shown === 0 || (each === undefined ? given.length > 0 : shown <= given.length);
}

function shownIn(value: unknown): number {
  if (value === null || value === undefined || value === '') return 0;
  return Array.isArray(value) ? value.length : 1;
}
