import { createRequire } from 'node:module';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Every mutant that Stryker knows to make of some files, in their order: { id, fileName, location, mutatorName, replacement }. */
export async function mutantsOf(files) {
  return (await instrument(files.map((name) => ({ name, mutate: true })))).mutants;
}

/** The text of the files of the chosen mutants, with a switch for each of them; the mutants with the ids of the switches. */
export async function withSwitches(chosen) {
  const names = [...new Set(chosen.map(({ fileName }) => fileName))];
  const rangesOf = (name) => chosen.filter(({ fileName }) => fileName === name).map(({ location }) => location);
  const { files, mutants } = await instrument(names.map((name) => ({ name, mutate: rangesOf(name) })));
  const wanted = new Set(chosen.map(identity));
  return { files, mutants: mutants.filter((mutant) => wanted.has(identity(mutant))) };
}

/** One of each of so many equal parts of the list, so that every file has the share that it has of all. */
export function sample(mutants, count, seed) {
  if (count >= mutants.length) return mutants;
  let state = (seed % 2_147_483_646) + 1;
  const chance = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647; // Lehmer's generator
  const size = mutants.length / count;
  return Array.from({ length: count }, (_, part) => mutants[Math.floor((part + chance()) * size)]);
}

/** What names a mutant in every run while the file stays as it is. */
export function identity({ fileName, location, mutatorName, replacement }) {
  return JSON.stringify([fileName, location.start, location.end, mutatorName, replacement]);
}

async function instrument(files) {
  const stryker = createRequire(findStryker());
  const { Instrumenter } = await import(pathToFileURL(stryker.resolve('@stryker-mutator/instrumenter')).href);
  const silent = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {} };
  const sources = files.map(({ name, mutate }) => ({ name, mutate, content: readFileSync(name, 'utf8') }));
  const options = { plugins: null, excludedMutations: [], ignorers: [], noHeader: false };
  return new Instrumenter(silent).instrument(sources, options);
}

/** `npm exec` puts Stryker's command before all others. */
function findStryker() {
  for (const path of (process.env.PATH ?? '').split(':')) {
    try {
      return realpathSync(join(path, 'stryker'));
    } catch {
      continue;
    }
  }
  throw new Error('stryker is not there: start this by npm exec, as the head of run.mjs says');
}
