import { PERMISSIONS } from '../../contract/policy/data-permissions';
import { compilePolicy, type CompiledPolicy } from '../policy/compile';
import type { PolicyKind, Statement } from '../policy/document';
import { parsePolicyDocument } from '../policy/parse-document';
import type { BucketGuard, GuardingPolicies } from './guarding-policies';
import type { Recorded } from './recorded';
import type { Suggestion } from './suggestion';

/**
 * The policies as they would be with one more entry of deployment.yaml: what modules/consumers and
 * modules/private-access/endpoint-only make of it.
 */
export function withEntry(
  suggestion: Suggestion,
  { bucket, witness }: Pick<Recorded, 'bucket' | 'witness'>,
  guards: GuardingPolicies,
): GuardingPolicies {
  const id = witness?.path === 'endpoint' ? witness.vpcEndpointId : '';
  const changed =
    suggestion.list === 'consumers'
      ? withConsumer(suggestion, bucket, id, guards)
      : withExempt(suggestion, bucket, guards);
  return { ...changed, roles: [suggestion.principal, ...(guards.roles ?? [])] };
}

type Consumer = Extract<Suggestion, { list: 'consumers' }>;

function withConsumer(
  { principal, access }: Consumer,
  bucket: string,
  id: string,
  guards: GuardingPolicies,
): GuardingPolicies {
  const { listing, objects, key } = PERMISSIONS[access];
  const arn = `arn:${guards.partition ?? 'aws'}:s3:::${bucket}`;
  const data = (who: object): readonly object[] => [
    { Effect: 'Allow', ...who, Action: listing, Resource: arn },
    { Effect: 'Allow', ...who, Action: objects, Resource: `${arn}/*` },
  ];
  const named = { Principal: { AWS: principal } };
  const through = { Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': principal } } };
  return {
    ...withPolicyOf(bucket, guards, (policy) =>
      withStatements(policy, 'resource', data({ ...named, Condition: { StringEquals: { 'aws:SourceVpce': id } } })),
    ),
    endpoints: guards.endpoints.map((one) =>
      one.vpcEndpointId === id ? { ...one, policy: withStatements(one.policy, 'endpoint', data(through)) } : one,
    ),
    keys: (guards.keys ?? []).map((one) => {
      const use = { Effect: 'Allow', ...named, Action: key, Resource: '*' };
      return { ...one, policy: withStatements(one.policy, 'resource', [use]) };
    }),
  };
}

function withExempt({ principal }: Suggestion, bucket: string, guards: GuardingPolicies): GuardingPolicies {
  return withPolicyOf(bucket, guards, ({ document }) =>
    compilePolicy({ ...document, statements: document.statements.map((one) => sparing(principal, one)) }),
  );
}

/** A denial of whoever comes past the endpoint spares whom it lists. */
function sparing(principal: string, statement: Statement): Statement {
  const { effect, conditions } = statement;
  if (effect !== 'Deny' || !conditions.some(({ key }) => key === 'aws:sourcevpce')) return statement;
  return {
    ...statement,
    conditions: conditions.map((one) =>
      one.key === 'aws:principalarn' && /^ArnNot(?:Like|Equals)$/i.test(one.operator)
        ? { ...one, values: [...one.values, principal] }
        : one,
    ),
  };
}

function withPolicyOf(
  bucket: string,
  guards: GuardingPolicies,
  change: (policy: CompiledPolicy) => CompiledPolicy,
): GuardingPolicies {
  const guard = guards.buckets.get(bucket);
  if (guard?.policy === undefined) return guards;
  const changed: BucketGuard = { ...guard, policy: change(guard.policy) };
  return { ...guards, buckets: new Map([...guards.buckets, [bucket, changed]]) };
}

function withStatements({ document }: CompiledPolicy, kind: PolicyKind, added: readonly object[]): CompiledPolicy {
  const read = parsePolicyDocument({ Version: '2012-10-17', Statement: added }, document.where, kind);
  if (!read.ok) throw new Error(read.problems.join('; '));
  return compilePolicy({ ...document, statements: [...document.statements, ...read.value.statements] });
}
