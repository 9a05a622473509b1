import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runEvaluate, type CaseOutcome } from '../../../audit/policy/cases';

/** The collection of cases beside the project, where it is checked out; it is no part of the project. */
const path = join(__dirname, '../../../../shared/reference/iam-cases.json');
const present = existsSync(path);
if (!present) process.stderr.write('skipped: the reference cases (iam-cases.json) are not beside this checkout\n');

/** Organization and session policies are not evaluated, and never guessed. */
const UNSUPPORTED = new Set([
  'session policy limits rp grant to role ARN',
  'session policy does NOT limit rp grant to session ARN',
  'scp missing allow',
  'scp deny',
  'rcp deny',
]);

(present ? describe : describe.skip)('the reference cases', () => {
  const run = present ? runEvaluate(readFileSync(path, 'utf8'), 'iam-cases.json') : undefined;
  const cases: readonly CaseOutcome[] = run === undefined || run.exitCode === 2 ? [] : run.cases;

  it('are 94', () => {
    expect(cases).toHaveLength(94);
  });

  it.each(cases.map((outcome) => [outcome.name, outcome] as const))('%s', (name, outcome) => {
    expect(outcome.result).toBe(UNSUPPORTED.has(name) ? 'not-supported' : outcome.expect);
  });
});
