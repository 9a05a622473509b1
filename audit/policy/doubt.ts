import { describeStatement, type CompiledStatement } from './compile';
import { findConditionKey } from './condition-keys';
import { isUnknown, type Context } from './context';
import type { PrincipalMatch } from './principal-match';
import type { Truth } from './truth';

/** Says in a sentence why it is not known whether a statement applies. */
export function doubtOf(statement: CompiledStatement, match: PrincipalMatch, truth: Truth, context: Context): string {
  const reasons = [
    ...(match.doubt === undefined ? [] : [match.doubt]),
    ...(truth === undefined ? reasonsInContext(statement, context) : []),
  ];
  return `whether ${describeStatement(statement.ref)} applies is not known: ${reasons.join('; ')}`;
}

function reasonsInContext({ resources, conditions }: CompiledStatement, context: Context): string[] {
  const reads = new Set([...resources.reads, ...conditions.flatMap((condition) => condition.reads)]);
  const unknown = [...reads].filter((key) => isUnknown(context.get(key)));
  const undocumented = conditions.filter(
    (condition) => condition.holds(context) === undefined && !condition.reads.some((key) => unknown.includes(key)),
  );
  return [
    ...(unknown.length === 0 ? [] : [`the value of ${unknown.map(spelled).join(', ')} is not known`]),
    ...undocumented.map(
      ({ clause }) =>
        `AWS does not say what ForAnyValue:${clause.operator}IfExists comes to where ${spelled(clause.key)} is missing`,
    ),
  ];
}

function spelled(key: string): string {
  return findConditionKey(key)?.name ?? key;
}
