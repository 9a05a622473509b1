import { ACCESS_LOG_COLUMNS } from '../../../../contract/access-log-regex';
import { eventsOf, linesOf, type BoundedSelection, type QueriedTables } from './aggregate-query';
import { queryName, queryText } from './sql-text';

/** Columns of the result, in the order of {@link requestQuery}'s SELECT. */
export const REQUEST_COLUMNS = [
  'kind',
  'file',
  'line',
  'record',
  'digest',
  'event_time',
  'request_id',
  'host_id',
  'testimony',
  'events',
] as const;

export type RequestColumn = (typeof REQUEST_COLUMNS)[number];

/**
 * The one query of `s3-audit request`. It reads every table once, since Athena bills by bytes read, and returns by kind:
 * - `line`: a line that is of the request or names it, for `parseLine` to read, or the record of a line that is not kept;
 * - `event`: an event of the request;
 * - `stray`: events that have not both ids and may be of any request, counted;
 * - `total`: one row behind all others, which tells a whole result from one cut short.
 */
export function requestQuery(tables: QueriedTables, selection: BoundedSelection, requestId: string): string {
  const id = queryText(requestId);
  const { cloudTrail } = tables;
  return [
    `WITH lines AS (\n${linesOf(tables, selection)}\n)`,
    ...(cloudTrail ? [`, events AS (\n${eventsOf(cloudTrail, selection)}\n)`] : []),
    candidateLines(tables.layout, id),
    ...(cloudTrail ? [`UNION ALL\n${foundEvents(id)}`] : []),
    `UNION ALL\n${select({ kind: "'total'" })}`,
    'ORDER BY kind, file, line, event_time, testimony',
  ].join('\n');
}

/** A plain line has one request ID, its column's; all others are for the parser, which tries every way to read them. */
function candidateLines(layout: QueriedTables['layout'], id: string): string {
  const record = layout === 'compact' ? `CASE WHEN plain THEN ${RECORD} END` : undefined;
  return `${select({ kind: "'line'", file: 'file', line: 'line', ...(record && { record }), digest: 'to_hex(digest)' })}
FROM lines
WHERE CASE WHEN plain THEN request_id = ${id} ELSE strpos(line, ${id}) > 0 END`;
}

/** Parquet has no text of a plain line, but the one record that it was read as. */
export const RECORD = `json_format(CAST(ARRAY[${ACCESS_LOG_COLUMNS.map(({ name, type }) => {
  if (type === 'timestamp') return `CAST(CAST(to_unixtime(${name}) AS bigint) AS varchar)`;
  return type === 'integer' ? `CAST(${name} AS varchar)` : queryName(name);
}).join(', ')}] AS JSON))`;

/** An event that is nobody's for certain need not tell its place and time. */
const ofEvent = (column: string): string => `CASE WHEN request_id IS NOT NULL THEN ${column} END AS ${column}`;

function foundEvents(id: string): string {
  const keys = ['kind', 'file', 'event_time', 'request_id', 'host_id', 'testimony'] as const;
  const columns = Object.fromEntries(keys.map((key) => [key, key]));
  return `${select({ ...columns, events: 'count(*)' })}
FROM (
  SELECT CASE WHEN request_id IS NULL THEN 'stray' ELSE 'event' END AS kind,
    ${ofEvent('file')}, ${ofEvent('event_time')}, request_id, host_id, testimony
  FROM events
  WHERE request_id = ${id} OR (request_id IS NULL AND testimony IS NOT NULL)
) found
GROUP BY ${keys.join(', ')}`;
}

/** A SELECT of all columns, NULL where nothing is given. */
function select(columns: Partial<Record<RequestColumn, string>>): string {
  const given = REQUEST_COLUMNS.map((name) => {
    const missing = name === 'events' ? 'CAST(NULL AS bigint)' : 'CAST(NULL AS varchar)';
    return `${columns[name] ?? missing} AS ${name}`;
  });
  return `SELECT ${given.join(', ')}`;
}
