import { ACCESS_LOG_FIELDS, type AccessLogField } from '../../../../contract/access-log-fields';
import { ROW_SEPARATOR } from '../scanner/layout';
import { BETWEEN_ESCAPED, NOTHING } from './rows/row-text';
import { literal, literals } from './sql-text';

// From files of text DuckDB reads rows at a small part of what it takes to hand them over one by one.

const COLUMNS = [
  ['number', 'INTEGER'],
  ['line', 'UINTEGER'],
  ...['reason', 'text', 'escaped', 'digest', 'ambiguous'].map((name) => [name, 'VARCHAR'] as const),
  ...ACCESS_LOG_FIELDS.map(({ column, type }) => [column, type === 'string' ? 'VARCHAR' : 'BIGINT'] as const),
  ['extra', 'VARCHAR'],
] as const;

/** Bytes that DuckDB reads at once, twice the longest row at least; with its usual 32 MB it takes several times that of memory. */
const BUFFER = 1024 * 1024;

/**
 * A SELECT of the rows of files, as a segment has them but with the part's number for the log's id.
 *
 * @param longest bytes of the longest row.
 */
export function selectRows(paths: readonly string[], longest: number): string {
  const fields = ACCESS_LOG_FIELDS.map((field, index) => `${valueOf(field, index)} AS ${field.column}`);
  const columns = COLUMNS.map(([name, type]) => `${literal(name)}: ${literal(type)}`).join(', ');
  const most = Math.max(longest + 1, BUFFER / 2);
  return `SELECT number, line, reason,
      CASE WHEN escaped IS NULL THEN text WHEN reason IS NOT NULL THEN decode(unhex(escaped)) END AS text,
      digest, ambiguous = 't' AS ambiguous, ${fields.join(', ')},
      CASE WHEN reason IS NOT NULL THEN NULL WHEN f IS NULL THEN coalesce(string_split(extra, ' ')[2:], [])
        ELSE list_transform(f[${ACCESS_LOG_FIELDS.length + 1}:], lambda word: decode(unhex(word))) END AS extra
    FROM (SELECT *, CASE WHEN reason IS NULL THEN string_split(escaped, ${literal(BETWEEN_ESCAPED)}) END AS f
      FROM read_csv(${literals(paths)}, auto_detect = false, header = false, delim = chr(${ROW_SEPARATOR}), quote = '', escape = '',
        max_line_size = ${most}, buffer_size = ${2 * most},
        nullstr = ${literal(NOTHING)}, columns = {${columns}}))`;
}

/** The value of a field, by its place among those in hexadecimal. */
function valueOf({ column, type, dash }: AccessLogField, index: number): string {
  const escaped = `nullif(decode(unhex(f[${index + 1}])), ${literal(NOTHING)})`;
  const read = `CASE WHEN f IS NULL THEN ${column} ELSE ${type === 'string' ? escaped : `CAST(${escaped} AS BIGINT)`} END`;
  if (type === 'timestamp') return `make_timestamp(${read} * 1000000)`;
  return dash === 'itself' ? `CASE WHEN reason IS NULL THEN coalesce(${read}, ${literal(NOTHING)}) END` : read;
}
