import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cell } from '../../../../../audit/engines/interface/cell';
import { jsonOf, plainOf } from '../../../../../audit/engines/interface/cell';
import { openTables, type OpenTables } from '../../../../../audit/engines/local/duckdb/open-tables';
import { runStatement } from '../../../../../audit/engines/local/duckdb/statement';
import { logLine } from '../../../log-lines';
import { rowsOf } from './opened-tables';

const directory = mkdtempSync(join(tmpdir(), 's3-private-path-'));
let tables: OpenTables;
beforeAll(async () => {
  const path = join(directory, 'log');
  writeFileSync(path, logLine());
  tables = await openTables({ logs: [{ kind: 'file', path }], cloudtrail: [], cache: null });
});
afterAll(async () => {
  await tables.close();
  rmSync(directory, { recursive: true });
});

const problemOf = async (sql: string): Promise<string> => {
  try {
    await rowsOf(tables, sql);
    return 'no problem';
  } catch (error) {
    if ((error as Error).name !== 'InputError') throw error;
    return (error as Error).message;
  }
};

describe('what reads is run', () => {
  test.each([
    'SELECT 1',
    '  -- a comment\n/* another */ select 1;',
    '(SELECT 1)',
    'WITH a AS (SELECT 1) FROM a',
    'VALUES (1)',
    'DESCRIBE access_log',
    'SHOW TABLES',
    'SUMMARIZE access_log',
    'EXPLAIN SELECT 1',
    'EXPLAIN ANALYZE SELECT 1',
  ])('%s', async (sql) => {
    expect(await problemOf(sql)).toBe('no problem');
  });
});

describe('what does more is refused, and nothing is written or read beside the tables', () => {
  test.each([
    ['', /^query: is empty$/],
    ['-- nothing', /^query: is empty$/],
    ['SELECT 1; SELECT 2', /^query: write one statement$/],
    ["COPY access_log TO '$D/out'", /only reads/],
    ["COPY (SELECT 1) TO '$D/out'", /only reads/],
    ["EXPLAIN ANALYZE COPY access_log TO '$D/out'", /only reads/],
    ["EXPLAIN (ANALYZE, FORMAT json) COPY access_log TO '$D/out'", /only reads/],
    ["EXPLAIN /* */ ANALYZE /* */ COPY access_log TO '$D/out'", /only reads/],
    ["ATTACH '$D/out' AS x", /only reads/],
    ["EXPORT DATABASE '$D/out'", /only reads/],
    ['CREATE TEMP TABLE x AS SELECT 1', /only reads/],
    ['CREATE MACRO x() AS 1', /only reads/],
    ['INSERT INTO cloudtrail (kind) VALUES (1)', /only reads/],
    ['DROP VIEW access_log', /only reads/],
    ['SET threads = 1', /only reads/],
    ['RESET memory_limit', /only reads/],
    ['PRAGMA database_list', /only reads/],
    ['INSTALL httpfs', /only reads/],
    ['LOAD httpfs', /only reads/],
    ['CALL pragma_version()', /only reads/],
    ['CHECKPOINT', /only reads/],
    ['USE memory', /only reads/],
    ['WITH a AS (SELECT 1) INSERT INTO cloudtrail (kind) SELECT 1 FROM a', /only reads/],
    ["SELECT * FROM read_text('/etc/passwd')", /files, networks and extensions are out of its reach/],
    ["SELECT * FROM read_csv('$D/log')", /out of its reach/],
    ["SELECT * FROM read_parquet('$D/*.parquet')", /out of its reach/],
    ["SELECT * FROM glob('/*')", /out of its reach/],
    ["SELECT * FROM '$D/log'", /^query: Table with name .* does not exist/],
    ["SELECT * FROM query('COPY access_log TO ''$D/out''')", /^query: /],
    ["SELECT * FROM read_csv('https://example.com/x')", /out of its reach|^query: /],
  ])('%s', async (sql, sentence) => {
    expect(await problemOf(sql.replaceAll('$D', directory))).toMatch(sentence);
    expect(existsSync(join(directory, 'out'))).toBe(false);
  });
});

