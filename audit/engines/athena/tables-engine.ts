import { CLOUDTRAIL_TABLE, ACCESS_LOG_TABLE } from '../../../contract/log-tables';
import { DAY } from '../../../contract/time';
import { isoTime } from '../../access-log/log-time';
import { parseLine } from '../../access-log/parse-line';
import { InputError } from '../../errors/input-error';
import { reasonOf } from '../../errors/reason';
import { FEW_HOURS } from '../../records/deliveries';
import type { Selection } from '../../records/selection';
import type { Engine } from '../interface/engine';
import type { QueryResult } from '../interface/query-result';
import { readingStatement } from './own-statement';
import { AggregateRows, type OnGroup, type OnUnlogged, type QueriedAggregate } from './rows/aggregate-rows';
import { recordedRows, unloggedTaker } from './rows/recorded-rows';
import { RequestRows } from './rows/request-rows';
import {
  AGGREGATE_COLUMNS,
  aggregateQuery,
  daysRead,
  doubtfulLinesQuery,
  type BoundedSelection,
  type QueriedTables,
  type Variant,
} from './sql/aggregate-query';
import { askedOf, sampleOf } from './sql/record-class';
import { REQUEST_COLUMNS, requestQuery } from './sql/request-query';
import { queryTable, type TableName } from './sql/sql-text';
import { REQUEST_DETAIL } from './sql/trail-view';
import { uncoveredBy, type TableProperties } from './tables/projection';
import { UntoldSize } from './client/untold-size';

