import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { Cell } from '../../../../../audit/engines/interface/cell';
import { openTables, type OpenTables, type TableSources } from '../../../../../audit/engines/local/duckdb/open-tables';
import { runStatement } from '../../../../../audit/engines/local/duckdb/statement';
import type { LogFile } from '../../../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../../../temporary-directory';

/** Log files and tables over them, for one test. */
export interface TableFixture {
  readonly directory: () => string;
  /** Writes a file below the test's directory. */
  readonly fileOf: (name: string, bytes: string | Buffer) => LogFile & { readonly kind: 'file' };
  readonly open: (sources: Partial<TableSources>) => Promise<OpenTables>;
  /** Opens tables over the logs and gives the rows of one query. */
  readonly select: (sql: string, sources: Partial<TableSources>) => Promise<readonly (readonly Cell[])[]>;
}

export async function rowsOf(tables: OpenTables, sql: string): Promise<readonly (readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  for await (const row of (await runStatement(tables.connection, sql)).rows()) rows.push(row);
  return rows;
}

export function useTables(): TableFixture {
  const directory = useTemporaryDirectory();
  const opened: OpenTables[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(async (tables) => tables.close()));
  });
  const open = async (sources: Partial<TableSources>): Promise<OpenTables> => {
    const tables = await openTables({ logs: [], cloudtrail: [], cache: null, ...sources });
    opened.push(tables);
    return tables;
  };
  return {
    directory,
    fileOf: (name, bytes) => {
      const path = join(directory(), name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      return { kind: 'file', path };
    },
    open,
    select: async (sql, sources) => rowsOf(await open(sources), sql),
  };
}
