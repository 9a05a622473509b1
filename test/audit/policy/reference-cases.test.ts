import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runEvaluate, type CaseOutcome } from '../../../audit/policy/cases';

/** The collection of cases beside the project, where it is checked out; it is no part of the project. */
const path = join(__dirname, '../../../../shared/reference/iam-cases.json');
const present = existsSync(path);
if (!present) process.stderr.write('skipped: the reference cases (iam-cases.json) are not beside this checkout\n');

/** Where the collection itself guesses, and why this evaluator does not. */
const NOT_TOLD_BY_AWS: Readonly<Record<string, string>> = {
  'NotPrincipal deny listing ONLY role ARN, caller = its session':
    'AWS "might validate the account first, then the role, and then the assumed-role user"; the case says so itself',
  'cond ArnNotEquals missing => match':
    'aws:PrincipalArn is not missing for a session, and its ARN does not tell whether the role has the path of the policy',
};

(present ? describe : describe.skip)('the reference cases', () => {
  const run = present ? runEvaluate(readFileSync(path, 'utf8'), 'iam-cases.json') : undefined;
  const cases: readonly CaseOutcome[] = run === undefined || run.exitCode === 2 ? [] : run.cases;

  it('are 94', () => {
    expect(cases).toHaveLength(94);
  });

  it.each(cases.map((outcome) => [outcome.name, outcome] as const))('%s', (name, outcome) => {
    expect(outcome.result).toBe(name in NOT_TOLD_BY_AWS ? 'not-supported' : outcome.expect);
  });
});
