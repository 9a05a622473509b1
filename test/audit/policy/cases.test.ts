import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runEvaluate } from '../../../audit/policy/cases';
import { OPERATORS } from '../../../audit/policy/operators';

const folder = join(__dirname, 'cases');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe.each(files)('%s', (file) => {
  const run = runEvaluate(textOf(file), file);
  const cases = run.exitCode === 2 ? [] : run.cases;

  it('is well-formed, and no two cases have one name', () => {
    expect(run).not.toHaveProperty('problems');
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it.each(cases.map((outcome) => [outcome.name, outcome] as const))(
    '%s',
    (_name, { expect: expected, result, reason }) => {
      expect({ result, reason }).toEqual({ result: expected, reason });
      expect(reason).not.toBe('');
    },
  );
});

describe('the tables together', () => {
  const everything = files.map(textOf).join('\n');

  it.each([...OPERATORS.keys()])('ask %s', (operator) => {
    expect(everything).toMatch(new RegExp(`"${operator}": \\{`));
  });
});
