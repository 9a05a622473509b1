import type { Context } from './context';
import type { ConditionClause, Effect } from './document';
import { OPERATORS, type Operator } from './operators';
import { resolveTemplate, templateOf } from './template';
import type { Glob } from './wildcard';

/** One clause of a Condition element, ready to be asked of many contexts. */
export interface CompiledCondition {
  readonly clause: ConditionClause;
  /** Lower-case keys that the answer depends on: its own and those of its policy variables. */
  readonly reads: readonly string[];
  readonly holds: (context: Context) => boolean;
}

/** Whether one value of the request matches the policy's value; `undefined` when a variable has no value. */
type Test = (value: string, context: Context) => boolean | undefined;

/**
 * Compiles one clause.
 *
 * A policy variable without value matches nothing. Under a negated operator that reads two ways (the clause holds, or
 * "the entire statement is invalid"), so the answer is the one that permits less: it holds in a Deny, not in an Allow.
 * Source: IAM User Guide, "Condition operators", "Set operators", "Policy variables".
 *
 * @throws Error on a clause that `parsePolicyDocument` would have refused.
 */
export function compileCondition(clause: ConditionClause, effect: Effect, variables: boolean): CompiledCondition {
  const operator = OPERATORS.get(clause.operator);
  if (operator === undefined) throw new Error(`"${clause.operator}" is not a condition operator`);
  if (operator.kind === 'null') return compileNull(clause);
  const operands = clause.values.map((value) => compileOperand(operator, value, variables));
  const tests = operands.map(({ test }) => test);
  const meets = operator.negated ? noneMatches(tests, effect) : anyMatches(tests);
  return {
    clause,
    reads: [clause.key, ...operands.flatMap(({ reads }) => reads)],
    holds: quantified(clause, operator, meets),
  };
}

type Meets = (value: string, context: Context) => boolean;

function anyMatches(tests: readonly Test[]): Meets {
  return (value, context) => tests.some((test) => test(value, context) === true);
}

function noneMatches(tests: readonly Test[], effect: Effect): Meets {
  const whenUnresolved = effect === 'Deny';
  return (value, context) => tests.every((test) => !(test(value, context) ?? !whenUnresolved));
}

/** Adds what a missing key means and how the values of a multivalued key are taken together. */
function quantified(
  { key, set, ifExists }: ConditionClause,
  operator: Operator,
  meets: Meets,
): (context: Context) => boolean {
  switch (set) {
    case undefined: {
      const whenMissing = ifExists || operator.negated;
      return (context) => {
        const values = context.get(key);
        if (values === undefined || values.length === 0) return whenMissing;
        return operator.negated
          ? values.every((value) => meets(value, context))
          : values.some((value) => meets(value, context));
      };
    }
    case 'ForAllValues':
      return (context) => present(context, key).every((value) => meets(value, context));
    case 'ForAnyValue':
      return (context) => {
        const values = present(context, key);
        return values.length === 0 ? ifExists : values.some((value) => meets(value, context));
      };
  }
}

/** To a set operator an empty text is no value ("a null data set, such as an empty string"). */
function present(context: Context, key: string): readonly string[] {
  return context.get(key)?.filter((value) => value !== '') ?? [];
}

function compileNull(clause: ConditionClause): CompiledCondition {
  const { key, values } = clause;
  const holds = (context: Context): boolean => values.includes(String((context.get(key)?.length ?? 0) === 0));
  return { clause, reads: [key], holds };
}

function compileOperand(
  operator: Exclude<Operator, { kind: 'null' }>,
  operand: string,
  variables: boolean,
): { test: Test; reads: readonly string[] } {
  if (operator.kind === 'value') {
    const test = operator.test(operand);
    if (test === undefined) throw new Error(`"${operand}" is not ${operator.form}`);
    return { test, reads: [] };
  }
  const template = templateOf(operand, { variables, wildcards: operator.wildcards });
  if (template.reads.length === 0) return { test: operator.test(template.parts as Glob), reads: [] };
  const test: Test = (value, context) => {
    const glob = resolveTemplate(template, context);
    return glob && operator.test(glob)(value);
  };
  return { test, reads: template.reads };
}
