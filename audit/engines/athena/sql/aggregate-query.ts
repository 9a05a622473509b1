import { DAY, HOUR, dayFolder } from '../../../../contract/time';
import { FURTHEST_APART } from '../../../cloudtrail/trail';
import { ENDPOINT_MARK_SQL } from '../../../records/host-endpoint';
import type { Selection } from '../../../records/selection';
import { accessLogSelect, SEEN, SIZES, SIZES_UNTOLD } from './access-log-view';
import { queryList, queryName, queryTable, queryText, type TableName } from './sql-text';
import { trailSelect } from './trail-view';

/** Tables to query, and how they are partitioned. */
export interface QueriedTables {
  readonly accessLog: TableName;
  /** `compact`: made by `s3-audit tables --compact`, typed and columnar; the others are text as S3 delivers it. */
  readonly layout: 'partitioned' | 'simple' | 'compact';
  readonly cloudTrail?: TableName;
}

/** A selection with both ends: without them a query would read all logs there are. */
export interface BoundedSelection extends Selection {
  readonly since: number;
  readonly until: number;
}

/** Log objects may be delivered late into the folder of a later day; so many days after the window are read too. */
export const LATE_DAYS = 2;

/** Columns of the result, in the order of {@link aggregateQuery}'s SELECT. */
export const AGGREGATE_COLUMNS = [
  'kind',
  'bucket',
  'remote_ip',
  'requester',
  'operation',
  'http_status',
  'error_code',
  'host_header',
  'source_region',
  'hour',
  'testimonies',
  'apart',
  'event_in_window',
  'line',
  'file',
  'request_id',
  'host_id',
  'requests',
  'copies',
  'witnessed',
  'bytes_sent',
  'first_seen',
  'last_seen',
  'events',
  'request_events',
  'first_event',
  'last_event',
  'files',
  'file_size',
  'object_lines',
  'octets',
  'plain_lines',
  'fresh',
  'replaced',
  'sample',
  'details',
] as const;

export type AggregateColumn = (typeof AGGREGATE_COLUMNS)[number];

/** How a query may differ from that of a report: SQL over the columns of `accessLogSelect`, asked of plain lines. */
export interface Variant {
  /** False where the engine has no size of an object. */
  readonly isSizeTold: boolean;
  /** What sets records apart beside all that a report sets apart; and columns that it is made of, each set of those before it. */
  readonly recordClass: string;
  readonly texts: readonly Readonly<Record<string, string>>[];
  /** A record as text, of which the first one in the order of texts comes back with its group. */
  readonly sample: string;
  /** What events of requests without a line tell beside their testimony: SQL over the table of CloudTrail. */
  readonly detail: string;
}

const NULL_TEXT = 'CAST(NULL AS varchar)';
const REPORT: Variant = { isSizeTold: true, texts: [], recordClass: NULL_TEXT, sample: NULL_TEXT, detail: NULL_TEXT };

/**
 * The one query of a report. It reads every table once, since Athena bills by bytes read, and returns rows of these kinds:
 * - `group`: plain records of the selection alike in everything judgement asks for, with the events joined to them;
 * - `activity`: those of `group`, by bucket and hour;
 * - `outside`, `other-bucket`: plain records out of the selection, counted;
 * - `object`: a log object, with what its lines and its plain records are, `fresh` those that no object before it has;
 * - `doubtful`: a line with perhaps more than one reading or none, as it is, for `parseLine` to read, and the events of its ids;
 * - `event`: CloudTrail events of the selection without a plain or doubtful line of theirs; `stray`: events that cannot be
 *   read, and denials of endpoint policies;
 * - `other-event`: further events, counted; `tally`: how many request events there were; `total`: how many files.
 */
export function aggregateQuery(
  tables: QueriedTables,
  selection: BoundedSelection,
  different: Partial<Variant> = {},
): string {
  const withTrail = tables.cloudTrail !== undefined;
  const { isSizeTold, ...variant } = { ...REPORT, ...different };
  return [
    `WITH lines AS (\n${linesOf(tables, selection, isSizeTold ? SIZES : SIZES_UNTOLD)}\n)`,
    `, records AS (\n${recordsOf(selection, variant)}\n)`,
    ...(tables.cloudTrail ? [`, events AS (\n${eventsOf(tables.cloudTrail, selection, variant.detail)}\n)`] : []),
    ...(withTrail ? [`, testimonies AS (\n${testimoniesOf(selection)}\n)`] : []),
    `, joined AS (\n${joinedOf(selection, withTrail)}\n)`,
    finalOf(selection),
  ].join('\n');
}

