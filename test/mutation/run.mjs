import { createRequire } from 'node:module';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { globSync } from 'tinyglobby';

/*
 * npm exec --yes --package=@stryker-mutator/core@9.6.1 --package=@stryker-mutator/jest-runner@9.6.1 -- \
 *   node test/mutation/run.mjs FOLDER [mutants | report.json] [seed] [report.json]
 *
 * Breaks audit/FOLDER in one place at a time and runs the folder's own tests: what they do not notice is printed. With a
 * number of mutants, places are chosen by the seed until so many lie within them; with the report of an earlier run, those that
 * were left by it. Stryker is no dependency of the project:
 * it brings 168 packages, and its version 10 wants Node 22.
 */

const [folder = 'judge', count = 'all', seed = '1', report] = process.argv.slice(2);
const stryker = createRequire(findStryker());
const load = async (name) => import(pathToFileURL(stryker.resolve(name)).href);

const files = globSync(`audit/${folder}/**/*.ts`, { ignore: ['**/write-json-schema.ts'] }).sort();
const all = await listMutants();
const places =
  count === 'all' ? files : count.endsWith('.json') ? leftBy(count) : placesOf(Number(count), Number(seed));
tell(await run(places));

/** `npm exec` puts Stryker's command before all others. */
function findStryker() {
  for (const path of (process.env.PATH ?? '').split(':')) {
    try {
      return realpathSync(join(path, 'stryker'));
    } catch {
      continue;
    }
  }
  throw new Error('stryker is not there: start this by npm exec, as its head says');
}

/** Every mutant that Stryker knows to make of the folder. */
async function listMutants() {
  const { Instrumenter } = await load('@stryker-mutator/instrumenter');
  const silent = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {} };
  const instrumenter = new Instrumenter(silent);
  const sources = files.map((name) => ({ name, content: readFileSync(name, 'utf8'), mutate: true }));
  const options = { plugins: null, excludedMutations: [], ignorers: [], noHeader: true };
  const { mutants } = await instrumenter.instrument(sources, options);
  return mutants;
}

/** Fisher and Yates, by Lehmer's generator. */
function shuffled(values, start) {
  const result = [...values];
  let state = (start % 2_147_483_646) + 1;
  for (let last = result.length - 1; last > 0; last--) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (last + 1);
    [result[last], result[other]] = [result[other], result[last]];
  }
  return result;
}

/** Places of what an earlier run left: where the tests are new, and the sources are as they were. */
function leftBy(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ fileName, location: { start, end } }) => {
      const at = ({ line, column }) => `${line}:${column - 1}`;
      return `${relative('.', fileName)}:${at(start)}-${at(end)}`;
    });
}

/** Places chosen by chance until so many mutants lie within them. */
function placesOf(least, start) {
  const chosen = [];
  const within = new Set();
  for (const mutant of shuffled(all, start)) {
    if (within.size >= least) break;
    chosen.push(place(mutant));
    for (const other of all) if (isWithin(other, mutant)) within.add(other);
  }
  return chosen;
}

function isWithin(inner, outer) {
  const before = (a, b) => a.line < b.line || (a.line === b.line && a.column <= b.column);
  return (
    inner.fileName === outer.fileName &&
    before(outer.location.start, inner.location.start) &&
    before(inner.location.end, outer.location.end)
  );
}

async function run(mutate) {
  const { Stryker } = await load('@stryker-mutator/core');
  const { default: jest } = await import('../../jest.config.mjs');
  return new Stryker({
    mutate,
    testRunner: 'jest',
    jest: {
      projectType: 'custom',
      config: { ...jest, testMatch: [`<rootDir>/test/audit/${folder}/**/*.test.ts`] },
      enableFindRelatedTests: false,
    },
    coverageAnalysis: 'perTest',
    concurrency: 1,
    reporters: ['progress-append-only'],
    ignorePatterns: ['cdktf.out', 'out', 'bench'],
    allowEmpty: true,
    disableTypeChecks: false,
    tsconfigFile: 'none', // swc looks at no types, and Stryker would need a TypeScript of its own
    timeoutMS: 60_000,
    timeoutFactor: 4,
    dryRunTimeoutMinutes: 30,
    allowConsoleColors: false,
  }).runMutationTest();
}

/** Where a mutant is, as Stryker's ranges say it: lines from 1, columns from 0. What lies within is broken too. */
function place({ fileName, location: { start, end } }) {
  return `${fileName}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`;
}

function tell(results) {
  const by = (...statuses) => results.filter(({ status }) => statuses.includes(status));
  const killed = by('Killed', 'Timeout').length;
  const covered = by('Killed', 'Timeout', 'Survived').length;
  for (const mutant of by('Survived', 'NoCoverage')) {
    const { fileName, location, replacement, mutatorName, status } = mutant;
    const text = readFileSync(fileName, 'utf8').split('\n')[location.start.line - 1].trim();
    const where = `${relative('.', fileName)}:${location.start.line}:${location.start.column}`;
    console.log(`${status} ${where} ${mutatorName}: ${replacement.replace(/\s+/g, ' ')}\n    in ${text}`);
  }
  console.log(
    `${folder}: ${results.length} of ${all.length} mutants, by seed ${seed}: ${killed} of ${covered} covered were killed ` +
      `(${((100 * killed) / Math.max(1, covered)).toFixed(1)} %); ${by('NoCoverage').length} not covered by these tests, ` +
      `${by('CompileError', 'RuntimeError', 'Ignored').length} could not be run`,
  );
  if (report !== undefined) writeFileSync(report, JSON.stringify(results, null, 1));
}
