import type { CompiledPolicy, CompiledStatement } from './compile';
import type { CompiledCondition } from './condition';
import { policiesOf, type PolicySet, type Situation } from './situation';

/** What policies say of one condition key: enough to divide its values into classes that they can tell apart. */
export interface KeyMention {
  /** Every condition asked of the key. */
  readonly conditions: readonly CompiledCondition[];
  /** Every value that stands beside the key, as written; may hold wildcards, ranges and policy variables. */
  readonly constants: ReadonlySet<string>;
  /** Whether its value is also put into resources or into values of other keys (`${key}`). */
  readonly asVariable: boolean;
}

/** Every statement that can still apply to a situation. */
export function statementsOfSituation(situation: Situation): CompiledStatement[] {
  return [
    ...situation.denies,
    ...situation.identityAllows,
    ...(situation.boundaryAllows ?? []),
    ...(situation.sessionAllows ?? []),
    ...situation.scpLevels.flat(),
    ...situation.resourceGrants,
    ...situation.endpoints.flatMap(({ denies, allows }) => [...denies, ...allows]),
  ].map(({ statement }) => statement);
}

/** Every statement of a set of policies. */
export function statementsOfPolicies(policies: PolicySet): CompiledStatement[] {
  return policiesOf(policies).flatMap(({ statements }) => statements);
}

/**
 * Every key that the answer to a situation can depend on, whatever the context: those that its statements mention, and
 * `aws:sourcevpce` with the ids of the endpoints whose policies are given.
 */
export function keysThatMatter(situation: Situation): ReadonlyMap<string, KeyMention> {
  const mentions = mentionedKeys(statementsOfSituation(situation));
  if (situation.endpoints.length === 0) return mentions;
  const known = mentions.get('aws:sourcevpce') ?? { conditions: [], constants: new Set<string>(), asVariable: false };
  const ids = situation.endpoints.flatMap(({ vpcEndpointId }) => vpcEndpointId ?? []);
  return new Map([...mentions, ['aws:sourcevpce', { ...known, constants: new Set([...known.constants, ...ids]) }]]);
}

/** The condition keys that statements mention, in lower case. */
export function mentionedKeys(statements: readonly CompiledStatement[]): ReadonlyMap<string, KeyMention> {
  const mentions = new Map<string, { conditions: CompiledCondition[]; constants: Set<string>; asVariable: boolean }>();
  const mention = (key: string) => {
    const known = mentions.get(key) ?? { conditions: [], constants: new Set(), asVariable: false };
    mentions.set(key, known);
    return known;
  };
  for (const { conditions, resources } of statements) {
    for (const key of resources.reads) mention(key).asVariable = true;
    for (const condition of conditions) {
      const { key, values } = condition.clause;
      const own = mention(key);
      own.conditions.push(condition);
      for (const value of values) own.constants.add(value);
      for (const variable of condition.reads.slice(1)) mention(variable).asVariable = true;
    }
  }
  return mentions;
}

const known = new WeakMap<CompiledPolicy, ReadonlyMap<string, KeyMention>>();

/** What a policy mentions, found out once: a rehearsal asks of the same few policies again and again. */
function mentionedIn(policy: CompiledPolicy): ReadonlyMap<string, KeyMention> {
  const mentions = known.get(policy) ?? mentionedKeys(policy.statements);
  known.set(policy, mentions);
  return mentions;
}

/** Every value that stands beside a key in a set of policies; `undefined` where none mentions it. */
export function constantsBeside(key: string, policies: PolicySet): ReadonlySet<string> | undefined {
  const mentions = policiesOf(policies).flatMap((policy) => mentionedIn(policy).get(key) ?? []);
  return mentions.length === 0 ? undefined : new Set(mentions.flatMap(({ constants }) => [...constants]));
}
