import { createHash } from 'node:crypto';
import { holdBlock } from '../expected/hold';
import { isAbsent, NOTHING_FOUND, such, type Arguments, type Template } from '../expected/template';
import type { NotReviewed } from '../review-types';
import { movedSubnet } from '../stack/subnet-call';
import { blocksOf, type Attributes, type Resource, type Stack } from '../stack/stack';
import type { Plan, ResourceChange } from './plan';
import { configuredNames } from './expressions';
import { holdConfiguration, OWN_PROVIDER } from './plan-configuration';
import { realValues, type RealValues } from './real-values';
import { isSame } from './same';
import { unexplained } from './unasked';

/** How far a plan is of the stack that was reviewed. */
export interface PlanOfStack {
  /** Addresses whose planned arguments are those of the stack: what is proven of it holds for them, known yet or not. */
  readonly covered: ReadonlySet<string>;
  readonly notReviewed: readonly NotReviewed[];
}

/**
 * Holds every planned argument and output against the stack. What is known only after apply is what the stack says, because the
 * plan was made of it; what differs from the stack, or stands in the plan alone, is named.
 */
export function holdPlanAgainst(plan: Plan, stack: Stack): PlanOfStack {
  const byAddress = new Map(stack.resources.map((resource) => [resource.address, resource]));
  const real = realValues(plan, stack);
  const covered = new Set<string>();
  const notReviewed: NotReviewed[] = [];
  for (const change of plan.resource_changes.filter(({ mode }) => mode === 'managed')) {
    if (change.change.after === null) continue;
    const resource = byAddress.get(change.address);
    const unlike =
      resource === undefined
        ? ['all of it']
        : [...differences(change, resource, plan, { real, ofPlan: stack.ofPlan }), ...otherOrigins(change, stack)];
    if (unlike.length === 0) covered.add(change.address);
    else
      notReviewed.push({ resource: change.address, reason: `not what the reviewed stack says: ${unlike.join(', ')}` });
  }
  return {
    covered,
    notReviewed: [
      ...notReviewed,
      ...missingIn(plan, stack),
      ...otherData(plan, stack),
      ...otherOutputs(plan, stack, real),
      ...holdConfiguration(plan, stack),
    ],
  };
}

/** What a resource is made of that the stack does not say: another provider, another resource's state, something adopted. */
function otherOrigins(planned: ResourceChange, { sections, ofPlan }: Stack): readonly string[] {
  const { address, type, provider_name: provider, previous_address: previous, change } = planned;
  const others = provider !== undefined && type.startsWith('aws_') && provider !== OWN_PROVIDER ? ['provider'] : [];
  if (ofPlan === true) return others;
  const imports = blocksOf(sections.find(({ name }) => name === 'import')?.content);
  const id = imports.find(({ to }) => to === address)?.id;
  // By an identity instead of an id nothing is imported here.
  const importing = change.importing === null ? undefined : change.importing;
  return [
    ...others,
    ...(previous === undefined || previous === address ? [] : [`it takes the place of ${previous}`]),
    ...(importing === undefined || (id !== undefined && isSame(importing, { id })) ? [] : ['it is imported']),
  ];
}

/** A plan names every resource there will be, those too that it leaves as they are. */
function missingIn({ resource_changes: changes }: Plan, { resources }: Stack): readonly NotReviewed[] {
  const planned = new Set(
    changes.flatMap(({ address, deposed, change: { after } }) =>
      after === null || deposed !== undefined ? [] : [address],
    ),
  );
  return resources
    .filter(({ mode, address }) => mode === 'managed' && !planned.has(address))
    .map(({ address }) => ({
      resource: address,
      reason: 'the reviewed stack has it, and after this plan it is not there',
    }));
}

/** What a plan reads that the stack does not: a data source can run a program. */
function otherData({ resource_changes: changes }: Plan, { resources }: Stack): readonly NotReviewed[] {
  const own = new Set(resources.filter(({ mode }) => mode === 'data').map(({ address }) => address));
  return changes
    .filter(({ mode, address }) => mode === 'data' && !own.has(address))
    .map(({ address }) => ({ resource: address, reason: 'the reviewed stack does not read it' }));
}

