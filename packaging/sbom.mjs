import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/*
 * npm run sbom
 *
 * The bill of materials (CycloneDX) of what somebody has who installs the package: what npm installs with it, and what is part of
 * its bundles, which npm itself counts as needed for development only. From the lock file and dist/third-party.txt, on standard output.
 */

const bundled = new Set(
  readFileSync('dist/third-party.txt', 'utf8')
    .split(`\n${'-'.repeat(80)}\n`)
    .map((notice) => notice.split('\n', 1)[0]),
);
const installed = new Set(billOf('--omit', 'dev').components.map((component) => component['bom-ref']));
const bill = billOf();
const components = bill.components.filter(({ 'bom-ref': ref }) => installed.has(ref) || bundled.has(ref));
const refs = new Set([bill.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
const lost = [...bundled].filter((ref) => !refs.has(ref));
if (lost.length > 0) throw new Error(`bundled, but not in the lock file: ${lost.join(', ')}`);

const BUNDLED = { name: 's3-private-path:bundled', value: 'true' };
const own = {
  ...bill,
  // npm says of each bundled one that it is for development, which here it is not.
  components: components.map((component) =>
    installed.has(component['bom-ref']) ? component : { ...component, properties: [BUNDLED] },
  ),
  dependencies: bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) })),
};
process.stdout.write(`${JSON.stringify(own, null, 2)}\n`);

function billOf(...options) {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', ...options];
  return JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 2 ** 28 }));
}
