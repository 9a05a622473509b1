import { withoutInstances } from '../stack/address';
import type { Resource, Stack } from '../stack/stack';

/** Who waits for whom when Terraform applies: explicit `depends_on` and implicit references alike. */
export interface DependencyGraph {
  /** Whether `after` waits for `before`, directly or through others. */
  readonly waitsFor: (after: Resource, before: Resource) => boolean;
  /** Addresses that a resource waits for and the stack does not hold, such as modules: what lies behind is not known. */
  readonly unknownBehind: (resource: Resource) => readonly string[];
}

/** Builds the graph of a stack. Instances of one resource (`x[0]`, `x["a"]`) share its dependencies, as in Terraform. */
export function dependencyGraph({ resources }: Stack): DependencyGraph {
  const edges = new Map<string, Set<string>>();
  for (const { address, dependsOn, references } of resources) {
    const from = withoutInstances(address);
    const known = edges.get(from) ?? new Set();
    for (const to of [...dependsOn, ...references]) known.add(withoutInstances(to));
    edges.set(from, known);
  }
  const behind = new Map<string, ReadonlySet<string>>();
  const reached = (address: string): ReadonlySet<string> => {
    const from = withoutInstances(address);
    const known = behind.get(from) ?? reachableFrom(from, edges);
    behind.set(from, known);
    return known;
  };
  return {
    waitsFor: (after, before) => reached(after.address).has(withoutInstances(before.address)),
    unknownBehind: ({ address }) => [...reached(address)].filter((other) => !edges.has(other)),
  };
}

function reachableFrom(start: string, edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const to of edges.get(next) ?? []) {
      if (!reached.has(to)) {
        reached.add(to);
        open.push(to);
      }
    }
  }
  return reached;
}
