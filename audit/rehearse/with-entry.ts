import { PERMISSIONS } from '../../contract/policy/data-permissions';
import { compilePolicy, type CompiledPolicy } from '../policy/compile';
import type { PolicyKind, Statement } from '../policy/document';
import { parsePolicyDocument } from '../policy/parse-document';
import type { GuardingPolicies } from './guarding-policies';
import type { Recorded } from './recorded';
import type { Suggestion } from './suggestion';

const KNOWN = new WeakMap<GuardingPolicies, Map<string, GuardingPolicies>>();

/**
 * The policies as the caller of a request would meet them with one more entry of deployment.yaml that names him: what
 * modules/consumers and modules/private-access/endpoint-only make of it. Whom the entry names plays no part, so that the same
 * serve all callers.
 */
export function withEntry(suggestion: Suggestion, recorded: Recorded, guards: GuardingPolicies): GuardingPolicies {
  const { bucket, witness } = recorded;
  const id = witness?.path === 'endpoint' ? witness.vpcEndpointId : '';
  const ofGuards = KNOWN.get(guards) ?? new Map<string, GuardingPolicies>();
  KNOWN.set(guards, ofGuards);
  const isConsumer = suggestion.list === 'consumers';
  const name = JSON.stringify([bucket, ...(isConsumer ? [id, suggestion.access] : [])]);
  const known = ofGuards.get(name);
  if (known !== undefined) return known;
  const changed = isConsumer ? withConsumer(suggestion, bucket, id, guards) : withExempt(bucket, guards);
  ofGuards.set(name, changed);
  return changed;
}

type Consumer = Extract<Suggestion, { list: 'consumers' }>;

function withConsumer({ access }: Consumer, bucket: string, id: string, guards: GuardingPolicies): GuardingPolicies {
  const { listing, objects, key } = PERMISSIONS[access];
  const arn = `arn:${guards.partition ?? 'aws'}:s3:::${bucket}`;
  const through = { Condition: { StringEquals: { 'aws:SourceVpce': id } } };
  const data = [allow(listing, arn, through), allow(objects, `${arn}/*`, through)];
  return {
    ...withPolicyOf(bucket, guards, (policy) => withStatements(policy, 'resource', data)),
    endpoints: guards.endpoints.map((one) =>
      one.vpcEndpointId === id ? { ...one, policy: withStatements(one.policy, 'endpoint', data) } : one,
    ),
    keys: (guards.keys ?? []).map((one) => ({
      ...one,
      policy: withStatements(one.policy, 'resource', [allow(key, '*')]),
    })),
  };
}

function allow(actions: readonly string[], resource: string, more: object = {}): object {
  return { Effect: 'Allow', Principal: '*', Action: actions, Resource: resource, ...more };
}

/** A denial of whoever comes past the endpoint holds of nobody whom it excepts. */
function withExempt(bucket: string, guards: GuardingPolicies): GuardingPolicies {
  return withPolicyOf(bucket, guards, ({ document, statements }) => ({
    document,
    statements: statements.filter(({ source }) => !excepts(source)),
  }));
}

function excepts({ effect, conditions }: Statement): boolean {
  return (
    effect === 'Deny' &&
    conditions.some(({ key }) => key === 'aws:sourcevpce') &&
    conditions.some(({ key, operator }) => key === 'aws:principalarn' && /^ArnNot(?:Like|Equals)$/i.test(operator))
  );
}

function withPolicyOf(
  bucket: string,
  guards: GuardingPolicies,
  change: (policy: CompiledPolicy) => CompiledPolicy,
): GuardingPolicies {
  const guard = guards.buckets.get(bucket);
  if (guard?.policy === undefined) return guards;
  return { ...guards, buckets: new Map([...guards.buckets, [bucket, { ...guard, policy: change(guard.policy) }]]) };
}

function withStatements(
  { document, statements }: CompiledPolicy,
  kind: PolicyKind,
  added: readonly object[],
): CompiledPolicy {
  const read = parsePolicyDocument({ Version: '2012-10-17', Statement: added }, document.where, kind);
  if (!read.ok) throw new Error(read.problems.join('; '));
  return { document, statements: [...statements, ...compilePolicy(read.value).statements] };
}
