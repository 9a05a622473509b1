import { readFileSync } from 'node:fs';
import { ORDERING_RULES } from '../../audit/review/ordering/check-ordering';
import { RULES } from '../../audit/review/rules';
import { firstCells, tableRows } from './tables';

const page = readFileSync('docs/ordering.md', 'utf8');

test('docs/ordering.md has a row for every rule of ordering, in the order of the code', () => {
  expect(firstCells(page)).toEqual([...RULES.order]);
});

test('every hazard that stacks are held against has its row', () => {
  expect(firstCells(page)).toEqual(expect.arrayContaining(ORDERING_RULES.map(({ id }) => id)));
});

test.each(tableRows(page))('the row of %s names a page of AWS or Terraform', (_rule, order, source) => {
  expect(order).not.toBe('');
  expect(source).toMatch(/(Guide|Reference|guide), "|Provider, `aws_|Terraform, "|^as above/);
});