describe('mistakes are told in one plain line', () => {
  test.each([
    [
      'SELECT nope FROM access_log',
      /^query: Referenced column "nope" not found in FROM clause; candidate bindings: .*"[a-z_]+"$/,
    ],
    ['SELECT 1 FROM nope', /^query: Table with name nope does not exist; Did you mean .*\?$/],
    ['SELECT FROM', /^query: (SELECT clause|syntax error)/],
    ["SELECT CAST('x' AS INTEGER)", /^query: Could not convert string 'x' to INT32$/],
    [
      'SELECT CAST(user_agent AS INTEGER) FROM access_log',
      /^query: Could not convert string 'aws-cli\/2\.17' to INT32/,
    ],
    ['SELECT ?', /there are no parameters$/],
    ['SELECT "\u001b[31m"', /\\x1b\[31m/],
  ])('%s', async (sql, sentence) => {
    const problem = await problemOf(sql);
    expect(problem).toMatch(sentence);
    expect(problem).not.toMatch(/\n|\p{Cc}|LINE 1|Error:/u);
  });
});

describe('values', () => {
  const valueOf = async (expression: string): Promise<Cell> => (await rowsOf(tables, `SELECT ${expression}`))[0]![0]!;

  test.each([
    ['9007199254740993', 9007199254740993n, '9007199254740993', 9007199254740993n],
    ['CAST(42 AS BIGINT)', 42n, 42, 42n],
    ['sum(100)', 100n, 100, 100n],
    ["TIMESTAMP '2026-01-05 08:00:03'", '2026-01-05T08:00:03Z', '2026-01-05T08:00:03Z', '2026-01-05T08:00:03Z'],
    [
      "TIMESTAMP '2026-01-05 08:00:03.25'",
      '2026-01-05T08:00:03.25Z',
      '2026-01-05T08:00:03.25Z',
      '2026-01-05T08:00:03.25Z',
    ],
    ["TIMESTAMPTZ '2026-01-05 08:00:03+09'", '2026-01-04T23:00:03Z', '2026-01-04T23:00:03Z', '2026-01-04T23:00:03Z'],
    ["TIMESTAMP 'infinity'", 'infinity', 'infinity', 'infinity'],
    ["DATE '2026-01-05'", '2026-01-05', '2026-01-05', '2026-01-05'],
    ["INTERVAL '1 day 2 hours'", '1 day 02:00:00', '1 day 02:00:00', '1 day 02:00:00'],
    ['CAST(1.50 AS DECIMAL(4, 2))', '1.50', '1.50', '1.50'],
    ['1e0 / 3', 1 / 3, 1 / 3, 1 / 3],
    ["CAST('nan' AS DOUBLE)", 'NaN', 'NaN', 'NaN'],
    ['true', true, true, 'true'],
    ['NULL', null, null, null],
    [
      "[TIMESTAMP '2026-01-05 08:00:03', NULL]",
      ['2026-01-05T08:00:03Z', null],
      ['2026-01-05T08:00:03Z', null],
      '["2026-01-05T08:00:03Z",null]',
    ],
    ["{a: 1, b: 'x'}", { a: 1, b: 'x' }, { a: 1, b: 'x' }, '{"a":1,"b":"x"}'],
    [
      "MAP {'k': 9007199254740993}",
      [{ key: 'k', value: 9007199254740993n }],
      [{ key: 'k', value: '9007199254740993' }],
      '[{"key":"k","value":"9007199254740993"}]',
    ],
    ["'\\xAA'::BLOB", '\\xAA', '\\xAA', '\\xAA'],
  ])('%s', async (expression, cell, json, plain) => {
    const value = await valueOf(expression);
    expect(value).toEqual(cell);
    expect(jsonOf(value)).toEqual(json);
    expect(plainOf(value)).toEqual(plain);
  });
});

test('a query that runs for long is interrupted', async () => {
  const { connection } = tables;
  setTimeout(() => {
    connection.interrupt();
  }, 200);
  await expect(
    (async () => {
      const result = await runStatement(
        connection,
        'SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b',
      );
      for await (const row of result.rows()) expect(row).toBeUndefined();
    })(),
  ).rejects.toThrow('query: was interrupted');
});

test('columns of one name are told apart', async () => {
  const { columns } = await runStatement(tables.connection, 'SELECT 1 AS a, 2 AS a');
  expect(columns).toEqual([
    { name: 'a', type: 'INTEGER' },
    { name: 'a:1', type: 'INTEGER' },
  ]);
});

test('opening fails plainly where a log cannot be read', async () => {
  await expect(openTables({ logs: [{ kind: 'file', path: '/no/such' }], cloudtrail: [], cache: null })).rejects.toThrow(
    '/no/such: no such file or directory',
  );
});
