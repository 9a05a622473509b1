import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * npm run release -- FOLDER [TAG]
 *
 * What a release consists of, in a folder that is empty or not there: the package as npm publishes it, the bill of materials of
 * what is installed with it (CycloneDX), and the checksums of both. With a tag, it must be that of the version in package.json.
 */

const [folder, tag] = process.argv.slice(2);
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const problems = [
  ...(folder === undefined ? ['which folder? npm run release -- FOLDER [TAG]'] : []),
  ...(tag !== undefined && tag !== `v${version}` ? [`tag ${tag}: package.json has version ${version}, whose tag is v${version}`] : []), // prettier-ignore
  ...(folder !== undefined && filesIn(folder).length > 0 ? [`${folder}: is not empty`] : []),
];
if (problems.length > 0) {
  for (const problem of problems) process.stderr.write(`release: ${problem}\n`);
  process.exit(2);
}

mkdirSync(folder, { recursive: true });
const npm = (...args) => execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 }); // prettier-ignore
npm('run', '--silent', 'build');
npm('run', '--silent', 'types');
// Both scripts have run: packing would run them once more.
npm('pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
writeFileSync(join(folder, `${name}-${version}.cdx.json`), npm('run', '--silent', 'sbom'));
const sums = filesIn(folder).map((file) => `${sha256(join(folder, file))}  ${file}\n`);
writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
process.stdout.write(sums.join(''));

function filesIn(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
