// Counts the circles of imports, types included: of files, and of folders (each with the files that lie directly in it).
// `npm run circles`; ends with 1 where there is one, so that `npm run lint` holds it.
import { cruise } from 'dependency-cruiser';
import { dirname } from 'node:path';
import config from '../.dependency-cruiser.mjs';

const ROOTS = ['main.ts', 'demo.ts', 'audit', 'bench', 'contract', 'library', 'modules', 'samples'];

const { output } = await cruise(ROOTS, { ...config.options, includeOnly: `^(${ROOTS.join('|')})` });
const imports = output.modules.flatMap(({ source, dependencies }) =>
  dependencies.map(({ resolved }) => [source, resolved]),
);

let circles = 0;
for (const [what, placeOf] of [
  ['files', (path) => path],
  ['folders', dirname],
]) {
  const found = circlesOf(imports.map(([from, to]) => [placeOf(from), placeOf(to)]));
  circles += found.length;
  console.log(`circles of ${what}: ${found.length}`);
  for (const members of found) console.log(`  ${members.sort().join(', ')}`);
}
process.exitCode = circles === 0 ? 0 : 1;

/** Everything that can be reached from each other, in groups of two or more (Tarjan's strongly connected components). */
function circlesOf(edges) {
  const next = new Map();
  for (const [from, to] of edges) {
    if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const order = new Map();
  const low = new Map();
  const path = [];
  const found = [];
  const visit = (node) => {
    order.set(node, order.size);
    low.set(node, order.get(node));
    path.push(node);
    for (const to of next.get(node) ?? []) {
      if (!order.has(to)) visit(to);
      if (path.includes(to)) low.set(node, Math.min(low.get(node), low.get(to)));
    }
    if (low.get(node) !== order.get(node)) return;
    const members = path.splice(path.indexOf(node));
    if (members.length > 1) found.push(members);
  };
  for (const node of next.keys()) if (!order.has(node)) visit(node);
  return found;
}
