import type { Read } from '../../policy/json-text';
import { readStack, type StackOptions } from '../stack/read-stack';
import { blocksOf, type Attributes, type Stack } from '../stack/stack';
import { addressesIn, referencesIn, valuesOf } from './expressions';
import { isMirror } from './mirrors';
import type { Plan, Values } from './plan';
import { IDENTIFIERS, inSymbols, realValues } from './real-values';
import { isSame } from './same';

/**
 * The stack that a plan tells of, for plain Terraform: its configuration gives the references, its changes the values.
 * What is known only after apply stands as an expression that names what it depends on; modules and resources made with
 * `count` or `for_each` are listed as not read. Dynamic blocks stand in no plan's configuration: of them only values are known.
 * Source: Terraform, "JSON output format", "Configuration representation".
 *
 * @param where file name, for messages.
 */
export function readPlanStack(plan: Plan, where: string): Read<Stack> {
  return ofPlan(readStack(stackJson(plan), where));
}

function ofPlan(stack: Read<Stack>): Read<Stack> {
  return stack.ok ? { ok: true, value: { ...stack.value, ofPlan: true } } : stack;
}

/** As {@link readPlanStack}, with symbols where the plan knows the real ids: so that policies and what they name agree. */
export function readPlanInSymbols(plan: Plan, where: string, options: StackOptions = {}): Read<Stack> {
  const json = stackJson(plan);
  const first = readStack(json, where, options);
  return first.ok ? ofPlan(readStack(inSymbols(json, realValues(plan, first.value)), where, options)) : first;
}

function stackJson(plan: Plan): unknown {
  const [root = {}] = blocksOf(blocksOf(plan.configuration)[0]?.root_module);
  const lasting = plan.resource_changes.filter(({ deposed }) => deposed === undefined);
  const afterOf = new Map(lasting.map(({ address, change }) => [address, change]));
  const json: { resource: Blocks; data: Blocks; module: Attributes; provider: unknown } = {
    resource: {},
    data: {},
    module: Object.fromEntries(Object.keys(blocksOf(root.module_calls)[0] ?? {}).map((name) => [name, {}])),
    provider: providersOf(plan.configuration),
  };
  for (const block of blocksOf(root.resources)) {
    const { address, mode, type, name } = block;
    if (typeof address !== 'string' || typeof type !== 'string' || typeof name !== 'string') continue;
    const change = afterOf.get(address);
    const known =
      change === undefined ? {} : { after: withoutAnswers(change.after, block, plan), unknown: change.after_unknown };
    const section = mode === 'data' ? json.data : json.resource;
    section[type] = { ...section[type], [name]: argumentsOf(block, known) };
  }
  return json;
}

type Blocks = Record<string, Record<string, Attributes>>;

function argumentsOf(block: Attributes, { after, unknown }: { after?: unknown; unknown?: unknown }): Attributes {
  const [expressions = {}] = blocksOf(block.expressions);
  const values = filled(after, configuredOnly(unknown, expressions), expressions);
  const repeated = 'count_expression' in block || 'for_each_expression' in block;
  return {
    ...blocksOf(values)[0],
    ...(repeated ? { count: '${count}' } : {}),
    // What runs beside the resource: nobody judges it.
    ...('provisioners' in block ? { provisioner: block.provisioners } : {}),
    ...(typeof block.provider_config_key === 'string' ? { provider: block.provider_config_key } : {}),
    depends_on: addressesIn(block),
  };
}

/** What AWS computes or shows, because another resource gave it, is no argument; nor is nothing that nobody wrote. */
function withoutAnswers(after: Values, { type, expressions }: Attributes, plan: Plan): Values {
  const written = blocksOf(expressions)[0] ?? {};
  const isAnswer = (name: string, value: unknown): boolean =>
    IDENTIFIERS.includes(name) || isSame(value, undefined) || isMirror(String(type), name, after, plan);
  return (
    after &&
    Object.fromEntries(Object.entries(after).filter(([name, value]) => name in written || !isAnswer(name, value)))
  );
}

/** What the configuration leaves to AWS is no argument: its value is not what anyone asked for. */
function configuredOnly(unknown: unknown, expressions: Attributes): Attributes {
  return Object.fromEntries(Object.entries(blocksOf(unknown)[0] ?? {}).filter(([name]) => name in expressions));
}

/** A value with what is unknown replaced by an expression that names its references; what is null is left out. */
function filled(value: unknown, unknown: unknown, expression: unknown): unknown {
  if (unknown === true) return `\${known_after_apply(${referencesIn(expression).join(', ')})}`;
  if (Array.isArray(value)) {
    const marks: unknown[] = Array.isArray(unknown) ? unknown : [];
    const parts: unknown[] = Array.isArray(expression) ? expression : [];
    return value.map((item, i) => filled(item, marks[i], parts[i] ?? expression));
  }
  // A text is final: what looks like a template in it is none.
  if (typeof value === 'string') return value.replace(/[$%](?=\{)/g, '$&$&');
  if (typeof value !== 'object' && typeof unknown !== 'object') return value;
  const [values = {}] = blocksOf(value);
  const [marks = {}] = blocksOf(unknown);
  const [parts = {}] = blocksOf(expression);
  const names = [...new Set([...Object.keys(values), ...Object.keys(marks)])];
  const entries = names.map((name) => [name, filled(values[name], marks[name], parts[name])] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== null && item !== undefined));
}

/** Providers with their arguments; what the configuration does not give literally is an expression. */
function providersOf(configuration: unknown): unknown {
  const blocks = Object.values(blocksOf(blocksOf(configuration)[0]?.provider_config)[0] ?? {}).flatMap(blocksOf);
  const aws = blocks.filter(({ name }) => name === 'aws');
  return {
    aws: aws.map(({ alias, expressions }) => ({ ...valuesOf(expressions), ...(alias === undefined ? {} : { alias }) })),
  };
}