/** All lines that are not plain, with their files: the rejects are among them. */
export function doubtfulLinesQuery(tables: QueriedTables, selection: BoundedSelection): string {
  return `WITH lines AS (\n${linesOf(tables, selection)}\n)\nSELECT file, line FROM lines WHERE NOT plain`;
}

/** Every line of the window's log objects, as `accessLogSelect` gives it with `more`. */
export function linesOf(
  { accessLog, layout }: QueriedTables,
  selection: BoundedSelection,
  more: readonly string[] = [],
): string {
  const where = partitionFilter(layout, selection);
  if (layout !== 'compact') return accessLogSelect(accessLog, where, more);
  return `SELECT * FROM ${queryTable(accessLog)}\nWHERE ${where.join('\n  AND ')}`;
}

/** The conditions that keep a query from reading more than the window; a simple prefix has nothing to set them on. */
function partitionFilter(layout: QueriedTables['layout'], selection: BoundedSelection): readonly string[] {
  if (layout === 'simple') return [];
  const { buckets } = selection;
  return [dayFilter(selection), ...(buckets.length > 0 ? [`log_bucket IN ${queryList(buckets)}`] : [])];
}

function dayFilter(selection: BoundedSelection): string {
  const { first, last } = daysRead(selection);
  return `${queryName('day')} BETWEEN ${queryText(first)} AND ${queryText(last)}`;
}

/** First and last day whose folders are read, `2026/01/05`. */
export function daysRead({ since, until }: BoundedSelection): { readonly first: string; readonly last: string } {
  return { first: dayFolder(since), last: dayFolder(until - 1 + LATE_DAYS * DAY) };
}

/** The host header, where it may name an endpoint (host-endpoint.ts): others would set groups apart, and tell nothing. */
const ENDPOINT_HOST = `CASE WHEN regexp_like(host_header, ${queryText(ENDPOINT_MARK_SQL)}) THEN host_header END`;

const RECORD_KEYS = [
  ...['digest', 'plain', 'bucket', 'remote_ip', 'requester', 'operation', 'http_status', 'error_code', 'source_region'],
  ...['endpoint_host', 'request_id', 'host_id', 'bytes_sent', 'seen', 'doubtful_line', 'doubtful_file', 'joined_id'],
].join(', ');

/**
 * Lines equal in every byte are one record; a doubtful line stays with its file, for messages. A line of a bucket that is not
 * asked for is no line of an event that touches one that is. Beside them stand the objects, each with all its lines.
 */
const recordsOf = (
  { buckets }: Selection,
  { texts, recordClass, sample }: Omit<Variant, 'isSizeTold' | 'detail'>,
): string => `SELECT ${RECORD_KEYS}, endpoint_host AS host_header, min(record_class) AS record_class, min(sample) AS sample,
  grouping(object) = 0 AS is_object, COALESCE(object, min(file)) AS file, count(*) AS copies,
  file_size, sum(octets) AS octets, count_if(plain) AS plain_lines, bool_or(strpos(line, chr(65533)) > 0) AS replaced,
  min(plain_seen) AS object_first, max(plain_seen) AS object_last
FROM (
  SELECT lines.*, file AS object, ${ENDPOINT_HOST} AS endpoint_host, ${SEEN} AS seen,
    CASE WHEN plain THEN ${SEEN} END AS plain_seen,
    CASE WHEN plain THEN ${recordClass} END AS record_class,
    CASE WHEN plain THEN ${sample} END AS sample,
    CASE WHEN plain THEN NULL ELSE line END AS doubtful_line,
    CASE WHEN plain THEN NULL ELSE file END AS doubtful_file,
    ${buckets.length === 0 ? 'request_id' : `CASE WHEN bucket IN ${queryList(buckets)} THEN request_id END`} AS joined_id
  FROM ${texts.reduce(withColumns, 'lines')}
) keyed
GROUP BY GROUPING SETS ((${RECORD_KEYS}), (object, file_size))`;

function withColumns(from: string, columns: Readonly<Record<string, string>>): string {
  const added = Object.entries(columns).map(([name, expression]) => `${expression} AS ${name}`);
  return `(SELECT lines.*, ${added.join(', ')}\n  FROM ${from}) lines`;
}

/** Every event of the window's CloudTrail files, as `trailSelect` gives it. */
export function eventsOf(table: TableName, selection: BoundedSelection, detail = NULL_TEXT): string {
  // An event may be of the second before its log line's, and that of the day before.
  return trailSelect(table, [dayFilter({ ...selection, since: selection.since - 86_400 })], [], detail);
}