/** Which tables are asked; what every engine over tables is told. */
export interface TablesOptions {
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

/** One query of ours. */
export interface Question {
  readonly tables: QueriedTables;
  readonly selection: BoundedSelection;
  readonly sql: string;
  readonly columns: readonly string[];
}

/** What runs statements over tables: Athena, or a Trino. All of it throws InputError in plain words. */
export interface TableService {
  /** Runs a query of ours and gives its rows, `null` for SQL's NULL; a result cut short is none. */
  ask(question: Question, onRow: (values: readonly (string | null)[]) => void): Promise<void>;
  /** Runs a statement of the user's, as `readingStatement` gives it. */
  query(statement: string): Promise<QueryResult>;
  /** Properties of a table; `undefined` where there is none, or it is a view. */
  properties(table: TableName): Promise<TableProperties | undefined>;
  /** Tells the user something that is no result. */
  readonly note: (sentence: string) => void;
}

/** Days before the end of the window that are read where no beginning is asked for. */
const DEFAULT_DAYS = 7;

/**
 * The tables that the options name.
 *
 * @throws InputError for options that files have and tables have not, and for names that no table can have.
 */
export function tablesOf(database: string, engine: string, options: TablesOptions): QueriedTables {
  const { table = ACCESS_LOG_TABLE, cloudtrailTable, layout = 'partitioned' } = options;
  if ((options.logs ?? []).length > 0 || options.cloudtrail !== undefined) {
    const place = engine === 'athena' ? '--database' : '--trino-schema';
    throw new InputError([
      `--engine ${engine} reads the tables of ${place}, not --logs and --cloudtrail; reports join CloudTrail by --cloudtrail-table`,
    ]);
  }
  const trail = cloudtrailTable === true ? CLOUDTRAIL_TABLE : cloudtrailTable;
  const tables = {
    accessLog: { database, table },
    layout,
    ...(trail !== undefined && { cloudTrail: { database, table: trail } }),
  };
  // Said before anything is asked of a service.
  queryTable(tables.accessLog);
  if (tables.cloudTrail !== undefined) queryTable(tables.cloudTrail);
  return tables;
}

/** The engine over tables: one query an answer, over the partitions of the window. */
export function tablesEngine(service: TableService, tables: QueriedTables): Engine {
  return {
    async aggregate(asked) {
      const now = Math.floor(Date.now() / 1000);
      const selection = await bounded(asked, service, tables, now);
      const { aggregate, unlogged, denials, trail, unmeasured } = await readTables(service, tables, selection);
      return {
        selection,
        logged: aggregate,
        ...{ unlogged, unmeasured },
        ...(tables.cloudTrail && { trail: { coverage: trail, denials } }),
        // Whether the logs lie where S3 delivers them, or are copies, nobody tells; but nothing can come later than now.
        listed: now < selection.until + FEW_HOURS ? now : null,
        repeatedObjects: () => null,
      };
    },

    async recorded(asked, grouping, begin) {
      const onRow = begin();
      if (asked.buckets.length === 0)
        throw new InputError(['no policy of a bucket is planned: there is nothing to rehearse']);
      const selection = await bounded(asked, service, tables);
      const { layout, cloudTrail } = tables;
      const different = { ...askedOf(grouping, selection.buckets), sample: sampleOf(layout), detail: REQUEST_DETAIL };
      const takers = [recordedRows(layout, onRow), unloggedTaker(selection.buckets, onRow)] as const;
      const read = await readTables(service, tables, selection, different, takers);
      const { aggregate, unlogged, denials, trail, unmeasured } = read;
      return { coverage: aggregate.coverage, unlogged, denials, unmeasured, ...(cloudTrail && { trail }) };
    },

    /** SQL numbers no lines: their number is 0. */
    async rejects(asked, onReject) {
      const withoutTrail = { accessLog: tables.accessLog, layout: tables.layout };
      const selection = await bounded(asked, service, withoutTrail);
      const sql = doubtfulLinesQuery(withoutTrail, selection);
      await service.ask({ tables: withoutTrail, selection, sql, columns: ['file', 'line'] }, ([file, line]) => {
        const text = line ?? '';
        const parsed = parseLine(Buffer.from(text, 'utf8').toString('latin1'));
        if (parsed.kind === 'reject') onReject({ file: file ?? '-', line: 0, reason: parsed.reason, text });
      });
      return [];
    },

    async request(requestId, asked) {
      const selection = await bounded(asked, service, tables);
      const { first, last } = daysRead(selection);
      if (tables.layout !== 'simple') service.note(`the log folders of ${first} to ${last} are read`);
      const rows = new RequestRows(requestId);
      const sql = requestQuery(tables, selection, requestId);
      await service.ask({ tables, selection, sql, columns: REQUEST_COLUMNS }, (values) => {
        rows.add(named(REQUEST_COLUMNS, values));
      });
      return wholeResult(rows);
    },

    async query(sql) {
      const result = await service.query(readingStatement(sql));
      return { result, close: () => Promise.resolve() };
    },
  };
}

/** Runs the one query of a report or a rehearsal, again without sizes where the engine has none. */
async function readTables(
  service: TableService,
  tables: QueriedTables,
  selection: BoundedSelection,
  different: Partial<Variant> = {},
  takers: readonly [onGroup?: OnGroup, onUnlogged?: OnUnlogged] = [],
): Promise<QueriedAggregate> {
  const ask = async (isSizeTold: boolean): Promise<AggregateRows> => {
    const rows = new AggregateRows(selection, ...takers);
    const sql = aggregateQuery(tables, selection, { ...different, isSizeTold });
    await service.ask({ tables, selection, sql, columns: AGGREGATE_COLUMNS }, (values) => {
      rows.add(named(AGGREGATE_COLUMNS, values));
    });
    return rows;
  };
  const rows = await ask(true).catch((error: unknown) => {
    // Said before there are rows: the column is missing.
    if (error instanceof UntoldSize) return ask(false);
    throw error;
  });
  return wholeResult(rows);
}

/**
 * A query without a window would read all logs there are, so there always is one; its end is the last full second.
 *
 * @throws InputError for a window that the tables do not see.
 */
async function bounded(
  asked: Selection,
  service: TableService,
  tables: QueriedTables,
  now = Math.floor(Date.now() / 1000),
): Promise<BoundedSelection> {
  const until = asked.until ?? now;
  const since = asked.since ?? until - DEFAULT_DAYS * DAY;
  if (since >= until) throw new InputError(['--since must be before --until, and not in the future']);
  if (asked.since === null) service.note(`no --since: records from ${isoTime(since)} on, ${DEFAULT_DAYS} days`);
  if (tables.layout === 'simple')
    service.note('the table has no partitions: every query reads all logs ever delivered');
  const selection = { ...asked, since, until };
  const uncovered: string[] = [];
  for (const table of [tables.accessLog, ...(tables.cloudTrail ? [tables.cloudTrail] : [])]) {
    const properties = await service.properties(table);
    if (properties !== undefined) uncovered.push(...uncoveredBy(properties, selection, now, `table ${table.table}`));
  }
  if (uncovered.length > 0) throw new InputError(uncovered);
  return selection;
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
