import { ACCESS_LOG_TABLE, CLOUDTRAIL_TABLE } from '../../../contract/log-tables';
import { isoTime } from '../../access-log/log-time';
import { parseLine } from '../../access-log/parse-line';
import { InputError } from '../../errors/input-error';
import { reasonOf } from '../../errors/reason';
import type { Selection } from '../../records/selection';
import type { Engine, EngineHost } from '../engine';
import { connect, type AthenaConnection, type AthenaOptions } from './client/connection';
import { readRows } from './client/result-rows';
import { runQuery } from './client/run-query';
import type { Running } from './client/running';
import { scanSentence } from './client/scan-cost';
import { bytesText } from '../../output/numbers';
import { queryOwnStatement, readingStatement } from './own-statement';
import { AggregateRows } from './rows/aggregate-rows';
import { RequestRows } from './rows/request-rows';
import {
  AGGREGATE_COLUMNS,
  aggregateQuery,
  daysRead,
  doubtfulLinesQuery,
  type BoundedSelection,
  type QueriedTables,
} from './sql/aggregate-query';
import { REQUEST_COLUMNS, requestQuery } from './sql/request-query';
import type { TableName } from './sql/sql-text';
import { missingDays } from './tables/compact';
import { daysBetween, estimateScan } from './tables/scan-estimate';
import { readTable } from './tables/table-metadata';

/** What Athena's engine is told. */
export interface AthenaEngineOptions extends AthenaOptions {
  /** Refused: tables are read. */
  readonly logs?: readonly string[];
  /** Refused: CloudTrail has a table. */
  readonly cloudtrail?: readonly string[];
  /** Table of server access logs. @default ACCESS_LOG_TABLE */
  readonly table?: string;
  /** Table of CloudTrail to join; `true` is the one that `s3-audit tables` makes. */
  readonly cloudtrailTable?: string | true;
  /** @default 'partitioned' */
  readonly layout?: QueriedTables['layout'];
  /** Bytes that a query may scan. */
  readonly maxScan?: number;
  /** Seconds after which a query is stopped. */
  readonly queryTimeout: number;
}

/** What Athena is asked through, and about which tables. */
export interface AthenaSource {
  readonly connection: AthenaConnection;
  readonly tables: QueriedTables;
  readonly running: Running;
}

type Text = string | null;

/** One query, and what takes its rows. */
interface Question<Column extends string> {
  readonly tables: QueriedTables;
  readonly selection: BoundedSelection;
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly onRow: (row: Readonly<Record<Column, Text>>) => void;
}

/** Days before the end of the window that are read where no beginning is asked for. */
const DEFAULT_DAYS = 7;
const DAY = 86_400;

/**
 * The engine of `--engine athena`: one query an answer, over the partitions of the window. Nothing is called yet.
 *
 * @throws InputError for options that contradict each other or are missing.
 */
export function openAthenaEngine(options: AthenaEngineOptions, host: EngineHost): Engine {
  const { table = ACCESS_LOG_TABLE, cloudtrailTable, layout = 'partitioned', maxScan, queryTimeout } = options;
  const connection = connect(options, host.onInterruption);
  if ((options.logs ?? []).length > 0 || options.cloudtrail !== undefined) {
    throw new InputError([
      '--engine athena reads the tables of --database, not --logs and --cloudtrail; reports join CloudTrail by --cloudtrail-table',
    ]);
  }
  const { database } = connection;
  const trail = cloudtrailTable === true ? CLOUDTRAIL_TABLE : cloudtrailTable;
  const progress = host.showProgress<number>((bytes) => `Athena has scanned ${bytesText(bytes)}`);
  return athenaEngine({
    connection,
    tables: {
      accessLog: { database, table },
      layout,
      ...(trail !== undefined && { cloudTrail: { database, table: trail } }),
    },
    running: {
      limits: { timeout: queryTimeout, ...(maxScan !== undefined && { maxScan }) },
      note: (sentence) => {
        progress.end();
        host.note(sentence);
      },
      onScan: progress.show,
    },
  });
}

