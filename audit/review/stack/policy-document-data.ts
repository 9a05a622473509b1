import type { Resolved } from './resolve';
import { blocksOf, type Attributes } from './stack';

/** Arguments of the data source that are read here; any other (such as source_policy_documents) is not. */
export const READ: ReadonlySet<string> = new Set(['policy_id', 'version', 'statement']);
const READ_OF_STATEMENT = new Set([
  ...['sid', 'effect', 'actions', 'not_actions', 'resources', 'not_resources'],
  ...['principals', 'not_principals', 'condition'],
]);

/**
 * Writes the policy that `data.aws_iam_policy_document` would give, out of its resolved arguments.
 * Source: Terraform AWS provider, "Data Source: aws_iam_policy_document". In it `&{` stands for a policy's `${`.
 */
export function policyDocumentOf(attributes: Attributes): Resolved {
  const statements = blocksOf(attributes.statement);
  const unread = [
    ...Object.keys(attributes).filter((name) => !READ.has(name)),
    ...statements.flatMap((statement) => Object.keys(statement).filter((name) => !READ_OF_STATEMENT.has(name))),
  ];
  if (unread.length > 0)
    return { known: false, reason: `aws_iam_policy_document with ${unread.join(', ')} is not read` };
  const document = {
    Version: attributes.version ?? '2012-10-17',
    ...(attributes.policy_id === undefined ? {} : { Id: attributes.policy_id }),
    Statement: statements.map(statementOf),
  };
  return { known: true, value: JSON.stringify(document).replaceAll('&{', '${') };
}

function statementOf(statement: Attributes): Record<string, unknown> {
  const elements: [string, unknown][] = [
    ['Sid', statement.sid],
    ['Effect', statement.effect ?? 'Allow'],
    ['Principal', principalsOf(statement.principals)],
    ['NotPrincipal', principalsOf(statement.not_principals)],
    ['Action', statement.actions],
    ['NotAction', statement.not_actions],
    ['Resource', statement.resources],
    ['NotResource', statement.not_resources],
    ['Condition', conditionsOf(statement.condition)],
  ];
  return Object.fromEntries(elements.filter(([, value]) => value !== undefined));
}

function principalsOf(json: unknown): unknown {
  const blocks = blocksOf(json);
  if (blocks.length === 0) return undefined;
  if (blocks.some(({ type }) => type === '*')) return '*';
  const lists = new Map<string, unknown[]>();
  for (const { type, identifiers } of blocks) push(lists, String(type), identifiers);
  return Object.fromEntries(lists);
}

function conditionsOf(json: unknown): unknown {
  const blocks = blocksOf(json);
  if (blocks.length === 0) return undefined;
  const operators = new Map<string, Map<string, unknown[]>>();
  for (const { test, variable, values } of blocks) {
    const keys = operators.get(String(test)) ?? new Map<string, unknown[]>();
    operators.set(String(test), keys);
    push(keys, String(variable), values);
  }
  return Object.fromEntries([...operators].map(([test, keys]) => [test, Object.fromEntries(keys)]));
}

function push(lists: Map<string, unknown[]>, name: string, values: unknown): void {
  lists.set(name, [...(lists.get(name) ?? []), ...[values].flat()]);
}
