import { isResourceType, withoutInstances } from '../stack/address';
import { z } from 'zod';
import { parseBoundedJson } from '../../../contract/bounded-json';
import { isObject } from '../../../contract/json-object';
import type { Read } from '../../policy/json-text';

/** Longest address of a resource that is read, in characters. */
export const LONGEST_ADDRESS = 64 * 1024;

const values = z.record(z.string(), z.unknown()).nullable().catch(null);

const change = z.object({
  actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])).min(1),
  before: values.default(null),
  after: values.default(null),
  after_unknown: z.unknown().optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
  importing: z.unknown().optional(),
});

const resourceChange = z
  .object({
    address: z.string().min(1).max(LONGEST_ADDRESS),
    previous_address: z.string().optional(),
    mode: z.enum(['managed', 'data']),
    type: z.string().min(1).refine(isResourceType, 'no provider has such a type'),
    provider_name: z.string().optional(),
    deposed: z.string().optional(),
    change,
  })
  .refine(({ address, mode, type }) => isOfKind(address, mode, type), 'mode and type are not those of its address');

/** Of an address its last parts tell: what it is of, and within which module, stands before. */
function isOfKind(address: string, mode: string, type: string): boolean {
  if (address.length > LONGEST_ADDRESS) return true; // which is told already
  const resource = withoutInstances(address).replace(/^(module\.[^.]+\.)*/, '');
  return resource.startsWith(mode === 'data' ? `data.${type}.` : `${type}.`);
}

const outputChange = z.object({
  actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])).min(1),
  after: z.unknown().optional(),
  after_unknown: z.unknown().optional(),
});

const planSchema = z.looseObject({
  format_version: z.string().regex(/^1\./, 'is not 1.x, the format that is read here (terraform show -json)'),
  errored: z.boolean().default(false),
  complete: z.boolean().default(true),
  resource_changes: z.array(resourceChange).default([]),
  resource_drift: z.array(resourceChange).default([]),
  output_changes: z.record(z.string(), outputChange).default({}),
  deferred_changes: z.array(z.unknown()).default([]),
  configuration: z.unknown().optional(),
});

/** What is read of a plan. Source: Terraform, "JSON output format", "Plan representation". */
export type Plan = z.output<typeof planSchema>;

/** One planned or observed change of a resource. */
export type ResourceChange = Plan['resource_changes'][number];

export type Values = Readonly<Record<string, unknown>> | null;

/**
 * Reads `terraform show -json PLAN`. Bounded: text that nests deeper than any plan is refused before it is parsed.
 *
 * @param where file name, for messages.
 * @returns the plan, or every problem.
 */
export function readPlan(text: string, where: string): Read<Plan> {
  let json: unknown;
  try {
    json = parseBoundedJson(text);
  } catch (error) {
    return { ok: false, problems: [`${where}: is not JSON: ${(error as Error).message}`] };
  }
  const other = isObject(json) ? lookAlike(json) : 'no mapping';
  if (other !== undefined) {
    return { ok: false, problems: [`${where}: is ${other}, not a plan as terraform show -json PLAN prints it`] };
  }
  const plan = planSchema.safeParse(json);
  if (plan.success) return { ok: true, value: plan.data };
  return {
    ok: false,
    problems: plan.error.issues.slice(0, MOST_PROBLEMS).map(({ path, message }) => {
      const at = path.length === 0 ? 'the file' : path.map(String).join('.');
      return `${where}: ${at}: ${message}`;
    }),
  };
}

/** What is given for a plan by mistake, by the keys at its top that tell it. */
const LOOK_ALIKES: readonly (readonly [what: string, is: (json: Readonly<Record<string, unknown>>) => boolean])[] = [
  ['a line of terraform plan -json', (json) => '@level' in json],
  ["Terraform's state file", (json) => 'lineage' in json && 'serial' in json],
  [
    'a state that terraform show -json prints without a plan',
    (json) => 'format_version' in json && 'values' in json && !('resource_changes' in json || 'planned_values' in json),
  ],
  ['a synthesized stack (--synth takes it)', (json) => 'resource' in json || 'terraform' in json],
  ["npm's package.json", (json) => 'name' in json && ('dependencies' in json || 'scripts' in json)],
  ['something without format_version', (json) => !('format_version' in json)],
];

function lookAlike(json: Readonly<Record<string, unknown>>): string | undefined {
  return LOOK_ALIKES.find(([, is]) => is(json))?.[0];
}

const MOST_PROBLEMS = 20;

/** Whether a value below a change, or any part of it, is known only after apply. */
export function isUnknown({ change: { after_unknown: unknown } }: ResourceChange, argument: string): boolean {
  return isMarked(
    typeof unknown === 'object' && unknown !== null ? (unknown as Record<string, unknown>)[argument] : unknown,
  );
}

function isMarked(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === true;
  return Object.values(value).some(isMarked);
}

/** Whether the object that exists now is destroyed: by itself or to be made anew. */
export function destroys({ change: { actions } }: ResourceChange): boolean {
  return actions.includes('delete');
}

/** Whether nothing of this kind was there before. */
export function isNew({ change: { actions } }: ResourceChange): boolean {
  return actions.includes('create') && !actions.includes('delete');
}
