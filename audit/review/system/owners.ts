import { textOf, type Resource, type Stack } from '../stack/stack';
import type { Unreviewed } from './policies';

/** Where a type says what it is a part of: its argument, and the type and attributes that this may name. */
type Belonging = readonly [argument: string, type: string, ...attributes: readonly string[]];

/**
 * What only whoever owns another resource can make. Source: Terraform AWS provider, "Argument Reference" of the type; AWS API
 * Reference of the operation that makes it, such as PutBucketPolicy ("must belong to the bucket owner's account").
 */
const BELONGINGS: Readonly<Record<string, Belonging>> = {
  aws_iam_instance_profile: ['role', 'aws_iam_role', 'name'],
  aws_iam_role_policy: ['role', 'aws_iam_role', 'name'],
  aws_iam_role_policy_attachment: ['role', 'aws_iam_role', 'name'],
  aws_kms_alias: ['target_key_id', 'aws_kms_key', 'key_id', 'arn'],
  aws_kms_key_policy: ['key_id', 'aws_kms_key', 'key_id', 'arn'],
  aws_lambda_function_event_invoke_config: ['function_name', 'aws_lambda_function', 'function_name', 'arn'],
  aws_lambda_permission: ['function_name', 'aws_lambda_function', 'function_name', 'arn'],
  aws_route: ['route_table_id', 'aws_route_table', 'id'],
  aws_route_table: ['vpc_id', 'aws_vpc', 'id'],
  aws_sns_topic_policy: ['arn', 'aws_sns_topic', 'arn'],
  aws_sqs_queue_policy: ['queue_url', 'aws_sqs_queue', 'url'],
  aws_vpc_endpoint: ['vpc_id', 'aws_vpc', 'id'],
  aws_vpc_endpoint_policy: ['vpc_endpoint_id', 'aws_vpc_endpoint', 'id'],
  aws_vpc_endpoint_route_table_association: ['vpc_endpoint_id', 'aws_vpc_endpoint', 'id'],
};

/** Every setting of a bucket. */
const OF_BUCKET: Belonging = ['bucket', 'aws_s3_bucket', 'bucket', 'arn'];

/** Notes every resource that is made by another account, or in another region, than what it is a part of. */
export function noteForeignMakers(stack: Stack, unreviewed: Unreviewed): void {
  for (const resource of stack.resources) {
    const owners = ownersOf(resource, stack);
    const [owner] = owners;
    if (owner === undefined || owners.some((one) => isTogether(resource, one))) continue;
    const [own, other] = [placeOf(resource), placeOf(owner)];
    unreviewed.add(
      resource.address,
      `its provider is of ${own}, but ${owner.address}, which it is a part of, is of ${other}`,
    );
  }
}

function ownersOf(resource: Resource, { resources, attributeOf }: Stack): readonly Resource[] {
  const { type, mode } = resource;
  const belonging = type.startsWith('aws_s3_bucket_') ? OF_BUCKET : BELONGINGS[type];
  if (belonging === undefined || mode !== 'managed') return [];
  const [argument, ownerType, ...attributes] = belonging;
  const named = textOf(resource, argument);
  if (named === undefined) return [];
  return resources.filter(
    (one) =>
      one.type === ownerType &&
      one.mode === 'managed' &&
      attributes.some((name) => attributeOf(one.address, name) === named),
  );
}

/** IAM knows no regions; a provider of which it is not known where it builds is told elsewhere. */
function isTogether(one: Resource, owner: Resource): boolean {
  const same = (a: string | undefined, b: string | undefined): boolean => a === b || a === undefined || b === undefined;
  return same(one.account, owner.account) && (owner.type === 'aws_iam_role' || same(one.region, owner.region));
}

function placeOf({ account, region }: Resource): string {
  return `account ${account ?? 'unknown'} in ${region ?? 'an unknown region'}`;
}
