import { blocksOf, type Attributes } from '../stack/stack';
import type { Plan } from './plan';

/** Every reference of an expression or of a block of expressions. */
export function referencesIn(expression: unknown): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  return blocksOf(expression).flatMap(({ references, ...nested }) =>
    Array.isArray(references)
      ? references.filter((one): one is string => typeof one === 'string')
      : Object.values(nested).flatMap(referencesIn),
  );
}

/** The resource, data source or module of a reference; variables and locals have none here. */
function addressOf(reference: string): readonly string[] {
  const address = /^(data\.\w+\.[\w-]+|module\.[\w-]+|[a-z][a-z0-9]*_\w+\.[\w-]+)/.exec(reference)?.[0];
  return address === undefined ? [] : [address];
}

/** Every address that a resource of a plan's configuration waits for: named in `depends_on`, or used. */
export function addressesIn({ depends_on: named, expressions }: Attributes): readonly string[] {
  const explicit = Array.isArray(named) ? named.filter((one) => typeof one === 'string') : [];
  return [...new Set([...explicit, ...referencesIn(expressions).flatMap(addressOf)])];
}

/** The values of a block of expressions; what is no constant stands as an expression that says nothing. */
export function valuesOf(expressions: unknown): Attributes {
  const entries = Object.entries(blocksOf(expressions)[0] ?? {});
  return Object.fromEntries(entries.map(([name, expression]) => [name, valueOf(expression)]));
}

function valueOf(expression: unknown): unknown {
  if (Array.isArray(expression)) return expression.map(valuesOf);
  const [block = {}] = blocksOf(expression);
  if ('constant_value' in block) return block.constant_value;
  const nested = Object.values(block).every((value) => typeof value === 'object' && !Array.isArray(value));
  return 'references' in block || Object.keys(block).length === 0 || !nested ? '${an expression}' : valuesOf(block);
}

/** The arguments that the configuration of a plan gives a resource. */
export function configuredNames({ configuration }: Plan, address: string): readonly string[] {
  const [root = {}] = blocksOf(blocksOf(configuration)[0]?.root_module);
  const block = blocksOf(root.resources).find((one) => one.address === address);
  return Object.keys(blocksOf(block?.expressions)[0] ?? {});
}

/** Every resource of a plan's configuration, those of modules too, by address without instance keys. */
export function configuredBlocks(configuration: unknown): ReadonlyMap<string, Attributes> {
  const found = new Map<string, Attributes>();
  const open = blocksOf(blocksOf(configuration)[0]?.root_module).map((module) => ({ module, path: '' }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { module, path } = next;
    for (const block of blocksOf(module.resources)) {
      if (typeof block.address === 'string') found.set(path + block.address, block);
    }
    for (const [name, call] of Object.entries(blocksOf(module.module_calls)[0] ?? {})) {
      const inner = blocksOf(blocksOf(call)[0]?.module);
      open.push(...inner.map((one) => ({ module: one, path: `${path}module.${name}.` })));
    }
  }
  return found;
}
