import type { CompiledStatement } from '../policy/compile';
import { automataOf, stateBehind } from '../records/pattern-automaton';
import { mentionedKeys, type KeyMention } from '../policy/mentions';
import { bits, classerOf } from '../policy/value-classes';
import { ofResources } from './grouping';
import { statementsOfGuards, type GuardingPolicies } from './guarding-policies';
import type { Told } from './told';

/**
 * Tells recorded values apart as far as policies can, and no further: two values of one class are decided alike by every
 * statement. So a million requests need a few hundred decisions, and each stands for all of its class exactly.
 */
export interface Classes {
  /** Keys whose values matter, in lower case, in a fixed order. */
  readonly keys: readonly string[];
  /** The class of what is told of a key. */
  readonly ofKey: (key: string, told: Told) => string;
  /** The class of a resource, by its ARN. */
  readonly ofResource: (arn: string) => string;
  /** The class of a requester as the log has it: sessions of a role are alike, but for those that a statement names. */
  readonly ofRequester: (requester: string) => string;
}

/**
 * Divides values by the policies that will decide.
 *
 * @param policies all of the rehearsal, before and after.
 */
export function classesOf(...policies: readonly GuardingPolicies[]): Classes {
  const statements = policies.flatMap(statementsOfGuards);
  const mentions = withEndpoints(mentionedKeys(statements), policies);
  const classers = new Map([...mentions].map(([key, mention]) => [key, classerOf(mention)]));
  return {
    keys: [...mentions.keys()].sort(),
    ofKey: (key, told) => {
      switch (told.kind) {
        case 'absent':
          return '-';
        case 'unknown':
          return `?${told.why}`;
        case 'values':
          return told.values.map(classers.get(key) ?? (() => '')).join(' ');
      }
    },
    ofResource: resourceClasser(statements),
    ofRequester: requesterClasser(statements),
  };
}

/** Whose policy stands in a request's way depends on the endpoint that it came through, whatever its statements say. */
function withEndpoints(mentions: Mentions, policies: readonly GuardingPolicies[]): Mentions {
  if (policies.every(({ endpoints, leaving = [] }) => endpoints.length + leaving.length === 0)) return mentions;
  const known = mentions.get('aws:sourcevpce') ?? { conditions: [], constants: new Set<string>() };
  return new Map([...mentions, ['aws:sourcevpce', { ...known, asVariable: true }]]);
}

type Mentions = ReadonlyMap<string, KeyMention>;

/** Statements with policy variables in their resources cover what the context says, so each resource is its own class. */
function resourceClasser(statements: readonly CompiledStatement[]): (arn: string) => string {
  const division = ofResources(statements);
  if (division.kind === 'each') return (arn) => arn;
  const distinct = new Map(statements.map((one) => [JSON.stringify(one.source.resources), one.resources]));
  const tests = [...distinct.values()];
  const automata = automataOf(division.kind === 'patterns' ? division.patterns : []);
  const known = new Map<string, string>();
  return (arn) => {
    // What resources cover an ARN follows from the patterns that match it.
    const matched = automata.map((one) => stateBehind(one, arn).accepts.join()).join(' ');
    const first = known.get(matched);
    if (first !== undefined) return first;
    const found = bits(tests, ({ covers }) => covers(arn, EMPTY));
    known.set(matched, found);
    return found;
  };
}

const SESSION = /^(arn:[^:]+:sts::[^:]*:assumed-role\/[^/]+\/).+$/;
/** S3's own sessions, and whoever is called as they are, may need other permissions (./operations.ts). */
const REPLICATES = 's3-replication';

/**
 * Of a session, nothing but a principal that names it depends on its name (IAM User Guide, "Principal", "Assumed-role session
 * principals"): no condition key that is told has it.
 */
function requesterClasser(statements: readonly CompiledStatement[]): (requester: string) => string {
  const named = new Set(JSON.stringify(statements.map(({ source }) => source)).match(/arn:[^"]*:assumed-role\/[^"]+/g));
  return (requester) => {
    const [, role] = SESSION.exec(requester) ?? [];
    return role === undefined || named.has(requester) || requester === `${role}${REPLICATES}` ? requester : role;
  };
}

const EMPTY = new Map<string, readonly string[]>();