/**
 * The events of one request, gathered: the bucket owner's trail and the requester's may each have one. Events without ids
 * stay apart. Each comes twice, to be joined and to be counted, because a request may have several lines to be joined to.
 */
const testimoniesOf = (
  selection: BoundedSelection,
): string => `SELECT tally, request_id IS NULL AND testimonies IS NOT NULL AS stray, testimonies, details, events, request_events, event_time, last_event_time, event_in_window,
  CASE WHEN NOT tally THEN request_id END AS request_id, CASE WHEN NOT tally THEN host_id END AS host_id
FROM (
  SELECT request_id, host_id, count(*) AS events, count(request_id) AS request_events, min(event_time) AS event_time, max(event_time) AS last_event_time,
    bool_or(${inWindowText(selection, 'event_time')}) AS event_in_window,
    NULLIF(array_join(array_sort(array_agg(DISTINCT testimony)), chr(10)), '') AS testimonies,
    NULLIF(array_join(array_sort(array_agg(DISTINCT detail)), chr(10)), '') AS details
  FROM events
  GROUP BY request_id, host_id, CASE WHEN request_id IS NULL THEN testimony END,
    CASE WHEN request_id IS NULL AND testimony IS NOT NULL THEN event_time END
) gathered
CROSS JOIN UNNEST(ARRAY[true, false]) AS twice (tally)`;

function joinedOf(selection: BoundedSelection, withTrail: boolean): string {
  const events = withTrail
    ? [
        'testimonies.testimonies, testimonies.details, events, request_events, event_time, last_event_time, event_in_window',
        'COALESCE(tally, false) AS tally, COALESCE(stray, false) AS stray',
        `${apart('event_time', 'last_event_time')} OR ${apart('event_time', 'seen')} OR ${apart('last_event_time', 'seen')} AS apart`,
        `${eventFilter(selection)} AS event_selected`,
      ]
    : [
        'CAST(NULL AS varchar) AS testimonies, CAST(NULL AS varchar) AS details, CAST(NULL AS bigint) AS events, CAST(NULL AS bigint) AS request_events',
        'CAST(NULL AS varchar) AS event_time, CAST(NULL AS varchar) AS last_event_time, false AS event_in_window',
        'false AS tally, false AS stray, false AS apart, false AS event_selected',
      ];
  return `SELECT records.*, ${events.join(',\n  ')},
  ${recordFilter(selection)} AS of_bucket,
  seen >= ${selection.since} AND seen < ${selection.until} AS in_window
FROM records${withTrail ? JOIN : ''}`;
}

/** Whether two times are too far apart for one request; where one is missing, they are not. */
function apart(eventTime: string, other: string): string {
  const seconds = (column: string): string =>
    column === 'seen' ? column : `to_unixtime(TRY(from_iso8601_timestamp(${column})))`;
  return `COALESCE(abs(${seconds(eventTime)} - ${seconds(other)}) > ${FURTHEST_APART}, false)`;
}

/** Whether an event's time lies in the window. */
function inWindowText({ since, until }: BoundedSelection, column: string): string {
  return `${column} >= ${isoSecond(since)} AND ${column} < ${isoSecond(until)}`;
}

const JOIN = `
FULL OUTER JOIN testimonies
  ON records.joined_id = testimonies.request_id AND records.host_id = testimonies.host_id`;

function recordFilter({ buckets }: Selection): string {
  return buckets.length === 0 ? 'true' : `records.bucket IN ${queryList(buckets)}`;
}

/** Times of CloudTrail begin so, and are longer by their zone. */
function isoSecond(seconds: number): string {
  return queryText(new Date(seconds * 1000).toISOString().slice(0, 19));
}

/** Wider than the selection, never narrower: an event whose testimony so much as mentions a bucket, encoded or not, is kept. */
function eventFilter({ buckets }: BoundedSelection): string {
  const mentioned = [...buckets, '%'].map((text) => `strpos(testimonies.testimonies, ${queryText(text)}) > 0`);
  return buckets.length === 0 ? 'event_in_window' : `(event_in_window AND (${mentioned.join(' OR ')}))`;
}

const KIND = `CASE
    WHEN is_object THEN 'object'
    WHEN tally THEN 'tally'
    WHEN stray THEN 'stray'
    WHEN plain IS NULL THEN CASE WHEN event_selected AND testimonies IS NOT NULL THEN 'event' ELSE 'other-event' END
    WHEN NOT plain THEN 'doubtful'
    WHEN NOT of_bucket THEN 'other-bucket'
    WHEN NOT in_window AND NOT COALESCE(event_in_window, false) THEN 'outside'
    ELSE 'group' END`;

