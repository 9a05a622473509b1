import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAutomaton, stateBehind } from '../../../audit/records/pattern-automaton';
import { chanceFrom } from '../../../samples/random';
import { logLine } from '../log-lines';
import { useTemporaryDirectory } from '../../temporary-directory';
import { runS3Audit, type Run } from './run-s3-audit';

const directory = useTemporaryDirectory();

/** Rehearses lines by a policy of their bucket. */
async function rehearsed(lines: readonly string[], statements: readonly object[], ...more: string[]): Promise<Run> {
  const [log, policy] = [join(directory(), 'log'), join(directory(), 'policy.json')];
  writeFileSync(log, `${lines.join('\n')}\n`);
  writeFileSync(policy, JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  const told = ['--plain', '--assume', 'aws:ResourceAccount=111111111111', '--format', 'json', ...more];
  return runS3Audit(['rehearse', '--policy', `data=${policy}`, '--logs', log, ...told], {});
}

const ALL = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'] };

// An `a` with so many characters behind it: which of the last ones were an `a` is what a walk over the key has to remember.
const BEHIND = 16;
/** Makes rows of states long: four bytes for each of these, which are told apart. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** Of ../../../audit/engines/local/scanner/pattern-rows.ts. */
const MOST_BYTES = 4 * 1024 * 1024;

test('keys are told apart to the letter where the automaton of the patterns outgrows its memory', async () => {
  const chance = chanceFrom(17);
  const keys = Array.from({ length: 2000 }, () => chance.text(40, 'ab'));
  const denied = {
    ...ALL,
    Effect: 'Deny',
    Resource: [`arn:aws:s3:::data/*a${'?'.repeat(BEHIND)}`, `arn:aws:s3:::data/${LETTERS}`],
  };
  const lines = keys.map((key, i) => logLine({ bucket: 'data', key, requestId: `R${i}` }));
  const { stdout } = await rehearsed(lines, [ALL, denied]);
  const { changes } = JSON.parse(stdout) as { changes: readonly { change: string; requests: number }[] };
  const requestsOf = (change: string): number =>
    changes.reduce((sum, one) => sum + (one.change === change ? one.requests : 0), 0);
  const expected = keys.filter((key) => key.at(-1 - BEHIND) === 'a').length;
  expect([requestsOf('would-be-denied'), requestsOf('unchanged')]).toEqual([expected, keys.length - expected]);
  expect(bytesOfRows(keys)).toBeGreaterThan(MOST_BYTES);
});

/** What the states that keys lead to would take, at least. */
function bytesOfRows(keys: readonly string[]): number {
  const one = '?' as const;
  const automaton = createAutomaton([['*', { text: 'a' }, ...Array.from({ length: BEHIND }, () => one)]]);
  const states = new Set<string>();
  for (const key of keys)
    for (let end = 0; end <= key.length; end++) states.add(stateBehind(automaton, key.slice(0, end)).places.join());
  return states.size * 4 * LETTERS.length;
}

test('more groups of requests than memory can hold are said so in one sentence, and nothing else', async () => {
  const lines = Array.from({ length: 150_000 }, (_, i) =>
    logLine({ bucket: 'data', requester: `arn:aws:sts::111111111111:assumed-role/reader/i-${i}`, requestId: `R${i}` }),
  );
  const told = await rehearsed(lines, [ALL], '--memory-limit', '200MB');
  expect([told.code, told.stdout]).toEqual([2, '']);
  expect(told.stderr).toMatch(
    /^s3-audit: --memory-limit 200 MB: memory does not suffice for [\d,]+ groups of requests: rehearse a shorter time or fewer buckets \(or raise --memory-limit\)\n$/,
  );
});
