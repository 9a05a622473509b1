import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';
import { identity, mutantsOf, sample, withSwitches } from './mutants.mjs';

/*
 * npm exec --yes --package=@stryker-mutator/core@9.6.1 -- node test/mutation/run.mjs FOLDER
 *   [--mutants N | --left REPORT] [--seed N] [--report REPORT] [--without NAME,NAME]
 *
 * Breaks audit/FOLDER in one place at a time, and runs those of test/audit/FOLDER's files that come by that place, until one
 * fails: those beside it first, then the cheapest. What they do not notice is printed. By chance one mutant is taken of each of N
 * equal parts of the folder; --left takes those that an earlier run left, where the tests are new and the sources are as they
 * were. --without leaves out files of tests, by part of their names, that cost more than they find: a mutant that only they would
 * kill counts as survived.
 *
 * The mutants are Stryker's. Its own runner runs every file for each mutant in anything that is called while tests are described,
 * which is nearly all of `policy`. It is no dependency of the project: it brings 168 packages, and its version 10 wants Node 22.
 */

const PATIENCE = 300_000; // ms for one file of tests
const MOST_MEMORY = 2 ** 30; // bytes of the worker

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mutants: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    left: { type: 'string' },
    report: { type: 'string' },
    without: { type: 'string', default: '' },
  },
});
const folder = positionals[0] ?? 'judge';
const room = mkdtempSync(join(tmpdir(), 'mutation-'));
process.on('exit', () => rmSync(room, { recursive: true, force: true }));

const all = await mutantsOf(globSync(`audit/${folder}/**/*.ts`).sort());
const { files, mutants } = await withSwitches(
  options.left === undefined ? sample(all, +options.mutants, +options.seed) : left(),
);
process.env.COVERED = join(room, 'covered.json');
process.env.MUTATED = join(room, 'mutated.json');
writeFileSync(
  process.env.MUTATED,
  JSON.stringify(Object.fromEntries(files.map(({ name, content }) => [name, content]))),
);

let worker;
const tests = await rehearse();
const results = [];
for (const mutant of mutants) {
  const result = { ...mutant, ...(await fateOf(mutant)) };
  results.push(result);
  if (result.status === 'Survived' || result.status === 'NoCoverage') tell(result);
}
worker?.kill();
tellAll();
if (options.report !== undefined) writeFileSync(options.report, JSON.stringify(results, null, 1));

function left() {
  const before = JSON.parse(readFileSync(options.left, 'utf8'));
  const wanted = new Set(before.filter(({ status }) => /Survived|NoCoverage/.test(status)).map(identity));
  return all.filter((mutant) => wanted.has(identity(mutant)));
}

/** Every file of tests with no mutant: what it comes by, what it costs; the cheapest first. */
async function rehearse() {
  const without = options.without.split(',').filter((name) => name !== '');
  const found = globSync(`test/audit/${folder}/**/*.test.ts`).sort();
  const kept = found.filter((file) => !without.some((name) => file.includes(name)));
  const seen = [];
  for (const file of kept) {
    const { status, covered, seconds } = await ask({ file });
    if (status !== 'Survived') throw new Error(`${file} fails without any mutant`);
    seen.push({ file, covered, seconds });
  }
  return seen.sort((a, b) => a.seconds - b.seconds);
}

async function fateOf({ id, fileName }) {
  const isNear = ({ file }) => dirname(file) === `test/${dirname(fileName)}`;
  const reaching = tests.filter(({ covered }) => id in covered);
  const covering = [...reaching.filter(isNear), ...reaching.filter((test) => !isNear(test))];
  let fate = { status: covering.length === 0 ? 'NoCoverage' : 'Survived' };
  for (const { file, covered } of covering) {
    const { status } = await ask({ file, id, hits: covered[id] });
    if (status === 'RuntimeError') fate = { status, by: file };
    if (status === 'Killed' || status === 'Timeout') return { status, by: file };
  }
  return fate;
}

/** One file of tests in the worker, which is ended and replaced when it gives no answer or has grown too large. */
function ask(question) {
  worker ??= fork('test/mutation/worker.mjs', { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve) => {
    const end = (answer) => {
      clearTimeout(timer);
      worker.removeAllListeners();
      if (answer.status === 'Timeout' || answer.bytes > MOST_MEMORY) {
        worker.kill('SIGKILL');
        worker = undefined;
      }
      resolve(answer);
    };
    const timer = setTimeout(() => end({ status: 'Timeout' }), PATIENCE);
    worker.once('message', end);
    worker.once('exit', () => end({ status: 'Timeout' })); // it ran out of memory
    worker.send(question);
  });
}

function tell({ fileName, location, replacement, mutatorName, status }) {
  const text = readFileSync(fileName, 'utf8').split('\n')[location.start.line].trim();
  const where = `${fileName}:${location.start.line + 1}:${location.start.column}`;
  console.log(`${status} ${where} ${mutatorName}: ${replacement.replace(/\s+/g, ' ')}\n    in ${text}`);
}

function tellAll() {
  const count = (...statuses) => results.filter(({ status }) => statuses.includes(status)).length;
  const killed = count('Killed', 'Timeout');
  const covered = killed + count('Survived');
  console.log(
    `${folder}: ${results.length} of ${all.length} mutants, by seed ${options.seed}: ${killed} of ${covered} covered were killed ` +
      `(${((100 * killed) / Math.max(1, covered)).toFixed(1)} %); ${count('NoCoverage')} not covered by these tests, ` +
      `${count('RuntimeError')} could not be run`,
  );
}
