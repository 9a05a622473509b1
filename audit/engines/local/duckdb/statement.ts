import {
  StatementType,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
} from '@duckdb/node-api';
import { InputError } from '../../../errors/input-error';
import { plainSqlError } from './sql-error';
import type { Cell } from '../../interface/cell';
import type { QueryResult } from '../../interface/query-result';
import { cellOf } from './duckdb-cell';
import { requireReading } from '../../interface/reading-statement';

/** How a query of the local tables may begin. PRAGMA would become a SELECT on its way. */
export const READING = ['SELECT', 'WITH', 'FROM', 'VALUES', 'DESCRIBE', 'SHOW', 'SUMMARIZE', 'EXPLAIN'];

/**
 * Runs one statement that reads.
 *
 * @throws InputError in plain words when it is more than one, does more than read, or fails.
 */
export async function runStatement(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  requireReading(sql, READING);
  try {
    const result = await (await prepare(connection, sql)).stream();
    const types = result.columnTypes().map(String);
    const columns = result.deduplicatedColumnNames().map((name, index) => ({ name, type: types[index] ?? '' }));
    return { columns, rows: () => rowsOf(result) };
  } catch (error) {
    throw inPlainWords(error);
  }
}

async function* rowsOf(result: DuckDBResult): AsyncGenerator<readonly Cell[]> {
  try {
    for await (const rows of result.yieldRows()) for (const row of rows) yield row.map(cellOf);
  } catch (error) {
    throw inPlainWords(error);
  }
}

async function prepare(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new InputError(['query: write one statement']);
  const statement = await statements.prepare(0);
  if (statement.statementType !== StatementType.SELECT && statement.statementType !== StatementType.EXPLAIN) {
    throw new InputError([`query: a query only reads: begin it with ${READING.join(', ')}`]);
  }
  return statement;
}

function inPlainWords(error: unknown): Error {
  if (error instanceof InputError) return error;
  // By its property, not its class: errors of the native library may come from another realm.
  const { message } = error as { readonly message?: unknown };
  return new InputError([`query: ${plainSqlError(String(message ?? error))}`]);
}
