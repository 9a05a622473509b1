import { InputError } from '../../errors/input-error';
import { bytesText, grouped } from '../../output/numbers';
import type { Engine, EngineHost } from '../interface/engine';
import { connect, type AthenaConnection, type AthenaOptions } from './client/connection';
import { readRows } from './client/result-rows';
import { runQuery } from './client/run-query';
import type { Running } from './client/running';
import { scanSentence } from './client/scan-cost';
import { queryOwnStatement } from './own-statement';
import { daysRead, type BoundedSelection, type QueriedTables } from './sql/aggregate-query';
import type { TableName } from './sql/sql-text';
import { missingDays } from './tables/compact';
import { daysBetween, estimateScan } from './tables/scan-estimate';
import { readTable } from './tables/table-metadata';
import { tablesEngine, tablesOf, type Question, type TableService, type TablesOptions } from './tables-engine';

/** What Athena's engine is told. */
export type AthenaEngineOptions = AthenaOptions & TablesOptions;

/** What Athena is asked through, and about which tables. */
export interface AthenaSource {
  readonly connection: AthenaConnection;
  readonly tables: QueriedTables;
  readonly running: Running;
}

/**
 * The engine of `--engine athena`. Nothing is called yet.
 *
 * @throws InputError for options that contradict each other or are missing.
 */
export function openAthenaEngine(options: AthenaEngineOptions, host: EngineHost): Engine {
  const { maxScan, queryTimeout } = options;
  const connection = connect(options, host.onInterruption);
  const tables = tablesOf(connection.database, 'athena', options);
  const progress = host.showProgress<number>((bytes) => `Athena has scanned ${bytesText(bytes)}`);
  return athenaEngine({
    connection,
    tables,
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
export function athenaEngine({ connection, tables, running }: AthenaSource): Engine {
  return tablesEngine(athenaService(connection, running), tables);
}

function athenaService(connection: AthenaConnection, running: Running): TableService {
  const { limits, note, onScan } = running;
  return {
    note,
    async ask({ tables, selection, sql, columns }, onRow) {
      refuseLongStatement(sql);
      if (tables.layout === 'compact') await requireCompleteDays(connection, tables.accessLog, selection);
      if (limits.maxScan !== undefined) await refuseLargeScan(connection, { tables, selection, note }, limits.maxScan);
      const query = await runQuery(connection, sql, limits, { onScan });
      note(scanSentence(query.scannedBytes));
      await readRows(connection, query, columns, onRow);
    },
    query: (statement) => queryOwnStatement(connection, statement, running),
    properties: async (table) => (await readTable(connection, table))?.Parameters,
  };
}

/** Athena User Guide, "Service Quotas": the maximum length of a query string. */
const LONGEST_STATEMENT = 262_144;

/** Names of buckets and patterns of policies make a statement long; Athena would only say that it is. */
function refuseLongStatement(sql: string): void {
  const bytes = Buffer.byteLength(sql);
  if (bytes <= LONGEST_STATEMENT) return;
  throw new InputError([
    `the query would have ${grouped(bytes)} bytes, and Athena takes ${grouped(LONGEST_STATEMENT)}: ask about fewer buckets, or rehearse fewer policies, at once`,
  ]);
}

async function refuseLargeScan(
  connection: AthenaConnection,
  { tables, selection, note }: Pick<Question, 'tables' | 'selection'> & Pick<Running, 'note'>,
  maxScan: number,
): Promise<void> {
  const estimate = await estimateScan(connection, tables, selection, maxScan);
  if (estimate.kind === 'unknown') {
    note(
      `what the query will scan cannot be told beforehand (${estimate.reason}); it is stopped beyond ${bytesText(maxScan)}`,
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
