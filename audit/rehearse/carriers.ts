import type { Resource } from '../review/stack/stack';

/**
 * Types of the AWS provider that say who may do what with S3's data, and what a rehearsal makes of them. Those that it does not
 * hold requests against are told, since a change of them may take access or give it. Identity policies are as they were; the
 * policies of other services decide none of S3's requests.
 */
export const CARRIERS = {
  aws_s3_bucket_policy: 'held',
  aws_s3_bucket_public_access_block: 'held',
  aws_kms_key: 'held',
  aws_kms_key_policy: 'held',
  aws_vpc_endpoint: 'held',
  aws_vpc_endpoint_policy: 'held',
  aws_s3_access_point: 'held',
  aws_s3control_access_point_policy: 'held',
  aws_kms_external_key: 'not held',
  aws_kms_grant: 'not held',
  aws_kms_replica_external_key: 'not held',
  aws_kms_replica_key: 'not held',
  aws_organizations_policy: 'held',
  aws_organizations_policy_attachment: 'held',
  aws_s3_account_public_access_block: 'not held',
  aws_s3_bucket_acl: 'not held',
  aws_s3control_access_grant: 'not held',
  aws_s3control_directory_bucket_access_point_scope: 'not held',
  aws_s3control_multi_region_access_point_policy: 'not held',
  aws_s3control_object_lambda_access_point_policy: 'not held',
} as const satisfies Readonly<Record<string, 'held' | 'not held'>>;

/** Whether a type of resources says who may do what. */
export function isCarrier(type: string): type is keyof typeof CARRIERS {
  return Object.hasOwn(CARRIERS, type);
}

/** Arguments of a bucket that have resources of their own: the provider calls them deprecated. */
const DEPRECATED = ['policy', 'acl', 'grant'];

/** Whether a resource of the stack decides requests that a rehearsal does not hold against it. */
export function isNotHeld({ type, mode, written }: Resource): boolean {
  if (mode !== 'managed') return false;
  if (type === 'aws_s3_bucket') return DEPRECATED.some((name) => name in written);
  return isCarrier(type) && CARRIERS[type] === 'not held';
}
