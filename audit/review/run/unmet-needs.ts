import { SOME_VALUE, UNKNOWN, type Context } from '../../policy/context';
import { decide, mayAllow, type Decision } from '../../policy/decide';
import { situationOf, type Situation } from '../../policy/situation';
import { explain } from '../../policy/explain';
import { mentionedKeys, statementsOfSituation } from '../../policy/mentions';
import { completeContext, impliedContext, readContext, withWhatIsThere } from '../../policy/request-context';
import { readRequester } from '../../policy/requester';
import { ALWAYS_CARRIED, canCarry } from '../contexts/availability';
import { NotEnumerable } from '../contexts/atoms/atoms';
import { isLeftOut } from '../contexts/untold';
import { organizationKeys } from '../goals/organization';
import type { Need } from '../goals/intended';
import type { ProvenFinding } from './held-goals';
import { needClasses, needSight, type NeedSight } from './need-classes';
import { policiesIn, policyCaseOf, policySetOf, type Layer, type LayerPolicies } from '../prove/layers';
import { ANYTHING, type Principal } from '../prove/principals';
import type { Target } from '../prove/targets';
import { addressOf, assumedPolicy, type AttachedPolicy, type Unreviewed } from '../system/policies';
import type { System } from '../system/system';

/** Of a principal from outside the stack only this is taken for sure: that its account lets it use S3. */
const S3_ONLY = assumedPolicy('(assumed) every permission for S3', 'identity', {
  Sid: 'AllowS3',
  Effect: 'Allow',
  Action: 's3:*',
  Resource: '*',
});

const IDENTITY = { everything: [ANYTHING], s3: [S3_ONLY], nothing: [] } as const;

function identityOf({ identity }: Need, { roles }: System): readonly AttachedPolicy[] {
  if (typeof identity === 'string') return IDENTITY[identity];
  return roles.find(({ arn }) => arn === identity.holderOf)?.identity ?? [];
}

/** Requests that must work, and do not: one finding for each flow and statement that stops it. */
export function unmetNeeds(
  needs: readonly Need[],
  system: System,
  unreviewed: Unreviewed,
): { findings: readonly ProvenFinding[]; decisions: number } {
  const found = new Map<string, ProvenFinding>();
  let decisions = 0;
  const sight = needSight(system);
  for (const need of needs.flatMap((one) => classesOf(one, sight, unreviewed))) {
    for (const layer of layersOf(need, system)) {
      const tried = attempt(need, layer, system);
      if (tried === undefined) break;
      decisions++;
      if (tried.decision.result === 'allow') continue;
      if (mayAllow(tried.decision)) {
        unreviewed.add(need.resource, `${need.principal} needs ${need.action}: ${explain(tried.decision)}`);
        break;
      }
      const finding = findingOf(need, tried, system);
      const key = [finding.finding.rule, finding.finding.resource, finding.finding.sid, need.principal].join('\n');
      if (!found.has(key)) found.set(key, finding);
      break;
    }
  }
  return { findings: [...found.values()], decisions };
}

/** What stands for all that a need means; where that cannot be told nothing is asked, and that is noted. */
function classesOf(need: Need, sight: NeedSight, unreviewed: Unreviewed): readonly Need[] {
  try {
    return needClasses(need, sight);
  } catch (error) {
    if (!(error instanceof NotEnumerable)) throw error;
    unreviewed.add(
      need.resource,
      `${need.principal} needs ${need.action}; for which objects and addresses: ${error.message}`,
    );
    return [];
  }
}

/** Each defence of a role of the stack is to hold by itself, as it is for what it forbids: so is what it allows. */
function layersOf({ layer, principal }: Need, { roles }: System): readonly Layer[] {
  if (layer !== undefined) return [layer];
  const role = roles.find(({ arn }) => arn === principal);
  if (role === undefined) return ['actual'];
  return role.boundary === undefined ? ['actual', 'identity'] : ['actual', 'identity', 'boundary'];
}

interface Tried {
  readonly decision: Decision;
  readonly policies: LayerPolicies;
  readonly target: Target;
  readonly role: Principal['role'];
}

