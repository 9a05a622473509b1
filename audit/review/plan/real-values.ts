import type { Stack } from '../stack/stack';
import type { Plan } from './plan';

/** Ids that stand as symbols in the stack, and are known to the plan. */
export type RealValues = ReadonlyMap<string, string>;

/** Attributes that AWS alone gives. */
export const IDENTIFIERS: readonly string[] = ['id', 'arn', 'key_id', 'prefix_list_id', 'ipv6_cidr_block', 'public_ip'];

/** The real values that a plan knows, by the symbols of a stack. */
export function realValues(plan: Plan, stack: Stack): RealValues {
  const real = new Map<string, string>();
  for (const { address, change } of plan.resource_changes) {
    for (const name of IDENTIFIERS) {
      const [symbol, value] = [stack.attributeOf(address, name), change.after?.[name]];
      if (typeof symbol !== 'string' || typeof value !== 'string' || value === '') continue;
      if (stack.symbols.has(symbol)) real.set(symbol, value);
    }
  }
  return real;
}

/** Ids that no other text can hold by chance. */
const UNMISTAKABLE = /^(arn:.*|[a-z]{2,12}-[0-9a-f]{8,17}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A value, whatever it holds, with real ids replaced by the symbols that stand for them. */
export function inSymbols<T>(value: T, real: RealValues): T {
  const ids = [...real].filter(([, id]) => UNMISTAKABLE.test(id));
  if (ids.length === 0) return value;
  return JSON.parse(ids.reduce((text, [symbol, id]) => text.replaceAll(id, () => symbol), JSON.stringify(value))) as T;
}
