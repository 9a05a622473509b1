import { findConditionKey, type ConditionKey } from './condition-keys';
import type { ConditionClause, SetOperator } from './document';
import { canBeAsked, FAMILIES, OPERATORS, type Operator } from './operators';

const SET_PREFIX = /^(ForAllValues|ForAnyValue):(.*)$/;

/** Reports one problem at a path below the statement. */
export type Report = (path: string, problem: string) => void;

/**
 * Reads the Condition element: known operators, known keys, values of the operator's type.
 * Sources: IAM User Guide, "Condition", "Condition operators", "Set operators for multi-valued context keys".
 */
export function parseConditions(json: Record<string, Record<string, unknown>>, report: Report): ConditionClause[] {
  return Object.entries(json).flatMap(([operatorText, keys]) => {
    const path = `Condition.${operatorText}`;
    const form = parseOperator(operatorText);
    if (form === undefined) {
      report(path, `"${operatorText}" is not a condition operator`);
      return [];
    }
    reportRepeatedKeys(Object.keys(keys), path, report);
    return Object.entries(keys).flatMap(([key, values]) => parseClause(form, key, values, path, report));
  });
}

interface OperatorForm {
  readonly operator: Operator;
  readonly set: SetOperator | undefined;
  readonly ifExists: boolean;
}

function parseOperator(text: string): OperatorForm | undefined {
  const prefixed = SET_PREFIX.exec(text);
  const set = prefixed?.[1] as SetOperator | undefined;
  const rest = prefixed?.[2] ?? text;
  const ifExists = rest.endsWith('IfExists');
  const operator = OPERATORS.get(ifExists ? rest.slice(0, -'IfExists'.length) : rest);
  // "IfExists" and sets make no sense with Null, which itself asks whether the key exists.
  if (operator === undefined || (operator.family === 'null' && (ifExists || set !== undefined))) return undefined;
  return { operator, set, ifExists };
}

function parseClause(form: OperatorForm, name: string, json: unknown, path: string, report: Report): ConditionClause[] {
  const at = `${path}["${name}"]`;
  const key = findConditionKey(name);
  const values = conditionValues(json);
  if (key === undefined) report(at, `"${name}" is not a known condition key`);
  else reportMismatch(form, key, at, report);
  if (values === undefined) report(at, 'must be a text, number or boolean, or a list of them that is not empty');
  if (key === undefined || values === undefined) return [];
  for (const value of values) {
    const problem = valueProblem(form.operator, value);
    if (problem !== undefined) report(at, `"${value}" ${problem}`);
  }
  const { operator, set, ifExists } = form;
  return [{ operator: operator.name, set, ifExists, key: name.toLowerCase(), values }];
}

function reportMismatch({ operator, set }: OperatorForm, key: ConditionKey, at: string, report: Report): void {
  if (!canBeAsked(operator, key)) {
    report(at, `${operator.name} cannot be asked of ${key.name}, whose values are of type ${key.type}`);
  }
  if (key.multivalued && set === undefined && operator.family !== 'null') {
    report(at, `${key.name} holds several values: it needs ForAllValues: or ForAnyValue: before ${operator.name}`);
  }
}

function valueProblem({ family }: Operator, value: string): string | undefined {
  const { form, isValue, variables } = FAMILIES[family];
  if (variables && value.includes('${')) return undefined;
  return isValue(value) ? undefined : `is not ${form}`;
}

/** Keys are compared without regard to case, so two spellings of one key are the same key twice. */
function reportRepeatedKeys(keys: readonly string[], path: string, report: Report): void {
  const lower = keys.map((key) => key.toLowerCase());
  const repeated = keys.filter((key, index) => lower.indexOf(key.toLowerCase()) !== index);
  for (const key of repeated) report(path, `names the key "${key}" twice`);
}

function conditionValues(json: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(json) ? json : [json];
  const texts = list.flatMap((value) =>
    typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? [String(value)] : [],
  );
  return texts.length === list.length && texts.length > 0 ? texts : undefined;
}
