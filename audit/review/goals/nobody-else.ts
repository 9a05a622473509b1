import { SIDES } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { accountOf } from '../../policy/requester';
import { isInAwsBucket } from './aws-owned-buckets';
import { isOtherWork } from './other-work';
import { covers, speaksOf, termsIn, type Permission } from './permission';
import type { Prohibition } from './goal';
import type { Asked, Fact } from '../prove/prove';

/**
 * Nobody does anything that deployment.yaml does not mean them to. Whoever has the run of an account may use what is in it:
 * its policies are that account's own business, and outside the stack.
 */
export const NOBODY_ELSE: Prohibition = {
  id: 'nobody-else',
  why: 'whoever is not meant to have access has it, or has it on other terms than meant',
  constants: (asked, { permissions, deployment }) => {
    if (asked.layer === 'denies' || isOwnBusiness(asked) || isOthersBoundary(asked, deployment)) return undefined;
    const constants = new Map<string, readonly string[]>();
    for (const one of permissionsOf(permissions, asked.principal.text)) {
      if (!covers(one, asked)) continue;
      for (const term of termsIn(one, asked.layer)) {
        for (const [key, values] of term.constants) constants.set(key, [...(constants.get(key) ?? []), ...values]);
      }
    }
    return constants;
  },
  objection: (fact, { permissions, deployment }) => {
    const { layer, action, target } = fact;
    if (layer === 'endpoint' && action === 's3:getobject' && isInAwsBucket(target.arn, deployment)) return undefined;
    if (layer === 'endpoint' && isOtherWork(fact, deployment)) return undefined;
    const about = permissionsOf(permissions, fact.principal.text).filter((one) => covers(one, fact));
    const broken = about.map((one) => termsIn(one, fact.layer).filter(({ holds }) => !holds(fact.context, fact.path)));
    if (broken.some((terms) => terms.length === 0)) return undefined;
    const [terms] = broken;
    const instead =
      terms === undefined
        ? 'which is not meant for it'
        : `which is meant ${terms.map(({ says }) => says).join(' and ')}`;
    return `${fact.principal.label} may ${fact.action} on ${fact.target.arn}, ${instead}${inLayer(fact)}`;
  },
};

const BY_PRINCIPAL = new WeakMap<readonly Permission[], Map<string, readonly Permission[]>>();

/** Asked of every question, so kept by the principal. */
function permissionsOf(permissions: readonly Permission[], principal: string): readonly Permission[] {
  const known = BY_PRINCIPAL.get(permissions) ?? new Map<string, readonly Permission[]>();
  BY_PRINCIPAL.set(permissions, known);
  const found = known.get(principal) ?? permissions.filter((one) => speaksOf(one, principal));
  known.set(principal, found);
  return found;
}

/** Principals of an account that are not in the stack, asking for what is that account's. */
function isOwnBusiness({ layer, principal, target }: Asked): boolean {
  // Who may become a role of the stack is the stack's business.
  if (target.kind === 'role' || principal.role !== undefined || accountOf(principal.requester) !== target.account)
    return false;
  return layer === 'actual' || (layer === 'grants' && principal.requester.type === 'root');
}

/** A boundary that the owner of the account brings says what any role may do at most; the role's policies say the rest. */
function isOthersBoundary({ layer, principal }: Asked, deployment: Deployment): boolean {
  if (layer !== 'boundary') return false;
  const account = accountOf(principal.requester);
  return SIDES.some((side) => {
    const { account: id, permissionsBoundary } = deployment[side];
    return id === account && permissionsBoundary !== undefined;
  });
}

const LAYERS: Readonly<Record<Fact['layer'], string>> = {
  actual: '',
  identity: ', by its own policies alone',
  boundary: ', by its permissions boundary alone',
  grants: ", by the Allows of the resource's policy alone",
  denies: ", were it allowed, because no Deny of the resource's policy forbids it",
  endpoint: ', by the policy of the endpoint alone',
};

/** Says that other policies are taken as open, where they are. */
export function inLayer({ layer }: Pick<Fact, 'layer'>): string {
  return LAYERS[layer];
}
