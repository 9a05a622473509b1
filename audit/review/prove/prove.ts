import type { Context } from '../../policy/context';
import { decide, situationOf, type Decision, type Situation } from '../../policy/decide';
import { keysThatMatter, type KeyMention } from '../../policy/mentions';
import { NotEnumerable } from '../contexts/atoms/atoms';
import { contextsOf, type Surroundings } from '../contexts/enumerate';
import { pathsOf, type Path } from '../contexts/paths';
import type { GoalConstants } from '../contexts/values';
import type { Endpoint, System } from '../system/system';
import type { Unreviewed } from '../system/policies';
import { hasLayer, policiesIn, policySetOf, type Layer } from './layers';
import type { Principal } from './principals';
import type { Target } from './targets';

/** What is asked, but for path and context. */
export interface Asked {
  readonly layer: Layer;
  readonly principal: Principal;
  readonly target: Target;
  /** Lower-case. */
  readonly action: string;
}

/** A decision and everything it was made of. */
export interface Fact extends Asked {
  readonly path: Path;
  readonly context: Context;
  readonly situation: Situation;
  readonly decision: Decision;
}

/** Who wants to know: what it tells apart of a question, or `undefined` when it does not care; and each answer. */
export interface Observer {
  readonly constants: (asked: Asked) => GoalConstants | undefined;
  /** Whether it is told only of requests that are allowed. */
  readonly allowedOnly: boolean;
  readonly observe: (fact: Fact) => void;
}

export interface Effort {
  readonly decisions: number;
  readonly contexts: number;
}

/**
 * Decides every question of every layer in every context, and tells the observers. Exhaustive over the classes that
 * principals, targets, paths and contexts fall into; a question whose contexts can not be enumerated is noted.
 */
export function proveAll(
  system: System,
  questions: Iterable<Asked>,
  observers: readonly Observer[],
  unreviewed: Unreviewed,
): Effort {
  const contexts = new ContextCache(system);
  let decisions = 0;
  for (const asked of questions) {
    const wanted = observers.flatMap((observer) => {
      const constants = observer.constants(asked);
      return constants === undefined ? [] : [{ observer, constants }];
    });
    if (wanted.length === 0) continue;
    const { layer, principal, target, action } = asked;
    const request = { requester: principal.requester, action, resource: target.arn, resourceAccount: target.account };
    const situation = situationOf(policySetOf(policiesIn(layer, principal, target, system)), request);
    const possible = canAllow(situation);
    const goals = possible ? merge(wanted.map(({ constants }) => constants)) : NOTHING;
    const mentions = possible ? keysThatMatter(situation) : NO_MENTIONS;
    const forDenied = wanted.some(({ observer }) => !observer.allowedOnly);
    const kind = contexts.kindOf(situation, mentions, goals, principal);
    for (const path of pathsFor(asked, system)) {
      for (const context of contexts.of(kind, situation, path, mentions, goals, principal, unreviewed)) {
        decisions++;
        const decision = decide(situation, context);
        if (decision.result !== 'allow' && !forDenied) continue;
        const fact: Fact = { layer, principal, target, action, path, context, situation, decision };
        for (const { observer } of wanted) {
          if (decision.result === 'allow' || !observer.allowedOnly) observer.observe(fact);
        }
      }
    }
  }
  return { decisions, contexts: contexts.size };
}

const NOTHING: GoalConstants = new Map();
const NO_MENTIONS: ReadonlyMap<string, KeyMention> = new Map();

/** Without any statement that allows, no context can: one decision tells all. */
function canAllow({ request, identityAllows, resourceGrants, rootRecovers }: Situation): boolean {
  return request.requester.type === 'root' || rootRecovers || identityAllows.length > 0 || resourceGrants.length > 0;
}

function merge(all: readonly GoalConstants[]): GoalConstants {
  if (all.length === 1) return all[0] ?? NOTHING;
  const merged = new Map<string, readonly string[]>();
  for (const constants of all) {
    for (const [key, values] of constants) merged.set(key, [...new Set([...(merged.get(key) ?? []), ...values])]);
  }
  return merged;
}

