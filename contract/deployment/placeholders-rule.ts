import type { Problem, Rule } from './rule';

const ZERO_ACCOUNT = '000000000000';

/** What stands in examples for what a reader is to put there; each with what it is nobody's, or none. */
const PLACEHOLDERS: readonly (readonly [means: RegExp, rule: string])[] = [
  [new RegExp(`^arn:[^:]*:[^:]*:[^:]*:${ZERO_ACCOUNT}:`), "is of nobody's account: zeros stand for one in examples"],
  [/^(?:vpc|vpce|rtb|subnet|pl|ami|sg|eni|vpce-svc)-0+$/, 'is nothing that exists: zeros stand for an id in examples'],
  [/:key\/(?:mrk-0{32}|0{8}-0{4}-0{4}-0{4}-0{12})$/, 'is no key that exists: zeros stand for an id in examples'],
  [/^o-0+$/, 'is no organization that exists: zeros stand for an id in examples'],
  [/(?:^|[/:])(?:change[-_]?me|replace[-_]?me|placeholder|fixme|todo|xxx+)$/i, 'is a placeholder: say what is meant'],
];

/**
 * No value is one that examples use for what everybody has of their own: AWS would refuse it late, or take it for what is
 * nobody's. It reads everything, so that a new setting needs no new rule; ids of accounts by themselves are refused where
 * they are read.
 */
export const nothingIsAPlaceholder: Rule = {
  reads: [],
  check: (deployment) => placeholdersIn(deployment, [], []),
};

/** @param around what the value lies in: YAML can make a mapping hold itself. */
function placeholdersIn(value: unknown, path: readonly PropertyKey[], around: readonly object[]): readonly Problem[] {
  if (typeof value === 'string') {
    const found = PLACEHOLDERS.find(([means]) => means.test(value));
    return found === undefined ? [] : [{ path, rule: found[1] }];
  }
  if (typeof value !== 'object' || value === null || around.includes(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    placeholdersIn(child, [...path, Array.isArray(value) ? Number(key) : key], [...around, value]),
  );
}
