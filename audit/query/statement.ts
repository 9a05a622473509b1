import {
  StatementType,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
} from '@duckdb/node-api';
import { InputError } from '../input-error';
import { plainSqlError } from './sql-error';
import { cellOf, type Cell } from './cell';

/** How a query may begin. */
const READING = ['SELECT', 'WITH', 'FROM', 'VALUES', 'DESCRIBE', 'SHOW', 'SUMMARIZE', 'EXPLAIN'];

/** A column of a result: the name is unique among its columns. */
export interface ResultColumn {
  readonly name: string;
  /** As DuckDB calls it. */
  readonly type: string;
}

/** The rows of a query, given as they come. */
export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** @throws InputError when the query fails on its way. */
  rows(): AsyncIterable<readonly Cell[]>;
}

/**
 * Runs one statement that reads.
 *
 * @throws InputError in plain words when it is more than one, does more than read, or fails.
 */
export async function runStatement(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  refuseWriting(sql);
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

/**
 * Refuses by its first words a statement that does more than read, before anything is read for it: PRAGMA becomes a SELECT
 * on its way, and EXPLAIN ANALYZE runs what it explains.
 *
 * @throws InputError naming what is allowed.
 */
export function refuseWriting(sql: string): void {
  let words = withoutComments(sql);
  if (/^explain\b/i.test(words)) words = withoutComments(words.replace(/^explain(\s+analyze)?(\s*\([^)]*\))?/i, ''));
  const [first = ''] = /^[a-z]+/i.exec(words) ?? [];
  if (READING.includes(first.toUpperCase())) return;
  throw new InputError([
    words === '' ? 'query: is empty' : `query: a query only reads: begin it with ${READING.join(', ')}`,
  ]);
}

/** The statement from its first word on. */
function withoutComments(sql: string): string {
  return sql.replace(/^(\s|\(|--[^\n]*(\n|$)|\/\*[^]*?\*\/)+/, '');
}

function inPlainWords(error: unknown): Error {
  if (error instanceof InputError) return error;
  // By its property, not its class: errors of the native library may come from another realm.
  const { message } = error as { readonly message?: unknown };
  return new InputError([`query: ${plainSqlError(String(message ?? error))}`]);
}
