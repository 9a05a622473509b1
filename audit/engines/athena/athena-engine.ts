import { InputError } from '../../errors/input-error';
import { reasonOf } from '../../errors/reason';
import type { Reject } from '../../records/reject';
import {
  AGGREGATE_COLUMNS,
  aggregateQuery,
  daysRead,
  doubtfulLinesQuery,
  type BoundedSelection,
  type QueriedTables,
} from './sql/aggregate-query';
import { AggregateRows, type QueriedAggregate } from './rows/aggregate-rows';
import type { AthenaConnection } from './client/connection';
import { parseLine } from '../../access-log/parse-line';
import type { FoundRequest } from '../../request/known-request';
import { REQUEST_COLUMNS, requestQuery } from './sql/request-query';
import { RequestRows } from './rows/request-rows';
import { readRows } from './client/result-rows';
import { runQuery, type QueryLimits } from './client/run-query';
import { bytesText, scanSentence } from './client/scan-cost';
import { missingDays } from './tables/compact';
import { daysBetween, estimateScan } from './tables/scan-estimate';
import type { TableName } from './sql/sql-text';
import { readTable } from './tables/table-metadata';

/** How a query is run and told about. */
export interface Running {
  readonly limits: QueryLimits;
  /** Told what the user should know: cost, estimate, what is read. */
  readonly note: (sentence: string) => void;
  /** Told how many bytes were scanned so far. */
  readonly onScan?: (bytes: number) => void;
}

/**
 * Asks Athena for everything a report needs, by one query over partitions of the window.
 *
 * @throws InputError when there is no complete result.
 */
export async function queryAggregate(
  connection: AthenaConnection,
  tables: QueriedTables,
  selection: BoundedSelection,
  running: Running,
): Promise<QueriedAggregate> {
  const rows = new AggregateRows(selection);
  await ask(connection, tables, selection, running, aggregateQuery(tables, selection), AGGREGATE_COLUMNS, (values) => {
    rows.add(named(AGGREGATE_COLUMNS, values));
  });
  return wholeResult(rows);
}

/**
 * Asks Athena for everything the window's log objects have about one request, by one query.
 *
 * @throws InputError when there is no complete result.
 */
export async function queryRequest(
  connection: AthenaConnection,
  tables: QueriedTables,
  selection: BoundedSelection,
  running: Running,
  requestId: string,
): Promise<FoundRequest> {
  const rows = new RequestRows(requestId);
  const sql = requestQuery(tables, selection, requestId);
  await ask(connection, tables, selection, running, sql, REQUEST_COLUMNS, (values) => {
    rows.add(named(REQUEST_COLUMNS, values));
  });
  return wholeResult(rows);
}

function named<Column extends string>(
  columns: readonly Column[],
  values: readonly (string | null)[],
): Readonly<Record<Column, string | null>> {
  return Object.fromEntries(columns.map((name, i) => [name, values[i] ?? null])) as Record<Column, string | null>;
}

function wholeResult<T>(rows: { readonly result: () => T }): T {
  try {
    return rows.result();
  } catch (error) {
    throw new InputError([`the result of the query is incomplete: ${reasonOf(error)}`]);
  }
}

/**
 * Gives every line of the window's log objects that can not be read. Athena numbers no lines: their number is 0.
 *
 * @throws InputError when there is no complete result.
 */
export async function queryRejects(
  connection: AthenaConnection,
  tables: QueriedTables,
  selection: BoundedSelection,
  running: Running,
  onReject: (reject: Reject) => void,
): Promise<void> {
  const withoutTrail = { accessLog: tables.accessLog, layout: tables.layout };
  const sql = doubtfulLinesQuery(withoutTrail, selection);
  await ask(connection, withoutTrail, selection, running, sql, ['file', 'line'], ([file, line]) => {
    const text = line ?? '';
    const parsed = parseLine(Buffer.from(text, 'utf8').toString('latin1'));
    if (parsed.kind === 'reject') onReject({ file: file ?? '-', line: 0, reason: parsed.reason, text });
  });
}

async function ask(
  connection: AthenaConnection,
  tables: QueriedTables,
  selection: BoundedSelection,
  { limits, note, onScan }: Running,
  sql: string,
  columns: readonly string[],
  onRow: (values: readonly (string | null)[]) => void,
): Promise<void> {
  if (tables.layout === 'compact') await requireCompleteDays(connection, tables.accessLog, selection);
  if (limits.maxScan !== undefined) await refuseLargeScan(connection, tables, selection, limits.maxScan, note);
  const query = await runQuery(connection, sql, limits, onScan);
  note(scanSentence(query.scannedBytes));
  await readRows(connection, query, columns, onRow);
}

async function refuseLargeScan(
  connection: AthenaConnection,
  tables: QueriedTables,
  selection: BoundedSelection,
  maxScan: number,
  note: (sentence: string) => void,
): Promise<void> {
  const estimate = await estimateScan(connection, tables, selection, maxScan);
  if (estimate.kind === 'unknown') {
    note(
      `what the query will scan can not be told beforehand (${estimate.reason}); it is stopped beyond ${bytesText(maxScan)}`,
    );
  } else if (estimate.kind === 'more') {
    throw new InputError([
      `not started: the query would scan ${bytesText(estimate.bytes)} or more, and --max-scan is ${bytesText(maxScan)}; narrow --since, --until and --bucket`,
    ]);
  } else note(`the query will scan about ${bytesText(estimate.bytes)}`);
}

/** A day that nobody wrote as Parquet has no rows, and must not look like a day without requests. */
async function requireCompleteDays(
  connection: AthenaConnection,
  name: TableName,
  selection: BoundedSelection,
): Promise<void> {
  const location = (await readTable(connection, name))?.Parameters?.location;
  if (location === undefined || selection.buckets.length === 0) {
    throw new InputError([
      `--layout compact needs --bucket, and the table ${name.table} that s3-audit tables --compact makes`,
    ]);
  }
  const days = daysBetween(daysRead(selection));
  const missing = await missingDays(connection, location.replace(/\/*$/, '/'), selection.buckets, days);
  if (missing.length === 0) return;
  throw new InputError([
    `${missing.length} of the days to read were never written as Parquet, such as ${missing.slice(0, 3).join(', ')}; write them by s3-audit tables --compact, or read the text by --layout partitioned`,
  ]);
}
