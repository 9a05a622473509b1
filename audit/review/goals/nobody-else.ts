import { SIDES } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { accountOf } from '../../policy/requester';
import { awsBucketTest } from './aws-owned-buckets';
import { isOtherWork } from './other-work';
import { isAbout, speaksOf, termsIn, type Permission } from './permission';
import type { Prohibition } from './goal';
import type { Fact, Judgement, Topic } from '../prove/questions';

/**
 * Nobody does anything that deployment.yaml does not mean them to. Whoever has the run of an account may use what is in it:
 * its policies are that account's own business, and outside the stack.
 */
export const NOBODY_ELSE: Prohibition = {
  id: 'nobody-else',
  why: 'whoever is not meant to have access has it, or has it on other terms than meant',
  over: ({ permissions, deployment }) => {
    const permissionsOf = byPrincipal(permissions);
    const judgementOf = judgementsOn(permissions, deployment);
    const isInAwsBucket = awsBucketTest(deployment);
    return (topic) => {
      const { layer, principal, target } = topic;
      if (layer === 'denies' || isOwnBusiness(topic) || isOthersBoundary(topic, deployment)) return undefined;
      const about = permissionsOf(principal.text).filter((one) => isAbout(one, topic));
      const isOfAws = layer === 'endpoint' && isInAwsBucket(target.arn);
      const nothing = judgementOf(topic, [], false);
      return (action) => {
        const given = about.filter(({ actions }) => actions.has(action));
        const isExcused = isOfAws && action === 's3:getobject';
        return given.length === 0 && !isExcused ? nothing : judgementOf(topic, given, isExcused);
      };
    };
  },
};

type JudgementOf = (topic: Topic, given: readonly Permission[], isExcused: boolean) => Judgement;

/** One judgement for each set of permissions, whatever they are asked for; what other work may do depends on the target too. */
function judgementsOn(permissions: readonly Permission[], deployment: Deployment): JudgementOf {
  const numbers = new Map(permissions.map((one, index) => [one, index]));
  const hasOtherWork = deployment.privateAccess?.endpointPolicy !== undefined;
  const made = new Map<string, Judgement>();
  return ({ layer, target }, given, isExcused) => {
    const place = hasOtherWork && layer === 'endpoint' ? `${target.account} ${target.arn}` : '';
    const key = [layer, String(isExcused), given.map((one) => numbers.get(one)).join(), place].join('\n');
    const judgement = made.get(key) ?? judge(layer, given, isExcused, deployment);
    made.set(key, judgement);
    return judgement;
  };
}

function judge(
  layer: Topic['layer'],
  given: readonly Permission[],
  isExcused: boolean,
  deployment: Deployment,
): Judgement {
  const termsOfEach = given.map((one) => termsIn(one, layer));
  const constants = new Map<string, readonly string[]>();
  for (const term of termsOfEach.flat()) {
    for (const [key, values] of term.constants) constants.set(key, [...(constants.get(key) ?? []), ...values]);
  }
  return {
    constants,
    objection: (fact) => {
      const { action, target, principal } = fact;
      if (isExcused || (layer === 'endpoint' && isOtherWork(fact, deployment))) return undefined;
      const broken = termsOfEach.map((all) => all.filter(({ holds }) => !holds(fact.context, fact.path)));
      if (broken.some((terms) => terms.length === 0)) return undefined;
      const [terms] = broken;
      const instead =
        terms === undefined
          ? 'which is not meant for it'
          : `which is meant ${terms.map(({ says }) => says).join(' and ')}`;
      return `${principal.label} may ${action} on ${target.arn}, ${instead}${inLayer(fact)}`;
    },
  };
}

/** Asked of every topic, so kept by the principal. */
function byPrincipal(permissions: readonly Permission[]): (principal: string) => readonly Permission[] {
  const known = new Map<string, readonly Permission[]>();
  return (principal) => {
    const found = known.get(principal) ?? permissions.filter((one) => speaksOf(one, principal));
    known.set(principal, found);
    return found;
  };
}

/** Principals of an account that are not in the stack, asking for what is that account's. */
function isOwnBusiness({ layer, principal, target }: Topic): boolean {
  // Who may become a role of the stack is the stack's business.
  if (target.kind === 'role' || principal.role !== undefined || accountOf(principal.requester) !== target.account)
    return false;
  return layer === 'actual' || (layer === 'grants' && principal.requester.type === 'root');
}

/** A boundary that the owner of the account brings says what any role may do at most; the role's policies say the rest. */
function isOthersBoundary({ layer, principal }: Topic, deployment: Deployment): boolean {
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
