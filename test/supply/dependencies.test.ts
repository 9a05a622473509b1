import { readFileSync } from 'node:fs';

interface Locked {
  readonly license?: string;
  readonly resolved?: string;
}

const read = (file: string): string => readFileSync(file, 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'peerDependencies',
  Record<string, string>
>;
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };

/** Permissive, or copyleft of single files that we use as they are (MPL-2.0). */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Public Domain',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
]);

/** Of `A OR B` one allowed licence is enough; of `A AND B` each must be. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((licence) => ALLOWED.has(licence)));
}

test('every direct dependency stands in docs/dependencies.md with its version, its licence and a reason', () => {
  const rows = read('docs/dependencies.md')
    .split('\n')
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
  const direct = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const [name, version] of Object.entries(direct)) {
    const row = rows.find(([cell]) => cell === name);
    expect([name, row?.[1], row?.[3]]).toEqual([name, version, packages[`node_modules/${name}`]?.license]);
    expect(row?.[5]).toMatch(/[a-z]{3}/);
  }
});

test('the page names no package that is not a direct dependency', () => {
  const named = [...read('docs/dependencies.md').matchAll(/^\| (\S+) \| \d/gm)].map(([, name]) => name);
  const direct = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(named.sort()).toEqual(direct.sort());
});

test('the package installs, and asks its app for, what the page says', () => {
  const rowsBelow = (heading: string): readonly string[] => {
    const [, section = ''] = new RegExp(`^## ${heading}\n(.*?)^## `, 'ms').exec(read('docs/dependencies.md')) ?? [];
    return [...section.matchAll(/^\| (\S+) \| \d/gm)].map(([, name = '']) => name);
  };
  expect(rowsBelow('Installed with the package')).toEqual(Object.keys(manifest.dependencies));
  expect(rowsBelow('Peers')).toEqual(Object.keys(manifest.peerDependencies));
  // In the checkout they are there, in a version that the range of the peer takes.
  for (const [name, range] of Object.entries(manifest.peerDependencies)) {
    expect(`^${manifest.devDependencies[name] ?? ''}`).toBe(range);
  }
});

test('every version is exact', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('every package of the lock has an allowed licence, and no download address', () => {
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  expect(
    entries.filter(([, { license }]) => license === undefined || !isAllowed(license)).map(([path]) => path),
  ).toEqual([]);
  expect(entries.filter(([, { resolved }]) => resolved?.startsWith('http') === true)).toEqual([]);
});

test('AGPL and GPL are refused, also beside another licence that must be kept', () => {
  expect(['AGPL-3.0', 'GPL-3.0-or-later', 'MIT AND AGPL-3.0', '(MIT OR GPL-3.0-or-later)'].map(isAllowed)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
