import type { Context } from '../../policy/context';
import { decide, mayAllow, type Decision } from '../../policy/decide';
import { explain } from '../../policy/explain';
import { situationOf, type Situation } from '../../policy/situation';
import { AlikeActions } from '../../policy/alike';
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

/** What is asked, but for action, path and context. */
export interface Topic {
  readonly layer: Layer;
  readonly principal: Principal;
  readonly target: Target;
}

/** What is asked, but for path and context. */
export interface Asked extends Topic {
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
 * principals, targets, paths and contexts fall into; a question whose contexts cannot be enumerated is noted. Actions that
 * the policies cannot tell apart are decided once.
 */
export function proveAll(
  system: System,
  topics: Iterable<Topic>,
  observers: readonly Observer[],
  unreviewed: Unreviewed,
): Effort {
  const contexts = new ContextCache(system, unreviewed);
  const alike = new AlikeActions();
  const ofDenied = observers.filter(({ allowedOnly }) => !allowedOnly);
  let decisions = 0;
  for (const topic of topics) {
    const { layer, principal, target } = topic;
    const subject = { requester: principal.requester, resource: target.arn, resourceAccount: target.account };
    const policies = policySetOf(policiesIn(layer, principal, target, system));
    for (const actions of alike.of(policies, subject, target.actions)) {
      const situation = situationOf(policies, { ...subject, action: actions[0] ?? '' });
      const concerned = canAllow(situation) ? observers : ofDenied;
      const questions = questionsFor(topic, actions, concerned);
      if (questions.length > 0)
        decisions += decideAlike(questions, situation, pathsFor(topic, situation, system), contexts, unreviewed);
    }
  }
  return { decisions, contexts: contexts.size };
}

/** A question and who wants to know. */
interface Question {
  readonly asked: Asked;
  readonly wanted: readonly Observer[];
  readonly goals: GoalConstants;
}

function questionsFor(topic: Topic, actions: readonly string[], observers: readonly Observer[]): readonly Question[] {
  const questions: Question[] = [];
  if (observers.length === 0) return questions;
  for (const action of actions) {
    const asked = { layer: topic.layer, principal: topic.principal, target: topic.target, action };
    const wanted: Observer[] = [];
    const constants: GoalConstants[] = [];
    for (const observer of observers) {
      const own = observer.constants(asked);
      if (own === undefined) continue;
      wanted.push(observer);
      constants.push(own);
    }
    if (wanted.length > 0) questions.push({ asked, wanted, goals: merge(constants) });
  }
  return questions;
}

/** What comes of the contexts of one path. */
interface Decided {
  readonly path: Path;
  readonly contexts: readonly Context[];
  readonly decisions: readonly Decision[];
}

/**
 * Decides, in each context once, what is asked of actions that are decided alike, and tells who wants to know of each.
 *
 * @returns how many decisions that are.
 */
function decideAlike(
  questions: readonly Question[],
  situation: Situation,
  paths: readonly Path[],
  cache: ContextCache,
  unreviewed: Unreviewed,
): number {
  const possible = canAllow(situation);
  const mentions = possible ? keysThatMatter(situation) : NO_MENTIONS;
  const decided = new Map<string, readonly Decided[]>();
  let decisions = 0;
  for (const { asked, wanted, goals: own } of questions) {
    const forDenied = wanted.some(({ allowedOnly }) => !allowedOnly);
    const goals = possible ? own : NOTHING;
    const key = goals.size === 0 ? '' : [...goals].flat(2).join('\n');
    const known =
      decided.get(key) ??
      paths.map((path): Decided => {
        const contexts = cache.of(asked, { situation, path, mentions, goals });
        return { path, contexts, decisions: contexts.map((context) => decide(situation, context)) };
      });
    decided.set(key, known);
    for (const { path, contexts, decisions: answers } of known) {
      decisions += contexts.length;
      for (const [index, decision] of answers.entries()) {
        const context = contexts[index];
        if (context === undefined || (decision.result !== 'allow' && !forDenied && !mayAllow(decision))) continue;
        if (decision.result === 'unknown' && mayAllow(decision)) {
          // Neither allowed nor denied: no goal that asks can be proven by it.
          unreviewed.add(asked.target.arn, `${asked.action} by ${asked.principal.label}: ${explain(decision)}`);
          continue;
        }
        // What everyone may do, whatever policies say, is nobody's permission.
        if (decision.result === 'allow' && decision.because === 'no-permission-needed') continue;
        const { layer, principal, target, action } = asked;
        const fact: Fact = { layer, principal, target, action, path, context, situation, decision };
        for (const observer of wanted) {
          if (decision.result === 'allow' || !observer.allowedOnly) observer.observe(fact);
        }
      }
    }
  }
  return decisions;
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

function pathsFor({ layer, principal }: Topic, { request: { action } }: Situation, system: System): readonly Path[] {
  const [service = ''] = action.split(':');
  const paths = pathsOf(principal.requester, { service, endpoints: s3Endpoints(system) });
  if (layer === 'endpoint') {
    return paths.filter(({ endpoint }) => endpoint !== undefined && !endpoint.unread && endpoint.outside !== true);
  }
  return paths.filter(({ endpoint }) => endpoint?.unread !== true);
}

/** Gateway and interface endpoints of S3; endpoints of other services carry no request to S3. */
export function s3Endpoints({ endpoints }: System): readonly Endpoint[] {
  return endpoints.filter(({ serviceName }) => serviceName === undefined || serviceName.endsWith('.s3'));
}

/** What contexts follow from. */
interface Scope {
  readonly situation: Situation;
  readonly path: Path;
  readonly mentions: ReadonlyMap<string, KeyMention>;
  readonly goals: GoalConstants;
}

/** Contexts depend on the keys that matter, seldom on the whole question: most questions share them. */
class ContextCache {
  readonly #known = new Map<string, readonly Context[]>();
  /** What is said of the keys of a situation, as a text to compare. */
  readonly #said = new WeakMap<Situation, string>();
  readonly #vpcIds: readonly string[];
  readonly #endpointIds: readonly string[];
  size = 0;

  constructor(
    private readonly system: System,
    private readonly unreviewed: Unreviewed,
  ) {
    this.#vpcIds = [...new Set(system.endpoints.flatMap(({ vpcId }) => vpcId ?? []))];
    this.#endpointIds = s3Endpoints(system).map(({ id }) => id);
  }

  of(asked: Asked, scope: Scope): readonly Context[] {
    const { situation, mentions, goals, path } = scope;
    const said = this.#said.get(situation) ?? whatIsSaid(asked, situation, mentions);
    this.#said.set(situation, said);
    const key = `${said}\n\n${goals.size === 0 ? '' : [...goals].flat(2).join('\n')}\n\n${path.label}`;
    const known = this.#known.get(key) ?? this.#enumerate(asked, scope);
    if (!this.#known.has(key)) this.size += known.length;
    this.#known.set(key, known);
    return known;
  }

  #enumerate(
    { layer, action, principal, target }: Asked,
    { situation, path, mentions, goals }: Scope,
  ): readonly Context[] {
    const surroundings = {
      ...this.#surroundings(principal),
      vpcIds: this.#vpcIds,
      endpointIds: this.#endpointIds,
      // What an endpoint lets through is to hold by itself, also of an account that left the organization.
      membership: layer === 'endpoint' ? undefined : this.system.membership,
    };
    try {
      return contextsOf({ request: situation.request, path, mentions, goals, surroundings });
    } catch (error) {
      if (!(error instanceof NotEnumerable)) throw error;
      this.unreviewed.add(target.arn, `${action} by ${principal.label}: ${error.message}`);
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

function whatIsSaid(
  { layer, principal }: Asked,
  { request }: Situation,
  mentions: ReadonlyMap<string, KeyMention>,
): string {
  const parts = [
    String(layer === 'endpoint'),
    principal.text,
    // Two of one ARN differ by what their sessions were made through, as the label says.
    principal.label,
    request.resourceAccount,
    request.action.slice(0, request.action.indexOf(':')),
  ];
  for (const [name, { conditions, constants, asVariable }] of mentions) {
    parts.push(name, String(asVariable), ...constants);
    for (const { clause } of conditions) parts.push(clause.operator, clause.set ?? '', ...clause.values);
  }
  return parts.join('\n');
}

/** Everything that principals, targets and layers make to ask about. */
export function* topicsOf(
  system: System,
  principals: readonly Principal[],
  targetsOf: (principal: Principal) => readonly Target[],
): Generator<Topic> {
  const layers: readonly Layer[] = ['actual', 'identity', 'boundary', 'grants', 'denies', 'endpoint'];
  for (const principal of principals) {
    if (principal.role?.unread === true) continue;
    for (const target of targetsOf(principal)) {
      for (const layer of layers) {
        if (hasLayer(layer, principal, target, system)) yield { layer, principal, target };
      }
    }
  }
}