/** The engine over a connection that is there. */
export function athenaEngine(source: AthenaSource): Engine {
  const { connection, tables, running } = source;
  return {
    async aggregate(asked) {
      const now = Math.floor(Date.now() / 1000);
      const selection = bounded(asked, source, now);
      const rows = new AggregateRows(selection);
      const sql = aggregateQuery(tables, selection);
      await ask(source, {
        tables,
        selection,
        sql,
        columns: AGGREGATE_COLUMNS,
        onRow: (row) => {
          rows.add(row);
        },
      });
      const { aggregate, unlogged, denials, trail } = wholeResult(rows);
      return {
        selection,
        logged: aggregate,
        unlogged,
        ...(tables.cloudTrail && { trail: { coverage: trail, denials } }),
        // A compact table is a copy, made some time before.
        listed: tables.layout === 'compact' ? null : now,
        repeatedObjects: () => null,
      };
    },

    /** Athena numbers no lines: their number is 0. */
    async rejects(asked, onReject) {
      const selection = bounded(asked, source);
      const withoutTrail = { accessLog: tables.accessLog, layout: tables.layout };
      const onRow = ({ file, line }: Readonly<Record<'file' | 'line', Text>>): void => {
        const text = line ?? '';
        const parsed = parseLine(Buffer.from(text, 'utf8').toString('latin1'));
        if (parsed.kind === 'reject') onReject({ file: file ?? '-', line: 0, reason: parsed.reason, text });
      };
      const sql = doubtfulLinesQuery(withoutTrail, selection);
      await ask(source, { tables: withoutTrail, selection, sql, columns: ['file', 'line'], onRow });
    },

    async request(requestId, asked) {
      const selection = bounded(asked, source);
      const { first, last } = daysRead(selection);
      if (tables.layout !== 'simple') running.note(`the log folders of ${first} to ${last} are read`);
      const rows = new RequestRows(requestId);
      const sql = requestQuery(tables, selection, requestId);
      await ask(source, {
        tables,
        selection,
        sql,
        columns: REQUEST_COLUMNS,
        onRow: (row) => {
          rows.add(row);
        },
      });
      return wholeResult(rows);
    },

    async query(sql) {
      const result = await queryOwnStatement(connection, readingStatement(sql), running);
      return { result, close: () => Promise.resolve() };
    },
  };
}

/** A query without a window would read all logs there are, so there always is one; its end is the last full second. */
function bounded(
  asked: Selection,
  { tables, running }: AthenaSource,
  now = Math.floor(Date.now() / 1000),
): BoundedSelection {
  const until = asked.until ?? now;
  const since = asked.since ?? until - DEFAULT_DAYS * DAY;
  if (since >= until) throw new InputError(['--since must be before --until, and not in the future']);
  if (asked.since === null) running.note(`no --since: records from ${isoTime(since)} on, ${DEFAULT_DAYS} days`);
  if (tables.layout === 'simple')
    running.note('the table has no partitions: every query reads all logs ever delivered');
  return { ...asked, since, until };
}

function wholeResult<T>(rows: { readonly result: () => T }): T {
  try {
    return rows.result();
  } catch (error) {
    throw new InputError([`the result of the query is incomplete: ${reasonOf(error)}`]);
  }
}

async function ask<Column extends string>(
  { connection, running }: AthenaSource,
  { tables, selection, sql, columns, onRow }: Question<Column>,
): Promise<void> {
  const { limits, note, onScan } = running;
  if (tables.layout === 'compact') await requireCompleteDays(connection, tables.accessLog, selection);
  if (limits.maxScan !== undefined) await refuseLargeScan(connection, { tables, selection, note }, limits.maxScan);
  const query = await runQuery(connection, sql, limits, onScan);
  note(scanSentence(query.scannedBytes));
  await readRows(connection, query, columns, (values) => {
    onRow(Object.fromEntries(columns.map((name, i) => [name, values[i] ?? null])) as Record<Column, Text>);
  });
}

async function refuseLargeScan(
  connection: AthenaConnection,
  { tables, selection, note }: Pick<Question<string>, 'tables' | 'selection'> & Pick<Running, 'note'>,
  maxScan: number,
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
