import type { Problem, Rule } from './rule';

/** Settings whose value tells the items of a list apart, where an item is a mapping. */
const NAMES_OF_ITEMS = ['principal'];

/**
 * No list holds a value twice: at best one of the two is a slip, and two resources or statements of one name are an error
 * that nobody can read. It reads everything, so that a new list needs no new rule.
 */
export const listsHaveNoDuplicates: Rule = {
  reads: [],
  check: (deployment) => duplicatesIn(deployment, [], []),
};

/** @param around what the value lies in: YAML can make a mapping hold itself. */
function duplicatesIn(value: unknown, path: readonly PropertyKey[], around: readonly object[]): readonly Problem[] {
  if (typeof value !== 'object' || value === null || around.includes(value)) return [];
  const below = Object.entries(value).flatMap(([key, child]) =>
    duplicatesIn(child, [...path, Array.isArray(value) ? Number(key) : key], [...around, value]),
  );
  // A principal may well come through several endpoints: consumers have a rule of their own.
  if (!Array.isArray(value) || path[0] === 'consumers') return below;
  const scalars = value.map(scalarOf);
  const repeated = scalars.flatMap(({ key, scalar }, index): readonly Problem[] =>
    scalar !== undefined && scalars.findIndex((other) => other.scalar === scalar) < index
      ? [{ path: [...path, index, ...(key === undefined ? [] : [key])], rule: 'is listed twice' }]
      : [],
  );
  return [...repeated, ...below];
}

function scalarOf(item: unknown): { readonly key?: string; readonly scalar?: unknown } {
  if (typeof item !== 'object') return { scalar: item };
  const [key] = NAMES_OF_ITEMS.filter((name) => item !== null && name in item);
  return key === undefined ? {} : { key, scalar: (item as Record<string, unknown>)[key] };
}
