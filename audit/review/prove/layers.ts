import type { EndpointPolicy, PolicySet } from '../../policy/situation';
import type { PolicyCase, RequestJson } from '../../policy/read-case';
import { accountOf } from '../../policy/requester';
import { assumedPolicy, onlyStatements, withStatements, type AttachedPolicy } from '../system/policies';
import type { Endpoint, System } from '../system/system';
import { ANYTHING, type Principal } from './principals';
import type { Target } from './targets';

/**
 * Which policies are taken as they are, while all others allow everything. `actual` takes all. The others ask whether each
 * defence holds by itself, so that the next change to one does not silently rest on another:
 * `identity` and `boundary` of a role, the Allows of a resource's policy (`grants`), its Denies (`denies`), and the
 * policy of an endpoint.
 */
export type Layer = 'actual' | 'identity' | 'boundary' | 'grants' | 'denies' | 'endpoint';

const isS3 = ({ kind }: Target): boolean => kind === 'bucket' || kind === 'object';

/** Whether a layer says anything of a principal and a target. */
export function hasLayer(layer: Layer, { role, requester }: Principal, target: Target, system: System): boolean {
  // Without a session, all that someone whom a provider vouches for can ask for is a role.
  if (requester.type === 'federated') return layer === 'actual' && target.kind === 'role';
  // What the endpoint may lead to in strangers' hands is for the endpoint's policy to refuse.
  if (target.kind === 'foreign') return layer === 'endpoint' && requester.type !== 'service';
  switch (layer) {
    case 'actual':
      return target.kind !== 'elsewhere' || role !== undefined;
    case 'identity':
      return role !== undefined && target.kind !== 'role';
    case 'boundary':
      return role?.boundary !== undefined && target.kind !== 'role';
    case 'grants':
      return target.policy !== undefined && target.kind !== 'role';
    case 'denies':
      return target.policy !== undefined && isS3(target);
    case 'endpoint':
      return requester.type !== 'service' && isS3(target) && system.endpoints.some(({ outside }) => outside !== true);
  }
}

/** The policies that bear on a request in a layer, as written and compiled. */
export interface LayerPolicies {
  readonly identity: readonly AttachedPolicy[];
  readonly boundary: AttachedPolicy | undefined;
  readonly resource: AttachedPolicy | undefined;
  readonly endpoints: readonly Endpoint[];
  readonly restrictPublicBuckets: boolean;
  /** Service control policies over the principal's account, by level, and resource control policies over the resource's. */
  readonly scps: readonly (readonly AttachedPolicy[])[];
  readonly rcps: readonly AttachedPolicy[];
}

/** Chooses the policies of a layer. */
export function policiesIn(layer: Layer, principal: Principal, target: Target, system: System): LayerPolicies {
  const { requester, role } = principal;
  const anything = ['role', 'user', 'federated-user'].includes(requester.type) ? [ANYTHING] : [];
  const actual = role === undefined ? anything : role.identity;
  const base = {
    identity: actual,
    boundary: undefined,
    resource: undefined,
    endpoints: [],
    restrictPublicBuckets: false,
    scps: [],
    rcps: [],
  };
  switch (layer) {
    case 'actual':
      return {
        identity: actual,
        boundary: role?.boundary,
        resource: target.owned?.outside === true ? openPolicy(principal) : target.policy,
        endpoints: system.endpoints,
        restrictPublicBuckets: system.buckets.some((bucket) => bucket === target.owned && bucket.restrictPublicBuckets),
        ...organizationOf(principal, target, system),
      };
    case 'identity':
      return { ...base, resource: openPolicy(principal) };
    case 'boundary':
      return { ...base, identity: anything, boundary: role?.boundary, resource: openPolicy(principal) };
    case 'grants': {
      const identity = accountOf(requester) === target.account ? [] : anything;
      return { ...base, identity, resource: target.policy && grantsOf(target.policy) };
    }
    case 'denies': {
      return { ...base, identity: anything, resource: target.policy && deniesOf(target.policy) };
    }
    case 'endpoint':
      return { ...base, identity: anything, resource: openPolicy(principal), endpoints: system.endpoints };
  }
}