/** Arguments that the plan gives other values than the stack, or that only the plan has. */
function differences(
  planned: ResourceChange,
  resource: Resource,
  plan: Plan,
  { real, ofPlan }: { readonly real: RealValues; readonly ofPlan: boolean | undefined },
): string[] {
  const { address, change } = planned;
  const { before, after, after_unknown: unknown } = change;
  const asked = Object.entries(resource.attributes).filter(([, value]) => !isAbsent(value));
  const marks = blocksOf(unknown)[0] ?? {};
  const template: Arguments = Object.fromEntries(
    asked.map(([name, value]) => {
      const isKnown = ofPlan !== true && !/[$%]\{/.test(JSON.stringify(resource.written[name]));
      return [name, templateOf(value, isKnown ? undefined : marks[name], real)];
    }),
  );
  const { broken, notReviewed } = holdBlock(template, after ?? {}, '', NOTHING_FOUND);
  const written = [...configuredNames(plan, address), ...(before === null ? [] : changedNames(before, after ?? {}))];
  const alone = written.filter((name) => !Object.hasOwn(resource.attributes, name) && name !== 'timeouts');
  return [...new Set([...broken.map(({ path }) => path), ...alone, ...unexplained(planned, notReviewed)])];
}

function changedNames(before: Attributes, after: Attributes): readonly string[] {
  // Tags of the provider come and go with those of the resource.
  return Object.keys(after).filter((name) => name !== 'tags_all' && !isSame(before[name], after[name]));
}

/** What is marked as unknown and has a value all the same is known, or stands in a set of which another is unknown. */
function knownLater(value: unknown, real: RealValues): Template {
  const template = { value: templateOf(value, undefined, real) };
  return such(
    'what the stack says, or known only after apply',
    (found) => isSame(found, undefined) || holdBlock(template, { value: found }, '', NOTHING_FOUND).broken.length === 0,
  );
}

/** What the stack says, as a template for what the plan says; what is known only after apply may be anything. */
function templateOf(value: unknown, unknown: unknown, real: RealValues): Template {
  if (unknown === true) return knownLater(value, real);
  if (Array.isArray(value)) {
    const marks = mergedMarks(unknown);
    return value.map((item) => templateOf(item, marks, real));
  }
  if (typeof value === 'object' && value !== null) {
    const marks = blocksOf(mergedMarks(unknown))[0] ?? {};
    const entries = Object.entries(value).filter(([, item]) => item !== null);
    return Object.fromEntries(entries.map(([name, item]) => [name, templateOf(item, marks[name], real)]));
  }
  if (typeof value === 'string') return textTemplate(value, real);
  // A number or a truth value, which Terraform may write as text.
  return such(String(value), (found) => isSame(found, value) || found === String(value));
}

function textTemplate(text: string, real: RealValues): Template {
  const subnets = [...real].flatMap(([symbol, value]) => movedSubnet(text, symbol, value) ?? []);
  const expected = subnets[0] ?? [...real].reduce((all, [symbol, value]) => all.replaceAll(symbol, () => value), text);
  return such(
    expected,
    (found) =>
      found === expected || isSameJson(found, expected) || isSame(found, expected) || found === digestOf(expected),
  );
}

/** Of a script for instances the provider keeps the digest (Terraform AWS provider, `aws_instance`, `user_data`). */
function digestOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function isSameJson(a: unknown, b: string): boolean {
  if (typeof a !== 'string' || !b.startsWith('{')) return false;
  try {
    return isSame(JSON.parse(a), JSON.parse(b));
  } catch {
    return false;
  }
}

/** Terraform gives the blocks of a set no place: what is unknown in one of them is taken for unknown in all. */
function mergedMarks(unknown: unknown): unknown {
  if (!Array.isArray(unknown)) return unknown;
  const marks: readonly unknown[] = unknown;
  if (marks.includes(true)) return true;
  return Object.assign({}, ...marks.flatMap(blocksOf)) as Attributes;
}

/** Outputs that the plan leaves out, or changes to something else than the stack says. */
function otherOutputs({ output_changes: changes }: Plan, stack: Stack, real: RealValues): readonly NotReviewed[] {
  const outputs = blocksOf(stack.sections.find(({ name }) => name === 'output')?.content)[0] ?? {};
  const lost = Object.keys(outputs).filter(
    (name) => changes[name]?.actions.some((action) => action !== 'delete') !== true,
  );
  const missing = lost.map((name) => ({
    resource: `output.${name}`,
    reason: 'the reviewed stack has it, the plan does not',
  }));
  const others = Object.entries(changes).flatMap(([name, { actions, after, after_unknown: unknown }]) => {
    if (actions.every((action) => action === 'delete')) return [];
    const [output] = blocksOf(outputs[name]);
    const unread = { resource: `output.${name}`, reason: 'not what the reviewed stack says' };
    if (output === undefined) return [unread];
    const template = { value: templateOf(output.value, unknown, real) };
    return holdBlock(template, { value: after }, '', NOTHING_FOUND).broken.length === 0 ? [] : [unread];
  });
  return [...missing, ...others];
}
