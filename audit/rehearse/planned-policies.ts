import { isObject } from '../../contract/json-object';
import { compilePolicy, type CompiledPolicy } from '../policy/compile';
import type { PolicyKind } from '../policy/document';
import { readJson, type Read } from '../policy/json-text';
import { parsePolicyDocument } from '../policy/parse-document';
import type { EndpointPolicy } from '../policy/situation';
import { s3Endpoints } from '../review/system/endpoints';
import type { AttachedPolicy } from '../review/system/policies';
import type { Bucket, Endpoint, System } from '../review/system/system';
import { notHeldIn } from './not-held';
import { organizationOf } from './planned-organization';
import { accessPointsOf } from './planned-access-points';
import type { BucketGuard, GuardingPolicies, RealIds } from './guarding-policies';
import { blocksOf } from '../review/stack/stack';

/**
 * The policies that a stack plans for its buckets and endpoints.
 *
 * @param ids real ids of its endpoints by the address of each; an endpoint without one is new, so no recorded request came
 * through it.
 */
export function guardingOf(system: System, ids: RealIds): GuardingPolicies {
  const symbols = new Map([
    ...[...ids].filter(([symbol]) => system.stack.symbols.has(symbol)),
    ...system.endpoints.map(({ address, id }) => [id, ids.get(address) ?? id] as const),
    ...system.keys.map(({ address, arn }) => [arn, ids.get(address) ?? arn] as const),
  ]);
  // Which requests come through an endpoint is not always told: where its policy is not known, none is decided.
  const hidden = system.endpoints.find(({ unread }) => unread);
  const unread = hidden && { unreadBeside: notKnown(hidden.address) };
  const hiddenKeys = new Map(system.keys.flatMap(({ arn, address, policy }) => (policy ? [] : [[arn, address]])));
  const guardOfBucket = (bucket: Bucket): BucketGuard => {
    const keyArn = keyArnOf(bucket);
    const key = keyArn === undefined ? undefined : hiddenKeys.get(keyArn);
    const known = keyArn && (symbols.get(keyArn) ?? keyArn);
    return {
      ...guardOf(bucket, symbols),
      keyArn: known,
      ...(key !== undefined && { unreadBeside: notKnown(key) }),
      ...unread,
    };
  };
  const guarding: GuardingPolicies = {
    buckets: new Map(system.buckets.map((bucket) => [bucket.name, guardOfBucket(bucket)])),
    endpoints: system.endpoints.flatMap((endpoint) => endpointPolicyOf(endpoint, symbols)),
    keys: system.keys.flatMap(({ arn, address, policy }) =>
      policy === undefined
        ? []
        : [
            {
              ...{ arn: symbols.get(arn) ?? arn, address, isSymbolic: !ids.has(address) },
              policy: withRealIds(policy, symbols, 'resource'),
            },
          ],
    ),
    ...accessPointsOf(system.stack),
    roles: [...system.roles.map(({ arn }) => arn), ...exemptIn(system)],
    organization: organizationOf(system.stack, ids).policies,
    arriving: s3Endpoints(system).flatMap(({ address }) => (ids.has(address) ? [] : [address])),
  };
  return { ...guarding, notHeld: notHeldIn(system, guarding, ids) };
}

/** Principals that the stack's expectations name with their paths: whoever wrote them into deployment.yaml knew them. */
function exemptIn({ stack }: System): readonly string[] {
  const outputs = stack.sections.filter(({ name }) => name === 'output').map(({ content }) => content);
  return outputs.flatMap((output) => {
    const expected = valueAt(output, 'audit_expectations', 'value', 'exempt');
    return (Array.isArray(expected) ? expected : []).flatMap((one: unknown) => {
      const principal = valueAt(one, 'principal');
      return typeof principal === 'string' ? [principal] : [];
    });
  });
}

function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

function notKnown(address: string): string {
  return `the planned policy of ${address} is not known before apply, or could not be read`;
}

function guardOf({ address, account, policy, restrictPublicBuckets, unread }: Bucket, symbols: RealIds): BucketGuard {
  return {
    account,
    policy: policy && withRealIds(policy, symbols, 'resource'),
    restrictPublicBuckets,
    ...(unread && { unread: notKnown(address) }),
  };
}

const ENCRYPTION = 'aws_s3_bucket_server_side_encryption_configuration';