/** Decides a needed request; `undefined` when policies that bear on it could not be read, which is told elsewhere. */
function attempt(need: Need, layer: Layer, system: System): Tried | undefined {
  const requester = readRequester(need.principal);
  const given = readContext(need.context);
  if (requester === undefined || !given.ok) {
    throw new Error(`${need.flow}: ${need.principal} or its context cannot be read`);
  }
  const role = system.roles.find(({ arn }) => arn === need.principal);
  const target = targetOf(need, system);
  const through = system.endpoints.find(({ id }) => id === need.context['aws:SourceVpce']);
  if (target === undefined || role?.unread === true || through?.unread === true) return undefined;
  const principal: Principal = { label: need.principal, text: need.principal, requester, role };
  const actual = policiesIn(layer, principal, target, system);
  const isIam = requester.type === 'role' || requester.type === 'user';
  const policies =
    role === undefined && isIam && need.layer === undefined
      ? { ...actual, identity: identityOf(need, system) }
      : actual;
  const request = {
    requester,
    action: need.action.toLowerCase(),
    resource: need.resource,
    resourceAccount: need.account,
  };
  const implied = impliedContext(request);
  const told = organizationKeys(system, request, given.value);
  const known: Context = withWhatIsThere(completeContext(told, implied), request);
  const situation = situationOf(policySetOf(policies), request);
  const lacks = new Set(need.lacks?.map((key) => key.toLowerCase()));
  const isLacking = (key: string): boolean =>
    lacks.has(key) || implied.has(key) || !canCarry(requester, key) || isLeftOut(key, known, requester);
  return { decision: decide(situation, withUnknown(situation, known, isLacking)), policies, target, role };
}

/**
 * The context with what the policies that bear on the request read of it and a need does not tell, such as the time, the id of
 * the organization or a tag: nobody knows here what it says. What a client sends or leaves out as it likes, the need tells.
 */
function withUnknown(situation: Situation, context: Context, isLacking: (key: string) => boolean): Context {
  const keys = [...mentionedKeys(statementsOfSituation(situation)).keys()];
  const open = keys.filter((key) => !context.has(key) && !isLacking(key));
  const unknown = (key: string) => (ALWAYS_CARRIED.has(key) ? SOME_VALUE : UNKNOWN);
  return open.length === 0 ? context : new Map([...context, ...open.map((key) => [key, unknown(key)] as const)]);
}

/** The resource asked for; `undefined` when its policy could not be read. What is not in the stack has no policy. */
function targetOf({ resource, account }: Need, system: System): Target | undefined {
  const base = { arn: resource, account, actions: [] };
  const role = system.roles.find(({ arn }) => arn === resource);
  if (role !== undefined) return { ...base, kind: 'role', owned: undefined, policy: role.trust };
  const owned = [...system.buckets, ...system.keys, ...system.others, ...system.outside].find(
    ({ arn }) => resource === arn || resource.startsWith(`${arn}/`),
  );
  if (owned?.unread === true) return undefined;
  return { ...base, kind: 'elsewhere', owned, policy: owned?.policy };
}

function findingOf(need: Need, { decision, policies, target, role }: Tried, system: System): ProvenFinding {
  const { flow, why, principal, action, resource, context, account } = need;
  const stopped = decision.by.at(-1);
  const request = { principal, action, resource, context: context as Record<string, string | readonly string[]> };
  const lacking =
    decision.result === 'implicit-deny' && decision.because === 'endpoint-policy'
      ? endpointAddress(need, system)
      : undefined;
  const where = lacking ?? (decision.result === 'implicit-deny' && isIdentity(decision) ? role?.address : undefined);
  return {
    finding: {
      rule: flow,
      severity: 'error',
      what: `${principal} may not ${action} on ${resource}: ${explain(decision)}`,
      why,
      resource:
        where ??
        (stopped ? addressOf(stopped) : (target.policy?.address ?? target.owned?.address ?? role?.address ?? resource)),
      sid: stopped?.sid ?? null,
      counterexample: request,
    },
    shownBy: policyCaseOf(policies, { ...request, resourceAccount: account }),
  };
}

function endpointAddress({ context }: Need, system: System): string | undefined {
  return system.endpoints.find(({ id }) => id === context['aws:SourceVpce'])?.address;
}

function isIdentity(decision: Extract<Decision, { result: 'implicit-deny' }>): boolean {
  return ['identity-policy', 'no-statement', 'resource-policy-delegates-only', 'permissions-boundary'].includes(
    decision.because,
  );
}
