import { AlikeRequests } from '../../policy/alike';
import { explain } from '../../policy/explain';
import { situationOf } from '../../policy/situation';
import type { System } from '../system/system';
import type { Unreviewed } from '../system/policies';
import { Answers, factsIn } from './answers';
import { Concerns, NO_CONCERN, type Concern } from './concerns';
import { canAllow, ContextCache } from './context-cache';
import { hasLayer, policiesIn, policySetOf, type Layer } from './layers';
import type { Principal } from './principals';
import type { Asked, Fact, Observer, Tally, Topic } from './questions';
import type { Target } from './targets';

/** Who wants to know. */
export interface Audience {
  readonly observers: readonly Observer[];
  readonly tally?: Tally;
}

/** How much was decided. */
export interface Effort {
  /** One for each question and each context that it was answered in; what is decided alike is worked out once. */
  readonly decisions: number;
  readonly contexts: number;
}

/**
 * Decides every question of every layer in every context, and tells the audience. Exhaustive over the classes that
 * principals, targets, paths and contexts fall into; a question whose contexts cannot be enumerated is noted. Requests that
 * the policies cannot tell apart are decided once.
 */
export function proveAll(
  system: System,
  topics: Iterable<Topic>,
  { observers, tally }: Audience,
  unreviewed: Unreviewed,
): Effort {
  const cache = new ContextCache(system, unreviewed);
  const alike = new AlikeRequests();
  const concerns = new Concerns(observers);
  const answersOf = answersByLayer(system, cache);
  let decisions = 0;
  for (const topic of topics) {
    const { layer, principal, target } = topic;
    const concernOf = concerns.about(topic);
    const isCounted = tally?.about(topic);
    if (concernOf === undefined && isCounted === undefined) continue;
    const answers = answersOf(principal, layer);
    const subject = { requester: principal.requester, resource: target.arn, resourceAccount: target.account };
    const policies = policySetOf(policiesIn(layer, principal, target, system));
    for (const { actions, situation } of alike.of(policies, subject, target.actions)) {
      const isPossible = canAllow(situation);
      for (const action of actions) {
        const counted = isCounted?.(action) === true;
        const concern = (isPossible ? concernOf?.(action) : undefined) ?? NO_CONCERN;
        if (!counted && concern === NO_CONCERN) continue;
        const asked: Asked = { layer, principal, target, action };
        const { answer, isQuiet } = answers.of(asked, situation, concern);
        decisions += answer.contexts;
        if (counted) for (const { path, outcome } of answer.paths) tally?.note(asked, path, outcome);
        if (isQuiet) continue;
        const own = situationOf(policies, { ...subject, action: actions[0] ?? action });
        for (const fact of factsIn(asked, own, answer)) tell(fact, concern, unreviewed);
      }
    }
  }
  return { decisions, contexts: cache.size };
}

/** Topics come principal by principal: the answers about one are of no use to the next. */
function answersByLayer(system: System, cache: ContextCache): (principal: Principal, layer: Layer) => Answers {
  const known = new Map<Layer, Answers>();
  let last: Principal | undefined;
  return (principal, layer) => {
    if (principal !== last) known.clear();
    last = principal;
    const answers = known.get(layer) ?? new Answers(system, cache);
    known.set(layer, answers);
    return answers;
  };
}

function tell(fact: Fact, { wanted }: Concern, unreviewed: Unreviewed): void {
  const { target, action, principal, decision } = fact;
  if (decision.result === 'unknown') {
    // Neither allowed nor denied: no goal that asks can be proven by it.
    unreviewed.add(target.arn, `${action} by ${principal.label}: ${explain(decision)}`);
    return;
  }
  for (const { observer, judgement } of wanted) {
    if (judgement.objection(fact) !== undefined) observer.observe(fact, judgement);
  }
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
