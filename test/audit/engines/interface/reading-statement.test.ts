import { readingStatement } from '../../../../audit/engines/athena/own-statement';

describe('a statement for Athena that reads is let through as it is', () => {
  test.each([
    'SELECT 1',
    "SELECT ';' AS \";\" FROM t WHERE x = 'it''s; fine' -- x; y",
    '  -- a; comment\n/* another; one */ select 1',
    'WITH a AS (SELECT 1) SELECT * FROM a',
    '(SELECT 1) UNION (SELECT 2)',
    'SHOW TABLES',
    'DESCRIBE access_log_records',
    'SHOW PARTITIONS `access_logs`',
    'EXPLAIN SELECT 1',
    'EXPLAIN ANALYZE (FORMAT JSON) SELECT 1',
    'EXPLAIN (TYPE DISTRIBUTED) WITH a AS (SELECT 1) SELECT * FROM a',
  ])('%s', (sql) => {
    expect(readingStatement(sql)).toBe(sql);
  });

  test.each(['SELECT 1;', 'SELECT 1; ; ', 'SELECT 1; -- the end;', 'SELECT 1;/* ; */'])(
    '%s: without what ends it',
    (sql) => {
      expect(readingStatement(sql)).toBe('SELECT 1');
    },
  );
});

describe('a statement for Athena that does more is refused, and so are two', () => {
  const ONLY_READS = 'query: a query only reads: begin it with SELECT, WITH, SHOW, DESCRIBE, EXPLAIN';
  test.each([
    'DROP TABLE access_logs',
    'drop view access_log_records',
    '/* SELECT */ DROP TABLE x',
    '-- SELECT\nDROP TABLE x',
    'CREATE TABLE x AS SELECT 1',
    'CREATE OR REPLACE VIEW x AS SELECT 1',
    'CREATE EXTERNAL TABLE x (a string) LOCATION "s3://x/"',
    'ALTER TABLE access_logs DROP PARTITION (day = "x")',
    'INSERT INTO x SELECT 1',
    'DELETE FROM x',
    'UPDATE x SET a = 1',
    'MERGE INTO x USING y ON true WHEN MATCHED THEN DELETE',
    "UNLOAD (SELECT 1) TO 's3://elsewhere/' WITH (format = 'PARQUET')",
    'MSCK REPAIR TABLE x',
    'VACUUM x',
    'OPTIMIZE x REWRITE DATA USING BIN_PACK',
    'PREPARE x FROM SELECT 1',
    'EXECUTE x',
    'DEALLOCATE PREPARE x',
    "USING EXTERNAL FUNCTION f(x varchar) RETURNS varchar LAMBDA 'f' SELECT f('x')",
    'EXPLAIN ANALYZE INSERT INTO x SELECT 1',
    'EXPLAIN (TYPE IO) DROP TABLE x',
    'EXPLAIN /* */ ANALYZE /* */ DROP TABLE x',
    'FROM x INSERT OVERWRITE TABLE y SELECT *',
    'CALL system.runtime.kill_query()',
    'USE other',
    'SET SESSION x = 1',
    'GRANT SELECT ON x TO y',
    'TRUNCATE TABLE x',
    'SELECTED',
  ])('%s', (sql) => {
    expect(() => readingStatement(sql)).toThrow(ONLY_READS);
  });

  test.each([
    'SELECT 1; DROP TABLE x',
    'SELECT 1;;SELECT 2',
    // What another engine takes for an escaped quote ends the text for Athena.
    "SELECT '\\'; DROP TABLE x; --'",
    'SELECT 1; /* */ DROP TABLE x',
    'SELECT 1 -- a comment\n; DROP TABLE x',
    "SELECT 'open; DROP TABLE x",
  ])('%s', (sql) => {
    expect(() => readingStatement(sql)).toThrow('query: write one statement');
  });

  test.each(['', ' ', '-- nothing', '/* */'])('nothing at all: "%s"', (sql) => {
    expect(() => readingStatement(sql)).toThrow('query: is empty');
  });
});