/** A column that tells rows apart only where the kind of row asks for it. */
function keyed(column: string, kinds: readonly string[], name = column): string {
  return `CASE WHEN kind IN ${queryList(kinds)} THEN ${column} END AS ${name}`;
}

/** Columns of a record that tell groups apart. */
const GROUPED = [
  'bucket',
  'remote_ip',
  'requester',
  'operation',
  'http_status',
  'error_code',
  'host_header',
  'source_region',
  'record_class',
];

const KEYS = [
  'kind',
  'bucket',
  'remote_ip',
  'requester',
  'operation',
  'http_status',
  'error_code',
  'host_header',
  'source_region',
  'record_class',
  'hour',
  'key_testimonies',
  'apart',
  'event_in_window',
  'line',
  'key_file',
  'key_time',
  'details',
];

const finalOf = ({
  hourly,
}: Selection): string => `SELECT CASE WHEN grouping(home) = 0 THEN 'object' WHEN grouping(kind) = 1 THEN 'total' WHEN grouping(remote_ip) = 1 THEN 'activity' ELSE kind END AS kind,
  bucket, remote_ip, requester, operation, http_status, error_code, host_header, source_region, CASE WHEN grouping(remote_ip) = 1 THEN active_hour ELSE hour END AS hour, key_testimonies AS testimonies, apart, event_in_window, line, CASE WHEN grouping(home) = 0 THEN home ELSE key_file END AS file,
  min(request_id) AS request_id, min(host_id) AS host_id,
  count(*) AS requests, sum(copies) AS copies, count(testimonies) AS witnessed, sum(bytes_sent) AS bytes_sent,
  CASE WHEN grouping(home) = 0 THEN min(object_first) ELSE min(seen) END AS first_seen,
  CASE WHEN grouping(home) = 0 THEN max(object_last) ELSE max(seen) END AS last_seen,
  sum(events) AS events, sum(request_events) AS request_events, min(event_time) AS first_event, max(last_event_time) AS last_event,
  CASE WHEN grouping(kind) = 1 AND grouping(home) = 1 THEN count(DISTINCT file) END AS files,
  max(file_size) AS file_size, sum(object_lines) AS object_lines, sum(octets) AS octets, sum(plain_lines) AS plain_lines,
  count_if(kind <> 'object') AS fresh, bool_or(replaced) AS replaced,
  CASE WHEN grouping(remote_ip) = 0 THEN min(sample) END AS sample, details
FROM (
  SELECT kind,
    ${GROUPED.map((column) => keyed(column, column === 'bucket' ? ['group', 'outside'] : ['group'])).join(',\n    ')},
    ${keyed(`CASE WHEN in_window THEN seen - seen % ${HOUR} END`, ['group'], 'active_hour')},
    ${keyed(hourly === true ? `seen - seen % ${HOUR}` : 'CAST(NULL AS bigint)', ['group'], 'hour')},
    ${keyed('testimonies', ['group', 'doubtful', 'event', 'stray'], 'key_testimonies')},
    ${keyed('apart', ['group', 'event'])},
    ${keyed('event_in_window', ['doubtful'])},
    ${keyed('doubtful_line', ['doubtful'], 'line')},
    ${keyed('doubtful_file', ['doubtful'], 'key_file')},
    ${keyed('request_id', ['doubtful'])},
    ${keyed('host_id', ['doubtful'])},
    CASE WHEN kind = 'tally' THEN NULL ELSE testimonies END AS testimonies,
    copies, bytes_sent, seen, file, object_first, object_last,
    ${keyed('sample', ['group'])},
    ${keyed('file', ['group', 'outside', 'other-bucket', 'object'], 'home')},
    ${keyed('copies', ['object'], 'object_lines')},
    ${['file_size', 'octets', 'plain_lines', 'replaced'].map((column) => keyed(column, ['object'])).join(',\n    ')},
    ${keyed('events', ['stray', 'tally'])},
    ${keyed('request_events', ['tally'])},
    ${keyed('event_time', ['stray'], 'key_time')},
    ${keyed('details', ['event', 'doubtful'])},
    ${keyed('event_time', ['event', 'stray', 'doubtful'])},
    ${keyed('last_event_time', ['event', 'stray', 'doubtful'])}
  FROM (SELECT ${KIND} AS kind, joined.* FROM joined) kinds
) keys
GROUP BY GROUPING SETS ((${KEYS.join(', ')}), (kind, bucket, active_hour), (home), ())
HAVING CASE
  WHEN grouping(home) = 0 THEN home IS NOT NULL
  ELSE (grouping(remote_ip) = 0 AND kind <> 'object') OR grouping(kind) = 1 OR kind = 'group' END`;
