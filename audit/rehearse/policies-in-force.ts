import type { CompiledPolicy } from '../policy/compile';
import type { PolicyKind } from '../policy/document';
import type { Read } from '../policy/json-text';
import type { EndpointPolicy } from '../policy/situation';
import type { Plan, ResourceChange, Values } from '../review/plan/plan';
import { endpointTypeOf } from '../review/system/endpoints';
import type { BucketGuard, GuardingPolicies, KeyGuard, RealIds, UntoldPolicy } from './guarding-policies';
import { organizationBefore } from './planned-organization';
import { compiledText } from './planned-policies';

/** What names a resource in AWS whose id a plan may know. */
const NAMED_BY: Readonly<Record<string, string>> = {
  aws_vpc_endpoint: 'id',
  aws_kms_key: 'arn',
  aws_organizations_policy: 'id',
};

/** Ids of endpoints and policies of the organization, and ARNs of keys, that a plan knows, by address. */
export function idsInPlan(plan: Plan): RealIds {
  return new Map(
    plan.resource_changes.flatMap(({ address, type, change }): [string, string][] => {
      const id = textAt(change.after ?? change.before, NAMED_BY[type] ?? '');
      return id === undefined ? [] : [[address, id]];
    }),
  );
}

/** What of the policies was in force before a plan: as it says, which Terraform read from AWS. */
export function guardingBefore(plan: Plan, planned: GuardingPolicies): Read<GuardingPolicies> {
  const problems: string[] = [];
  const compiled = (change: ResourceChange, kind: PolicyKind): CompiledPolicy | undefined =>
    compiledAs(change, textAt(change.change.before, 'policy'), kind);
  const compiledAs = (
    change: ResourceChange,
    text: string | undefined,
    kind: PolicyKind,
  ): CompiledPolicy | undefined => {
    if (text === undefined || text === '{}') return undefined;
    const read = compiledText(text, `${change.address} before`, kind);
    if (read.ok) return read.value;
    problems.push(...read.problems);
    return undefined;
  };
  const ofType = (type: string): readonly ResourceChange[] =>
    plan.resource_changes.filter((change) => change.type === type && change.change.before !== null);
  // The policy of a bucket that had none in Terraform is read from AWS with the bucket.
  const policies = new Map(
    [...ofType('aws_s3_bucket'), ...ofType('aws_s3_bucket_policy')].map((change) => [
      textAt(change.change.before, 'bucket'),
      compiled(change, 'resource'),
    ]),
  );
  const blocks = new Map(
    ofType('aws_s3_bucket_public_access_block').map(({ change: { before } }) => [
      textAt(before, 'bucket'),
      before?.restrict_public_buckets === true,
    ]),
  );
  /** A policy apart from what it is of; else what is of it, which the provider reads from AWS. */
  const apart = (type: string, owner: string, names: readonly (string | undefined)[]): ResourceChange | undefined =>
    ofType(type).find((one) => names.includes(textAt(one.change.before, owner)));
  const endpoints = ofType('aws_vpc_endpoint').flatMap((change): EndpointPolicy[] => {
    const vpcEndpointId = textAt(change.change.before, 'id');
    const policy = compiled(apart('aws_vpc_endpoint_policy', 'vpc_endpoint_id', [vpcEndpointId]) ?? change, 'endpoint');
    const type = endpointTypeOf(textAt(change.change.before, 'vpc_endpoint_type'));
    return policy === undefined || vpcEndpointId === undefined ? [] : [{ vpcEndpointId, type, policy }];
  });
  const buckets = new Map(
    [...planned.buckets].map(([name, { account, keyArn }]): [string, BucketGuard] => [
      name,
      { account, policy: policies.get(name), restrictPublicBuckets: blocks.get(name) ?? false, keyArn },
    ]),
  );
  const keys = (planned.keys ?? []).flatMap(({ arn, address }): KeyGuard[] => {
    const change = ofType('aws_kms_key').find((one) => one.address === address);
    const names = [arn, textAt(change?.change.before ?? null, 'key_id')].filter((name) => name !== undefined);
    const policy = change && compiled(apart('aws_kms_key_policy', 'key_id', names) ?? change, 'resource');
    return policy === undefined ? [] : [{ arn, address, policy }];
  });
  const accessPoints = new Map(
    ofType('aws_s3_access_point').flatMap((change): [string, CompiledPolicy][] => {
      const arn = textAt(change.change.before, 'arn');
      const policy = compiled(
        apart('aws_s3control_access_point_policy', 'access_point_arn', [arn]) ?? change,
        'resource',
      );
      return arn === undefined || policy === undefined ? [] : [[arn, policy]];
    }),
  );
  const organization = organizationBefore(plan, (change, text, kind) => compiledAs(change, text, kind));
  return problems.length > 0
    ? { ok: false, problems }
    : {
        ok: true,
        value: { buckets, endpoints, keys, accessPoints, organization, roles: planned.roles ?? [] },
      };
}

function textAt(values: Values, name: string): string | undefined {
  const text = values?.[name];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/**
 * What is planned beside a plan, of which the plan does not tell what was in force: policies of files, whose resources it
 * does not have. Of a bucket and of an endpoint nothing is taken for granted there anyway.
 */
export function untoldBefore(files: GuardingPolicies, before: GuardingPolicies): readonly UntoldPolicy[] {
  const keys = (files.keys ?? []).filter(({ arn }) => before.keys?.some((key) => key.arn === arn) !== true);
  const points = [...(files.accessPoints?.keys() ?? [])].filter((arn) => before.accessPoints?.has(arn) !== true);
  return [
    ...keys.map(({ arn }) => ({ name: arn })),
    ...points.map((arn) => ({ name: arn, point: arn })),
    ...(files.organization ?? []).map(({ name }) => ({ name })),
  ];
}

/** Tells of each key whether its policy is planned otherwise than it was. */
export function withChangedKeys(after: GuardingPolicies, before: GuardingPolicies): GuardingPolicies {
  const textOf = (policy: CompiledPolicy | undefined): string => JSON.stringify(policy?.document);
  const keys = (after.keys ?? []).map((key): KeyGuard => {
    const was = before.keys?.find(({ arn }) => arn === key.arn);
    // A key that nothing was encrypted by yet is in nobody's way.
    return was === undefined || textOf(was.policy) === textOf(key.policy) ? key : { ...key, isChanged: true };
  });
  return { ...after, keys };
}
