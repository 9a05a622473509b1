// Plain DuckDB, asked as its users would: lines as one column, fields by a regular expression.
import { DuckDBInstance } from '@duckdb/node-api';

const folder = process.argv[2];
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const reader = await connection.runAndReadAll(`
  WITH lines AS (
    SELECT column0 AS line FROM read_csv('${folder}/*', header = false, columns = {'column0': 'VARCHAR'}, delim = '\x01',
      quote = '', escape = '', strict_mode = false, parallel = false, encoding = 'latin-1', auto_detect = false, max_line_size = 2500000, buffer_size = 8000000)
  ), heads AS (
    SELECT string_split(line, '"') AS parts FROM lines
  ), records AS (
    SELECT string_split(parts[1], ' ') AS h, string_split(parts[3], ' ') AS r FROM heads
  )
  SELECT h[5], count(*), sum(try_cast(r[4] AS BIGINT)), min(h[3]), max(h[3])
  FROM records GROUP BY h[2], h[5], h[6], h[8], r[2]`);
for (const [ip, count] of reader.getRows()) process.stdout.write(`${ip} ${count}\n`);
