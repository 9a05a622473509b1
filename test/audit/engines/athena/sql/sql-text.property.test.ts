import fc from 'fast-check';
import { accessLogTable, cloudTrailTable } from '../../../../../contract/log-tables';
import { aggregateQuery, doubtfulLinesQuery } from '../../../../../audit/engines/athena/sql/aggregate-query';
import { compactDay, compactTable, createTable, dropTable } from '../../../../../audit/engines/athena/tables/ddl';
import { askedOf, sampleOf } from '../../../../../audit/engines/athena/sql/record-class';
import { requestQuery } from '../../../../../audit/engines/athena/sql/request-query';
import { ddlText, queryText, queryTable } from '../../../../../audit/engines/athena/sql/sql-text';
import { statementsOf } from '../../../../../audit/engines/athena/tables/tables';
import { InputError } from '../../../../../audit/errors/input-error';
import { sqlGrammars } from '../sql-grammar';

const { trino, hive } = sqlGrammars();
const expectTrino = (sql: string): void => {
  expect(trino.validate(sql)).toEqual([]);
};
const expectHive = (sql: string): void => {
  expect(hive.validate(sql)).toEqual([]);
};

const PLACE = {
  location: "s3://logs-222222222222/it's=(a)+prefix/",
  accounts: ['111111111111', '222222222222'],
  regions: ['us-east-1', 'us-gov-west-1'],
  buckets: ['orders', 'b.c-d'],
  since: 'NOW-365DAYS',
};
const layouts = ['partitioned', 'simple', 'compact'] as const;
const names = {
  accessLog: { database: 's3_audit', table: 'access_logs' },
  cloudTrail: { database: 's3-audit', table: '0trail' },
};
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    "'; DROP TABLE x; --",
    "''",
    "\\'",
    '\\',
    'été ☃',
    '${day}',
    '`',
    '"',
    "'||(SELECT 1)||'",
    '/*',
    '--',
    '\u2028',
  ),
);

describe('every statement for Athena', () => {
  it.each(layouts.flatMap((layout) => [true, false].map((trail) => [layout, trail] as const)))(
    'of a report over a %s table parses as Trino (CloudTrail: %s)',
    (layout, trail) => {
      const tables = { accessLog: names.accessLog, layout, ...(trail && { cloudTrail: names.cloudTrail }) };
      for (const buckets of [[], ['orders'], ['orders', "o'r"]]) {
        for (const hourly of [true, false]) {
          const selection = { buckets, since: 1_767_571_200, until: 1_768_000_000, hourly };
          expectTrino(aggregateQuery(tables, selection));
          expectTrino(doubtfulLinesQuery(tables, selection));
          expectTrino(requestQuery(tables, selection, "AAAA'1"));
        }
      }
    },
  );

  it.each(['partitioned', 'simple'] as const)(
    'that makes a %s table or its views parses as Hive or Trino',
    (layout) => {
      const accessLog = accessLogTable({ ...PLACE, layout });
      const statements = statementsOf({ database: 's3-audit', accessLog, cloudTrail: cloudTrailTable(PLACE) });
      for (const statement of statements) (statement.includes('VIEW') ? expectTrino : expectHive)(statement);
      expect(statements).toHaveLength(5);
    },
  );

  it('of the conversion to Parquet parses as Hive or Trino', () => {
    const source = accessLogTable({ ...PLACE, layout: 'partitioned' });
    const parquet = compactTable('access_log_parquet', 's3://logs/parquet/', PLACE.since, source);
    expectHive(createTable('s3_audit', parquet));
    expectHive(dropTable(names.accessLog));
    const places = {
      source: names.accessLog,
      scratch: { database: 's3_audit', table: 'x' },
      location: 's3://logs/parquet/',
    };
    expectTrino(compactDay(places, 'orders', '2026/01/05'));
  });

  it('always says which days it reads, where the table has partitions', () => {
    for (const layout of ['partitioned', 'compact'] as const) {
      const selection = { buckets: ['orders'], since: 1_767_571_200, until: 1_767_657_600 };
      const tables = { ...names, layout };
      for (const sql of [aggregateQuery(tables, selection), requestQuery(tables, selection, 'AAAA1')]) {
        // CloudTrail is read from the day before: an event may lie before its line.
        expect(sql.match(/"day" BETWEEN '2026\/01\/0[45]' AND '2026\/01\/07'/g)).toEqual([
          `"day" BETWEEN '2026/01/05' AND '2026/01/07'`,
          `"day" BETWEEN '2026/01/04' AND '2026/01/07'`,
        ]);
        expect(sql).toContain("log_bucket IN ('orders')");
      }
    }
  });
});

describe('text within a statement', () => {
  it('is one literal whatever it holds, or is refused', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        try {
          expectTrino(`SELECT ${queryText(text)} AS x`);
          const inner = queryText(text).slice(1, -1);
          expect(inner.replaceAll("''", '')).not.toContain("'");
          expect(inner.replaceAll("''", "'")).toBe(text);
          expect(
            ddlText(text)
              .slice(1, -1)
              .replace(/\\[\\']/g, ''),
          ).not.toMatch(/['\\]/);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(text).toMatch(/\p{Cc}|\p{Cs}/u);
        }
      }),
    );
  });

  it('as a name is refused unless it is one', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        try {
          const name = queryTable({ database: 'a', table: text });
          expect(name).toMatch(/^"a"\."[a-z0-9_-]+"$/);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });

  it('as a pattern of a policy cannot leave its literal, whatever it is asked of', () => {
    const division = fc.record({
      kind: fc.constant('patterns' as const),
      patterns: fc.array(fc.array(fc.oneof(fc.constantFrom('*', '?'), fc.record({ text: hostile })), { maxLength: 3 })),
    });
    const query = fc.record({ prefix: division, delimiter: division, 'max-keys': division });
    const grouping = fc.record({
      ...{ partition: fc.constantFrom('aws', 'aws-cn'), times: fc.constantFrom(null, [0, 1, Infinity]), query },
      ...{ objectArn: division, userAgent: division, referer: division, versionId: division },
    });
    fc.assert(
      fc.property(grouping, fc.constantFrom(...layouts), (asked, layout) => {
        const different = { ...askedOf(asked, ['orders']), sample: sampleOf(layout) };
        expectTrino(aggregateQuery({ ...names, layout }, { buckets: ['orders'], since: 0, until: 1 }, different));
      }),
      { numRuns: 8 },
    );
  });

  it('as a bucket of a selection cannot leave its literal', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 3 }), (buckets) => {
        try {
          expectTrino(aggregateQuery({ ...names, layout: 'partitioned' }, { buckets, since: 0, until: 1 }));
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      { numRuns: 20 },
    );
  });
});
