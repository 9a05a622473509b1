import { readFileSync } from 'node:fs';
import { readingStatement } from '../../audit/engines/athena/own-statement';
import { accessLogSelect } from '../../audit/engines/athena/sql/access-log-view';
import { trailSelect } from '../../audit/engines/athena/sql/trail-view';
import { duckdbAthena } from '../audit/engines/athena/duckdb-athena';
import { sqlGrammars } from '../audit/engines/athena/sql-grammar';
import { cloudTrailRecord } from '../audit/cloudtrail/cloudtrail-record';
import { logLine } from '../audit/log-lines';

const text = readFileSync('docs/athena.md', 'utf8');
const examples = [
  ...[...text.matchAll(/```sql\n([^`]+)```/g)].map(([, sql = '']) => sql),
  ...[...text.matchAll(/s3-audit query "([^"]+)"/g)].map(([, sql = '']) => sql),
];
const { trino } = sqlGrammars();

test('there are examples of SQL for Athena', () => {
  expect(examples.length).toBeGreaterThan(3);
});

test.each(examples)(
  'the example is let through, parses as Trino, names a day and runs over the views: %s',
  async (sql) => {
    expect(readingStatement(sql)).toBe(sql);
    expect(trino.validate(sql)).toEqual([]);
    expect(sql).toMatch(/\bday\b/);
    const line = logLine({ bucket: 'orders', requestId: 'AAAAAAAAAAAAAAA1', hostId: 'host1=' });
    const object = { path: 's3://logs/a', bucket: 'orders-replica-222222222222', day: '2026/01/05' };
    const athena = await duckdbAthena([{ ...object, text: `${line}\n${line}\nno record` }], [cloudTrailRecord()]);
    const view = (name: string, select: string) => athena.run(`CREATE VIEW ${name} AS ${select}`);
    await view(
      'access_log_records',
      accessLogSelect({ database: 'audit', table: 'access_logs' }, [], ['log_bucket', 'day']),
    );
    await view('cloudtrail_requests', trailSelect({ database: 'audit', table: 'cloudtrail' }, [], ['day']));
    expect((await athena.run(sql)).length).toBeGreaterThan(0);
    athena.close();
  },
);
