import { textOf, type Resource } from '../stack/stack';
import type { Unreviewed } from './policies';
import type { System } from './system';

const CARRIERS = new Set([
  ...['aws_s3_bucket_policy', 'aws_iam_role_policy', 'aws_kms_key_policy', 'aws_vpc_endpoint_policy'],
  ...['aws_sqs_queue_policy', 'aws_sns_topic_policy'],
]);

/** Notes every policy that belongs to something outside the stack: what it does there cannot be told from here. */
export function noteOrphans(system: Omit<System, 'notReviewed'>, unreviewed: Unreviewed): void {
  const { roles, buckets, keys, endpoints, others } = system;
  const read = new Set([
    ...roles.flatMap(({ identity }) => identity.map(({ address }) => address)),
    ...[...buckets, ...keys, ...endpoints, ...others].flatMap(({ policy }) => policy?.address ?? []),
  ]);
  for (const resource of system.stack.resources) {
    const belongs =
      resource.type === 'aws_lambda_permission'
        ? others.some(({ arn }) => isFunction(resource, arn))
        : resource.type === 'aws_iam_role_policy_attachment'
          ? roles.some(({ name, account }) => name === textOf(resource, 'role') && account === resource.account)
          : !CARRIERS.has(resource.type) || read.has(resource.address);
    if (!belongs) unreviewed.add(resource.address, 'what its policy belongs to is not in the stack, or not known');
  }
}

function isFunction(permission: Resource, arn: string): boolean {
  const whose = textOf(permission, 'function_name');
  return whose !== undefined && (whose === arn || arn.endsWith(`:function:${whose}`));
}