function pathsFor({ layer, principal, action }: Asked, system: System): readonly Path[] {
  const [service = ''] = action.split(':');
  const paths = pathsOf(principal.requester, { service, endpoints: s3Endpoints(system) });
  if (layer === 'endpoint') return paths.filter(({ endpoint }) => endpoint !== undefined && !endpoint.unread);
  return paths.filter(({ endpoint }) => endpoint?.unread !== true);
}

/** Gateway and interface endpoints of S3; endpoints of other services carry no request to S3. */
export function s3Endpoints({ endpoints }: System): readonly Endpoint[] {
  return endpoints.filter(({ serviceName }) => serviceName === undefined || serviceName.endsWith('.s3'));
}

/** Contexts depend on the keys that matter, seldom on the whole question: most questions share them. */
class ContextCache {
  readonly #known = new Map<string, Map<string, readonly Context[]>>();
  readonly #vpcIds: readonly string[];
  readonly #endpointIds: readonly string[];
  size = 0;

  constructor(system: System) {
    this.#vpcIds = [...new Set(system.endpoints.flatMap(({ vpcId }) => vpcId ?? []))];
    this.#endpointIds = s3Endpoints(system).map(({ id }) => id);
  }

  /** What the contexts of a question depend on beside the path, as a text to compare. */
  kindOf(
    { request }: Situation,
    mentions: ReadonlyMap<string, KeyMention>,
    goals: GoalConstants,
    principal: Principal,
  ): string {
    const parts = [principal.text, request.resourceAccount, request.action.slice(0, request.action.indexOf(':'))];
    for (const [name, { conditions, constants, asVariable }] of mentions) {
      parts.push(name, String(asVariable), ...constants);
      for (const { clause } of conditions) parts.push(clause.operator, clause.set ?? '', ...clause.values);
    }
    for (const [name, values] of goals) parts.push(name, ...values);
    return parts.join('\n');
  }

  /** @param kind of `kindOf`; contexts of one kind and path are made once. */
  of(
    kind: string,
    situation: Situation,
    path: Path,
    mentions: ReadonlyMap<string, KeyMention>,
    goals: GoalConstants,
    principal: Principal,
    unreviewed: Unreviewed,
  ): readonly Context[] {
    const byPath = this.#known.get(kind) ?? new Map<string, readonly Context[]>();
    this.#known.set(kind, byPath);
    const known = byPath.get(path.label);
    if (known !== undefined) return known;
    const contexts = this.#enumerate(situation, path, mentions, goals, principal, unreviewed);
    byPath.set(path.label, contexts);
    this.size += contexts.length;
    return contexts;
  }

  #enumerate(
    { request }: Situation,
    path: Path,
    mentions: ReadonlyMap<string, KeyMention>,
    goals: GoalConstants,
    principal: Principal,
    unreviewed: Unreviewed,
  ): readonly Context[] {
    const surroundings = { ...this.#surroundings(principal), vpcIds: this.#vpcIds, endpointIds: this.#endpointIds };
    try {
      return contextsOf({ request, path, mentions, goals, surroundings });
    } catch (error) {
      if (!(error instanceof NotEnumerable)) throw error;
      unreviewed.add(request.resource, `${request.action} by ${principal.label}: ${error.message}`);
      return [];
    }
  }

  #surroundings({ role }: Principal): Pick<Surroundings, 'onInstance'> {
    const services = (role?.trust?.compiled.statements ?? []).flatMap(({ source }) =>
      (source.principals?.entries ?? []).map((entry) => (entry.type === 'service' ? entry.service : entry.type)),
    );
    if (!services.some((service) => service.startsWith('ec2.'))) return { onInstance: 'never' };
    return { onInstance: services.every((service) => service.startsWith('ec2.')) ? 'always' : 'sometimes' };
  }
}

/** Every question that principals, targets and layers make. */
export function* questionsOf(
  system: System,
  principals: readonly Principal[],
  targetsOf: (principal: Principal) => readonly Target[],
): Generator<Asked> {
  const layers: readonly Layer[] = ['actual', 'identity', 'boundary', 'grants', 'denies', 'endpoint'];
  for (const principal of principals) {
    if (principal.role?.unread === true) continue;
    for (const target of targetsOf(principal)) {
      for (const layer of layers) {
        if (!hasLayer(layer, principal, target, system)) continue;
        for (const action of target.actions) yield { layer, principal, target, action };
      }
    }
  }
}