/** The key of a bucket's default encryption; an ARN that is no key of KMS (an alias, an id) does not tell it. */
function keyArnOf({ settings }: Bucket): string | undefined {
  const [rule] = blocksOf(settings.get(ENCRYPTION)?.attributes.rule);
  const [byDefault] = blocksOf(rule?.apply_server_side_encryption_by_default);
  const arn = byDefault?.kms_master_key_id;
  return typeof arn === 'string' && /^arn:[^:]+:kms:[^:]*:\d{12}:key\//.test(arn) ? arn : undefined;
}

function endpointPolicyOf({ id, policy, endpointType: type }: Endpoint, symbols: RealIds): readonly EndpointPolicy[] {
  if (policy === undefined) return [];
  return [{ vpcEndpointId: symbols.get(id) ?? id, type, policy: withRealIds(policy, symbols, 'endpoint') }];
}

/** A policy of a stack names endpoints by symbols; a recorded request by their ids. */
function withRealIds({ address, json, compiled }: AttachedPolicy, symbols: RealIds, kind: PolicyKind): CompiledPolicy {
  const text = JSON.stringify(json);
  const real = [...symbols].reduce((all, [symbol, id]) => all.replaceAll(symbol, id), text);
  if (real === text) return compiled;
  const document = parsePolicyDocument(JSON.parse(real), address, kind);
  if (!document.ok) throw new Error(document.problems.join('; '));
  return compilePolicy(document.value);
}

/**
 * Compiles the text of a policy.
 *
 * @param where file or address, for messages.
 * @returns the policy, or every problem.
 */
export function compiledText(text: string, where: string, kind: PolicyKind): Read<CompiledPolicy> {
  const json = readJson(text, where);
  if (!json.ok) return json;
  // Recorded callers are known, whoever else a policy names.
  const document = parsePolicyDocument(json.value, where, kind, { strangers: 'kept' });
  return document.ok ? { ok: true, value: compilePolicy(document.value) } : document;
}

/** Policies of several sources as one: what a later one says of a bucket or an endpoint goes before. */
export function mergedGuards(all: readonly GuardingPolicies[]): GuardingPolicies {
  const endpoints = new Map(
    all.flatMap((one) => one.endpoints.map((endpoint) => [endpoint.vpcEndpointId ?? '', endpoint] as const)),
  );
  const keys = new Map(all.flatMap((one) => (one.keys ?? []).map((key) => [key.arn, key] as const)));
  const accessPoints = new Map(all.flatMap((one) => [...(one.accessPoints ?? [])]));
  const unread = all.flatMap((one) => [...(one.unreadPoints ?? [])]);
  const unreadPoints = new Map(unread.filter(([arn]) => !accessPoints.has(arn)));
  return {
    buckets: mergedBuckets(all),
    endpoints: [...endpoints.values()],
    keys: [...keys.values()],
    ...{ accessPoints, unreadPoints },
    notHeld: all.flatMap((one) => one.notHeld ?? []),
    roles: all.flatMap((one) => one.roles ?? []),
    organization: all.flatMap((one) => one.organization ?? []),
    leaving: all.flatMap((one) => one.leaving ?? []),
    arriving: all.flatMap((one) => one.arriving ?? []),
  };
}

/** A policy of a file, or of the stack that has one, stands for those that know nothing but the bucket; what they know stays. */
function mergedBuckets(all: readonly GuardingPolicies[]): GuardingPolicies['buckets'] {
  const buckets = new Map<string, BucketGuard>();
  for (const [name, guard] of all.flatMap((one) => [...one.buckets])) {
    const known = buckets.get(name);
    buckets.set(name, known === undefined ? guard : mergedBucket(known, guard));
  }
  return buckets;
}

function mergedBucket(known: BucketGuard, later: BucketGuard): BucketGuard {
  const own = later.policy === undefined && later.unread === undefined ? known : later;
  const unreadBeside = known.unreadBeside ?? later.unreadBeside;
  return {
    account: later.account ?? known.account,
    policy: own.policy,
    restrictPublicBuckets: known.restrictPublicBuckets || later.restrictPublicBuckets,
    keyArn: later.keyArn ?? known.keyArn,
    ...(own.unread !== undefined && { unread: own.unread }),
    ...(unreadBeside !== undefined && { unreadBeside }),
  };
}
