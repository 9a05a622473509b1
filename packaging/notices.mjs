import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Names, versions and licence texts of the packages whose code is part of bundles: their licences ask that they go with it.
 *
 * @param inputs paths of the sources that esbuild read.
 * @returns the text of the notices, packages by name.
 */
export function noticesOf(inputs) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const packages = [...folders].map((folder) => ({
    folder,
    ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  }));
  const byName = new Map(packages.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { folder, license }]) => `${name}\n${license}\n\n${licenceText(folder)}`)
    .join(`\n${'-'.repeat(80)}\n`);
}

/** The folder of the package that a source is of; some packages have a `package.json` without a name further below. */
function packageFolder(input) {
  const parts = input.split('/');
  const at = parts.lastIndexOf('node_modules');
  if (at === -1) return undefined;
  const length = parts[at + 1].startsWith('@') ? 3 : 2;
  return parts.slice(0, at + length).join('/');
}

function licenceText(folder) {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name));
  return (
    names
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8').trim())
      .join('\n\n') + '\n'
  );
}