/** What the organization says of a principal and of a target: nothing of accounts that are not the deployment's. */
function organizationOf(
  { requester }: Principal,
  { account }: Target,
  { organization }: System,
): Pick<LayerPolicies, 'scps' | 'rcps'> {
  const { scps = [], rcps = [], accounts = [] } = organization ?? {};
  return {
    scps: accounts.includes(accountOf(requester) ?? '') ? scps : [],
    rcps: accounts.includes(account) ? rcps : [],
  };
}

/** The policies as the evaluator takes them. */
export function policySetOf({
  identity,
  boundary,
  resource,
  endpoints,
  restrictPublicBuckets,
  scps,
  rcps,
}: LayerPolicies): PolicySet {
  return {
    scps: scps.map((level) => level.map(({ compiled }) => compiled)),
    rcps: rcps.map(({ compiled }) => compiled),
    identity: identity.map(({ compiled }) => compiled),
    boundary: boundary?.compiled,
    resource: resource?.compiled,
    endpoints: endpoints.flatMap(policyOfEndpoint),
    restrictPublicBuckets,
  };
}

/** What principals mean in the policy of an endpoint depends on its type. */
function policyOfEndpoint({ id, policy, endpointType }: Endpoint): readonly EndpointPolicy[] {
  return policy === undefined ? [] : [{ vpcEndpointId: id, type: endpointType, policy: policy.compiled }];
}

/** A request under the policies of a layer as a case of `s3-audit evaluate`: who doubts a finding can ask for himself. */
export function policyCaseOf(policies: LayerPolicies, request: RequestJson): PolicyCase {
  const { identity, boundary, resource, endpoints, restrictPublicBuckets, scps, rcps } = policies;
  const through = endpoints.find(({ id }) => id === request.context?.['aws:SourceVpce']);
  return {
    request,
    identityPolicies: identity.map(({ json }) => json),
    ...(boundary && { permissionsBoundary: boundary.json }),
    ...(request.principal.includes(':federated-user/') && { sessionPolicy: ANYTHING.json }),
    ...(resource && resource.compiled.statements.length > 0 && { resourcePolicy: resource.json }),
    ...(through?.policy && { vpcEndpointPolicy: through.policy.json, vpcEndpointType: through.endpointType }),
    ...(scps.length > 0 && { serviceControlPolicies: scps.map((level) => level.map(({ json }) => json)) }),
    ...(rcps.length > 0 && { resourceControlPolicies: rcps.map(({ json }) => json) }),
    blockPublicAccess: restrictPublicBuckets,
  };
}

const EVERYONE = assumedPolicy('(assumed) open to everyone', 'resource', {
  Sid: 'AllowEveryone',
  Effect: 'Allow',
  Principal: '*',
  Action: '*',
  Resource: '*',
});

/** Makes something of a policy once, so that all who are under it are seen to be under the same. */
function once(make: (policy: AttachedPolicy) => AttachedPolicy): (policy: AttachedPolicy) => AttachedPolicy {
  const made = new WeakMap<AttachedPolicy, AttachedPolicy>();
  return (policy) => {
    const known = made.get(policy) ?? make(policy);
    made.set(policy, known);
    return known;
  };
}

const grantsOf = once((policy) => onlyStatements(policy, 'Allow'));
const deniesOf = once((policy) => withStatements(EVERYONE, onlyStatements(policy, 'Deny')));

const OPEN = new Map<string, AttachedPolicy>();

/** Leaves everything to the IAM policies of the principal's account, so that those and the boundary still count. */
function openPolicy({ requester }: Principal): AttachedPolicy {
  const account = accountOf(requester);
  if (account === undefined) return EVERYONE;
  const known = OPEN.get(account);
  if (known !== undefined) return known;
  const made = assumedPolicy(`(assumed) open to account ${account}`, 'resource', {
    Sid: 'AllowAccount',
    Effect: 'Allow',
    Principal: { AWS: account },
    Action: '*',
    Resource: '*',
  });
  OPEN.set(account, made);
  return made;
}
