import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROHIBITIONS, REQUIREMENTS } from '../../audit/review/goals/all-goals';
import { RULES } from '../../audit/review/rules';
import { firstCells, tableRows } from './tables';

const page = readFileSync('docs/rules.md', 'utf8');
const rules = Object.values(RULES).flat();

test('docs/rules.md has a row for every rule of the review, and for nothing else', () => {
  expect([...firstCells(page)].sort()).toEqual([...rules].sort());
});

test('each row says what, why and how to mend; of orders, how is said for all', () => {
  for (const row of tableRows(page)) {
    expect(row).toHaveLength(row[0]?.startsWith('`order-') === true ? 3 : 4);
    expect(row.filter((cell) => cell === '')).toEqual([]);
  }
});

test('the goals are those that stacks are held against', () => {
  const held = [...PROHIBITIONS, ...REQUIREMENTS].map(({ id }) => id);
  expect([...RULES.goal].sort()).toEqual(held.sort());
});

test('there is no rule that nothing writes', () => {
  const files = readdirSync('audit/review', { recursive: true, encoding: 'utf8' });
  const code = files.filter((file) => file.endsWith('.ts') && file !== 'rules.ts');
  const text = code.map((file) => readFileSync(join('audit/review', file), 'utf8')).join('\n');
  expect(rules.filter((rule) => !text.includes(`'${rule}'`))).toEqual([]);
});
