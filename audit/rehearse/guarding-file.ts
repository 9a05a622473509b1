import type { CompiledPolicy } from '../policy/compile';
import type { PolicyKind } from '../policy/document';
import type { Read } from '../policy/json-text';
import type { GuardingPolicies } from './guarding-policies';
import { compiledText } from './planned-policies';

const NONE: GuardingPolicies = { buckets: new Map(), endpoints: [] };

interface Guarded {
  /** What names such a resource. */
  readonly names: RegExp;
  readonly kind: PolicyKind;
  readonly guards: (policy: CompiledPolicy, resource: string, where: string) => GuardingPolicies;
}

function ofOrganization(kind: 'scp' | 'rcp'): Guarded['guards'] {
  return (policy, resource, name) => {
    const [, account] = resource.split(':');
    const accounts = account === undefined ? null : new Set([account]);
    return { ...NONE, organization: [{ name, kind, policy, accounts, elsewhere: false, ofStack: false }] };
  };
}

/** What a policy of a file can guard, by how that is named. */
const GUARDED: readonly Guarded[] = [
  { names: /^scp(?::\d{12})?$/, kind: 'scp', guards: ofOrganization('scp') },
  { names: /^rcp(?::\d{12})?$/, kind: 'rcp', guards: ofOrganization('rcp') },
  {
    names: /^vpce-[0-9a-z]+$/,
    kind: 'endpoint',
    guards: (policy, vpcEndpointId) => ({ ...NONE, endpoints: [{ vpcEndpointId, policy }] }),
  },
  {
    names: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
    kind: 'resource',
    guards: (policy, arn) => ({ ...NONE, keys: [{ arn, policy, isChanged: true }] }),
  },
  {
    names: /^arn:aws[a-z-]*:s3:[a-z0-9-]+:\d{12}:accesspoint\/[a-z0-9-]+$/,
    kind: 'resource',
    guards: (policy, arn) => ({ ...NONE, accessPoints: new Map([[arn, policy]]) }),
  },
  {
    names: /^(?:arn:[^:]+:s3:::)?[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/,
    kind: 'resource',
    guards: (policy, resource) => {
      const guard = { account: undefined, policy, restrictPublicBuckets: false };
      return { ...NONE, buckets: new Map([[resource.slice(resource.lastIndexOf(':') + 1), guard]]) };
    },
  },
];

/** Which kind of policy guards what is named so; `undefined` where it is nothing that can be rehearsed. */
export function kindOf(resource: string): PolicyKind | undefined {
  return GUARDED.find(({ names }) => names.test(resource))?.kind;
}

/**
 * Reads the policy of one resource.
 *
 * @param resource a bucket, `vpce-…`, the ARN of a KMS key or of an access point; `scp` or `rcp`, over the account
 * of the bucket, or `scp:ACCOUNT`, `rcp:ACCOUNT`.
 * @param where file, for messages.
 * @returns what it guards, or every problem.
 */
export function guardingFile(resource: string, text: string, where: string): Read<GuardingPolicies> {
  const found = GUARDED.find(({ names }) => names.test(resource));
  if (found === undefined) return { ok: false, problems: [`${resource} is nothing that a policy can be rehearsed of`] };
  const policy = compiledText(text, where, found.kind);
  return policy.ok ? { ok: true, value: found.guards(policy.value, resource, where) } : policy;
}
