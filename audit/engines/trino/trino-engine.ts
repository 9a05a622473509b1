import { InputError } from '../../errors/input-error';
import { bytesText } from '../../output/numbers';
import type { Running } from '../athena/client/running';
import { uniquelyNamed, warnOf } from '../athena/own-statement';
import { trinoCell } from '../athena/rows/trino-cell';
import type { TableName } from '../athena/sql/sql-text';
import type { TableProperties } from '../athena/tables/projection';
import { tablesEngine, tablesOf, type TableService, type TablesOptions } from '../athena/tables-engine';
import type { Engine, EngineHost } from '../interface/engine';
import type { Cell } from '../interface/cell';
import type { QueryResult, ResultColumn } from '../interface/query-result';
import { connectTrino, type TrinoConnection, type TrinoOptions } from './client/connection';
import { MissingTable } from './client/failures';
import { runStatement, type TrinoPage } from './client/run-statement';
import { filesTableOf, propertiesQuery } from './tables/ddl';

/** What Trino's engine is told. */
export type TrinoEngineOptions = TrinoOptions & TablesOptions;

/**
 * The engine of `--engine trino`: the statements of Athena's, run by a Trino whose Hive connector reads the logs. Nothing is
 * called yet.
 *
 * @throws InputError for options that contradict each other or are missing.
 */
export function openTrinoEngine(options: TrinoEngineOptions, host: EngineHost): Engine {
  const { maxScan, queryTimeout, layout } = options;
  const connection = connectTrino(options, host.onInterruption);
  if (layout === 'compact') {
    throw new InputError([
      '--engine trino has no --layout compact: which days are complete is told in S3, where it does not look',
    ]);
  }
  const tables = tablesOf(connection.schema, 'trino', options);
  const progress = host.showProgress<number>((bytes) => `Trino has read ${bytesText(bytes)}`);
  const service = trinoService(connection, {
    limits: { timeout: queryTimeout, ...(maxScan !== undefined && { maxScan }) },
    note: (sentence) => {
      progress.end();
      host.note(sentence);
    },
    onScan: progress.show,
  });
  return tablesEngine(service, tables);
}

/** A Trino as what runs statements over tables. */
export function trinoService(connection: TrinoConnection, running: Running): TableService {
  const { limits, note } = running;
  return {
    note,
    async ask({ sql, columns }, onRow) {
      let read = 0;
      const pages = runStatement(connection, sql, limits, (bytes) => {
        read = bytes;
        running.onScan?.(bytes);
      });
      for await (const page of pages) {
        if (page.columns.length > 0) requireColumns(page, columns);
        page.rows.forEach(onRow);
      }
      note(`read ${bytesText(read)}`);
    },

    async query(statement) {
      warnOf(statement, running);
      return openResult(runStatement({ ...connection, ownStatement: true }, statement, limits, running.onScan));
    },

    properties: async (table) => {
      const own = await propertiesOf(connection, table);
      // Ours is a view over a table of files; of somebody else's nothing is known.
      return own?.presto_view === 'true' ? propertiesOf(connection, filesTableOf(table)) : own;
    },
  };
}

function requireColumns({ columns }: TrinoPage, wanted: readonly string[]): void {
  if (columns.map(({ name }) => name).join() === wanted.join()) return;
  throw new InputError(['the result is not that of the query: its columns differ']);
}

/** Waits for the columns, which come before the rows. */
async function openResult(pages: AsyncGenerator<TrinoPage>): Promise<QueryResult> {
  let first = await pages.next();
  while (first.done !== true && first.value.columns.length === 0) first = await pages.next();
  const page = first.done === true ? undefined : first.value;
  const columns = uniquelyNamed(page?.columns ?? []);
  return { columns, rows: () => cells(columns, page, pages) };
}

async function* cells(
  columns: readonly ResultColumn[],
  first: TrinoPage | undefined,
  pages: AsyncGenerator<TrinoPage>,
): AsyncGenerator<readonly Cell[]> {
  const cellsOf = ({ rows }: TrinoPage): Cell[][] =>
    rows.map((row) => row.map((text, i) => trinoCell(text, columns[i]?.type ?? '')));
  if (first === undefined) return;
  yield* cellsOf(first);
  for await (const page of pages) yield* cellsOf(page);
}

async function propertiesOf(connection: TrinoConnection, table: TableName): Promise<TableProperties | undefined> {
  const properties: Record<string, string> = {};
  try {
    for await (const { columns, rows } of runStatement(connection, propertiesQuery(table), { timeout: 120 })) {
      for (const row of rows) columns.forEach(({ name }, i) => (properties[name] = row[i] ?? ''));
    }
  } catch (error) {
    if (error instanceof MissingTable) return undefined;
    throw error;
  }
  return properties;
}
