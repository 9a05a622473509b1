import { readFileSync } from 'node:fs';
import { openTables, type OpenTables } from '../../audit/engines/local/duckdb/open-tables';
import { TABLES } from '../../audit/engines/local/duckdb/tables';
import { findLogFiles } from '../../audit/sources/log-files';
import { rowsOf } from '../audit/engines/local/duckdb/opened-tables';

const text = readFileSync('docs/query.md', 'utf8');
const examples = [...text.matchAll(/\n(?<question>[^\n]+)\n\n```sql\n(?<sql>[^`]+)```/g)].map(
  ({ groups }) => [groups!.question!, groups!.sql!] as const,
);

let tables: OpenTables;
beforeAll(async () => {
  tables = await openTables({ logs: await findLogFiles(['samples/logs']), cloudtrail: [], cache: null });
});
afterAll(async () => tables.close());

test.each(examples)('the example runs: %s', async (_question, sql) => {
  const rows = await rowsOf(tables, sql);
  if (/FROM (access_log|requests)/.test(sql)) expect(rows.length).toBeGreaterThan(0);
});

test('every table is documented, and there are examples', () => {
  expect(examples.length).toBeGreaterThan(5);
  for (const table of Object.keys(TABLES)) expect(text).toContain(`| \`${table}\` |`);
});
