import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { runCLI } from 'jest';
import jest from '../../jest.config.mjs';

/*
 * Runs one file of tests after the other, each with the mutant that it is told of; a process of its own, since a mutant may take
 * all memory. Answers { status, covered, seconds, bytes }: how often the file came by each switch, the processor time that it took,
 * and the memory that this process has, of which Jest gives little back.
 */

const [pattern, [preset, options]] = Object.entries(jest.transform)[0];
if (preset !== '@swc/jest') throw new Error('jest.config.mjs transforms by something else than @swc/jest');
const config = JSON.stringify({
  ...jest,
  rootDir: process.cwd(),
  transform: { [pattern]: ['<rootDir>/test/mutation/transform.cjs', options] },
  setupFilesAfterEnv: ['<rootDir>/test/mutation/covered.cjs'],
});

const temporary = tmpdir();

process.on('message', async ({ file, id, hits = Infinity }) => {
  if (id === undefined) delete process.env.__STRYKER_ACTIVE_MUTANT__;
  else process.env.__STRYKER_ACTIVE_MUTANT__ = id;
  process.env.TMPDIR = temporary; // the run before made itself a folder within it
  process.env.HIT_LIMIT = String(100 * hits);
  writeFileSync(process.env.COVERED, '{}');
  const before = process.cpuUsage();
  const arguments_ = {
    $0: 'mutation',
    _: [file],
    config,
    runTestsByPath: true,
    runInBand: true,
    silent: true,
    reporters: [],
  };
  const { results } = await runCLI(arguments_, [process.cwd()]);
  const { user, system } = process.cpuUsage(before);
  const covered = JSON.parse(readFileSync(process.env.COVERED, 'utf8'));
  process.send({
    status: statusOf(results),
    covered,
    seconds: (user + system) / 1e6,
    bytes: process.memoryUsage().rss,
  });
});

process.on('disconnect', () => process.exit());

function statusOf({ success, numFailedTests }) {
  return success ? 'Survived' : numFailedTests > 0 ? 'Killed' : 'RuntimeError';
}
