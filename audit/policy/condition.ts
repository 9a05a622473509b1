import { isUnknown, SOME_VALUE, UNKNOWN, type Context } from './context';
import type { ConditionClause } from './document';
import { FAMILIES, operatorOf, testOf, type Operator } from './operators';
import { resolveTemplate, templateOf } from './template';
import { every, not, some, type Truth } from './truth';
import type { Glob } from './wildcard';

/** One clause of a Condition element, ready to be asked of many contexts. */
export interface CompiledCondition {
  readonly clause: ConditionClause;
  readonly operator: Operator;
  /** Lower-case keys that the answer depends on: its own and those of its policy variables. */
  readonly reads: readonly string[];
  readonly holds: (context: Context) => Truth;
}

/** Whether one value of the request matches one of the policy. */
type Test = (value: string, context: Context) => Truth;

/**
 * Compiles one clause. A policy variable without value is null and equals nothing: no value matches it, and so an inverted
 * operator holds, in a Deny and in an Allow.
 * Source: IAM User Guide, "Condition operators", "Set operators for multi-valued context keys", "Policy variables with no
 * value".
 *
 * @throws Error on a clause that `parsePolicyDocument` would have refused.
 */
export function compileCondition(clause: ConditionClause, variables: boolean): CompiledCondition {
  const operator = operatorOf(clause.operator);
  if (operator.family === 'null') return { clause, operator, reads: [clause.key], holds: nullTest(clause) };
  const operands = clause.values.map((value) => compileOperand(operator, value, variables));
  const tests = operands.map(({ test }) => test);
  const meets: Test = operator.negated
    ? (value, context) => every(tests, (test) => not(test(value, context)))
    : (value, context) => some(tests, (test) => test(value, context));
  const reads = [clause.key, ...operands.flatMap((operand) => operand.reads)];
  return { clause, operator, reads, holds: quantified(clause, operator, meets) };
}

/** Adds what a missing or unknown key means and how the values of a multivalued key are taken together. */
function quantified(
  { key, set, ifExists }: ConditionClause,
  { negated }: Operator,
  meets: Test,
): CompiledCondition['holds'] {
  const whenMissing = missingHolds(set, ifExists, negated);
  return (context) => {
    const all = context.get(key);
    if (isUnknown(all)) return undefined;
    const values = set === undefined ? (all ?? []) : present(all);
    if (values.length === 0) return whenMissing;
    const needsEvery = set === undefined ? negated : set === 'ForAllValues';
    return needsEvery
      ? every(values, (value) => meets(value, context))
      : some(values, (value) => meets(value, context));
  };
}

/**
 * What holds where the key is missing. `ForAnyValue` says no, `IfExists` says yes, and no page of AWS says which of the two
 * wins where both stand.
 */
function missingHolds(set: ConditionClause['set'], ifExists: boolean, negated: boolean): Truth {
  if (set === 'ForAllValues') return true;
  if (set === 'ForAnyValue') return ifExists ? undefined : false;
  return ifExists || negated;
}

/** To a set operator an empty text is no value ("a null data set, such as an empty string"). */
function present(values: readonly string[] | undefined): readonly string[] {
  return values?.filter((value) => value !== '') ?? [];
}

function nullTest({ key, values }: ConditionClause): CompiledCondition['holds'] {
  const [missing, there] = [values.includes('true'), values.includes('false')];
  return (context) => {
    const all = context.get(key);
    if (all === UNKNOWN) return missing === there ? missing : undefined;
    return all !== SOME_VALUE && (all ?? []).length === 0 ? missing : there;
  };
}

function compileOperand(
  operator: Operator,
  operand: string,
  variables: boolean,
): { test: Test; reads: readonly string[] } {
  const mayVary = variables && FAMILIES[operator.family].variables;
  const template = templateOf(operand, { variables: mayVary, wildcards: operator.relation === 'like' });
  if (template.reads.length === 0) return { test: remembering(testOf(operator, template.parts as Glob)), reads: [] };
  const test: Test = (value, context) => {
    const resolved = resolveTemplate(template, context);
    if (resolved === 'unknown') return undefined;
    return resolved !== 'no-value' && testOf(operator, resolved.glob)(value);
  };
  return { test, reads: template.reads };
}

/** More values than policies tell apart; a bound, because the values of recorded requests have none. */
const MOST_REMEMBERED = 1000;

/** A proof asks the same of few values, over and over. */
function remembering(test: (value: string) => boolean): (value: string) => boolean {
  const answers = new Map<string, boolean>();
  return (value) => {
    const known = answers.get(value);
    if (known !== undefined) return known;
    const answer = test(value);
    if (answers.size >= MOST_REMEMBERED) answers.clear();
    answers.set(value, answer);
    return answer;
  };
}
