import { readPlan, type Plan } from '../../../../audit/review/plan/plan';

type Json = Readonly<Record<string, unknown>>;

/** One entry of `resource_changes` or `resource_drift`. */
export function changeOf(
  address: string,
  actions: readonly string[],
  before: Json | null,
  after: Json | null,
  more: Json = {},
): Json {
  const type = address.split('.').at(-2) ?? '';
  return { address, mode: 'managed', type, change: { actions, before, after, after_unknown: {}, ...more } };
}

/** An update in place. */
export const update = (address: string, before: Json, after: Json, unknown: Json = {}): Json =>
  changeOf(address, ['update'], before, after, { after_unknown: unknown });

/** The text of a plan as `terraform show -json` prints it. */
export const planText = (changes: readonly Json[], more: Json = {}): string =>
  JSON.stringify({ format_version: '1.2', terraform_version: '1.11.4', resource_changes: changes, ...more });

/** A plan that is read. */
export function planOf(changes: readonly Json[], more: Json = {}): Plan {
  const read = readPlan(planText(changes, more), 'plan.json');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
}
