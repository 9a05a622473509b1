import { ACCESS_LOG_FIELDS, type AccessLogField } from '../../../../contract/access-log-fields';
import { ACCESS_LOG_COLUMNS } from '../../../../contract/access-log-regex';
import { HOST_ID_OF_TWO_WORDS, ofOddLines } from './odd-lines';
import { queryName, queryTable, queryText, type TableName } from './sql-text';

/** Columns of the view beside the record's own. */
export const LINE_COLUMNS = ['file', 'digest', 'plain', 'line'] as const;

/** What the size of an object is held against: its own, and bytes of a line without its end. No view can have the first. */
export const SIZE_COLUMNS = ['file_size', 'octets'] as const;

/** Columns of the view that are no text. */
export const TYPED_COLUMNS: Readonly<Record<string, string>> = {
  digest: 'varbinary',
  file_size: 'bigint',
  octets: 'bigint',
  plain: 'boolean',
  request_time: 'timestamp(3)',
  ...Object.fromEntries(ACCESS_LOG_COLUMNS.flatMap(({ name, type }) => (type === 'integer' ? [[name, 'bigint']] : []))),
};

/** Only these can hold quotes and what looks like the rest of a record. */
const WRITTEN_BY_CLIENTS = ACCESS_LOG_FIELDS.filter(({ written }) => written === 'quoted');

/** Fields that the log has after the last one known here. */
const EXTRA = queryName('extra');

/** Status to turn-around time after a quote, and the beginning of a referer: wider than the record's own, never narrower. */
const RESPONSE = '" (?:-|[1-5][0-9][0-9]) [A-Za-z0-9._-]+(?: (?:-|[0-9]+)){4} ';

/** When a record was received, in seconds since the epoch, by the column that the view has. */
export const SEEN = 'CAST(to_unixtime(request_time) AS bigint)';

/** How a time in brackets ends. */
const TIME_END = ' [+-][0-9]{4}\\]';

/** Zones that Trino has: any other fails the query, whatever wraps it. */
const ZONE = ' [+-](?:0[0-9]|1[0-3])[0-5][0-9]$| [+-]1400$';

/** Wrapped, because a leap second or a day that Athena cannot tell must make the line doubtful, not fail the query. */
const TIME = `CASE WHEN regexp_like(request_time, '${ZONE}') THEN TRY(CAST(parse_datetime(request_time, 'dd/MMM/yyyy:HH:mm:ss Z') AT TIME ZONE 'UTC' AS timestamp(3))) END`;

/** The line put together again from its columns; a table with another expression gives another text. */
const PUT_TOGETHER = `concat_ws(' ', ${ACCESS_LOG_FIELDS.map(({ column, written }) => {
  if (written === 'bracketed') return `'[' || ${column} || ']'`;
  return written === 'quoted' ? `COALESCE('"' || ${column} || '"', '-')` : queryName(column);
}).join(', ')}, NULLIF(extra, ''))`;
/** Some lines have two spaces around the remote IP. */
const withSingleSpaces = (text: string): string => `replace(${text}, '  ', ' ')`;

/**
 * The condition under which a line has one reading, and the columns are that reading. It errs on one side: a line that fails
 * it may still have one reading, and the engine gives such lines to `parseLine`, as it does lines that are no record.
 * - printable ASCII only: Athena reads UTF-8, the parser bytes;
 * - no beginning that the parser takes for JSON, whether or not it is some;
 * - the columns are the line's own parts, so that a table somebody altered cannot mislead;
 * - no quote within what clients write;
 * - one word for the host id;
 * - no second place that reads as the end of the request URI and a response;
 * - no second time in brackets, since a second record may begin there.
 */
const PLAIN_LINE = [
  'bucket_owner IS NOT NULL',
  `regexp_like(line, '^[ -~]*$')`,
  `NOT regexp_like(line, '^([^ ]+ )?[{]')`,
  `${TIME} IS NOT NULL`,
  `${withSingleSpaces('line')} = ${withSingleSpaces(PUT_TOGETHER)}`,
  `NOT ${HOST_ID_OF_TWO_WORDS}`,
  ...WRITTEN_BY_CLIENTS.map(({ column }) => `strpos(COALESCE(${column}, ''), '"') = 0`),
  `NOT regexp_like(line, ${queryText(`${RESPONSE}[^\\n]*${RESPONSE}["-]`)})`,
  `NOT regexp_like(line, ${queryText(`${TIME_END}[^\\n]*${TIME_END}`)})`,
].join('\n    AND ');

/**
 * The SELECT behind the view: every line with its file, its digest, whether it is plain, and the record in typed columns,
 * NULL where the log has `-`. Only bytes sent is 0 then.
 *
 * @param where conditions on the table's own columns, the partitions among them.
 * @param more further columns of the table to give, or expressions.
 */
export function accessLogSelect(table: TableName, where: readonly string[] = [], more: readonly string[] = []): string {
  const columns = [
    '"$path" AS file',
    'sha256(to_utf8(line)) AS digest',
    `COALESCE(${PLAIN_LINE}, false) AS plain`,
    'line',
    ...ACCESS_LOG_FIELDS.map((field) => `${ofOddLines(field, typed(field))} AS ${queryName(field.column)}`),
    `NULLIF(${EXTRA}, '') AS ${EXTRA}`,
    ...more,
  ];
  const condition = where.length === 0 ? '' : `\nWHERE ${where.join('\n  AND ')}`;
  return `SELECT\n  ${columns.join(',\n  ')}\nFROM ${queryTable(table)}${condition}`;
}

/** {@link SIZE_COLUMNS}, of the table's own lines. */
export const SIZES = ['"$file_size" AS file_size', 'length(to_utf8(line)) AS octets'];
/** The same where the engine has no size of an object. */
export const SIZES_UNTOLD = ['CAST(NULL AS bigint) AS file_size', 'length(to_utf8(line)) AS octets'];

function typed({ column, type, dash }: AccessLogField): string {
  if (type === 'timestamp') return TIME;
  const text = dash === 'itself' ? queryName(column) : `NULLIF(${queryName(column)}, '-')`;
  const value = type === 'integer' ? `TRY_CAST(${text} AS bigint)` : text;
  return dash === 'zero' ? `COALESCE(${value}, 0)` : value;
}
