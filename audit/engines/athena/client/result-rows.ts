import { GetQueryResultsCommand, type ColumnInfo, type ResultSet } from '@aws-sdk/client-athena';
import { InputError } from '../../../errors/input-error';
import type { AthenaConnection } from './connection';
import type { OnRow } from './csv-rows';
import { callFailureSentence } from './failures';
import { fileRows } from './result-file';
import type { FinishedQuery } from './run-query';

/** Rows of a page; a result that fits into one is taken from it. */
const PAGE_ROWS = 1_000;

/** A row as text; `null` is SQL's NULL. */
export type TextRow = readonly (string | null)[];

/** A result that is read as its rows are asked for. */
export interface OpenResult {
  /** Columns as Athena describes them. */
  readonly columns: readonly ColumnInfo[];
  /**
   * Rows, some at a time, the names of the columns among them where Athena gives them.
   *
   * @throws InputError when the result cannot be read to its end.
   */
  readonly rows: AsyncIterable<readonly TextRow[]>;
}

/**
 * Opens the result of a query, to be read with bounded memory: a small one is in Athena's answer, a larger one is read from
 * the result file, and page by page only where there is no file of rows (a workgroup with managed results; SHOW and the
 * like, whose file is no CSV).
 *
 * @throws InputError when Athena gives no result.
 */
export async function openResult(connection: AthenaConnection, query: FinishedQuery): Promise<OpenResult> {
  const first = await page(connection, query);
  const fromFile = first.next !== undefined && query.resultFile?.endsWith('.csv') === true;
  return {
    columns: first.columns,
    rows: fromFile ? fileRows(connection, query.resultFile) : pages(connection, query, first),
  };
}

/**
 * Gives every row of a result, one after the other, with bounded memory.
 *
 * @param columns names that the result must have.
 * @throws InputError when the result cannot be read to its end, or is another one.
 */
export async function readRows(
  connection: AthenaConnection,
  query: FinishedQuery,
  columns: readonly string[],
  onRow: OnRow,
): Promise<void> {
  const take = checked(columns, onRow);
  for await (const rows of (await openResult(connection, query)).rows) rows.forEach(take);
  take.end();
}

interface Page {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly TextRow[];
  readonly next: string | undefined;
}

async function* pages(
  connection: AthenaConnection,
  query: FinishedQuery,
  first: Page,
): AsyncGenerator<readonly TextRow[]> {
  yield first.rows;
  let token = first.next;
  while (token !== undefined) {
    const following = await page(connection, query, token);
    yield following.rows;
    token = following.next;
  }
}

async function page(connection: AthenaConnection, { id }: FinishedQuery, token?: string): Promise<Page> {
  const command = new GetQueryResultsCommand({
    QueryExecutionId: id,
    MaxResults: PAGE_ROWS,
    ...(token !== undefined && { NextToken: token }),
  });
  const answer = await connection.athena.send(command).catch((error: unknown) => {
    throw new InputError([`the result cannot be read: ${callFailureSentence(error, 'GetQueryResults', connection)}`]);
  });
  const { ResultSetMetadata: metadata, Rows: rows = [] } = answer.ResultSet ?? {};
  return { columns: metadata?.ColumnInfo ?? [], rows: rows.map(textsOf), next: answer.NextToken };
}

function textsOf({ Data: data = [] }: NonNullable<ResultSet['Rows']>[number]): TextRow {
  return data.map(({ VarCharValue: value }) => value ?? null);
}

/** Names come first; a result with other columns, or rows of another length, is not the one asked for. */
function checked(columns: readonly string[], onRow: OnRow): OnRow & { end: () => void } {
  let named = false;
  const take: OnRow = (values) => {
    if (values.length !== columns.length)
      throw new InputError(['the result of the query is malformed: a row has another length']);
    if (named) onRow(values);
    else if (values.join() !== columns.join())
      throw new InputError(['the result is not that of the query: its columns differ']);
    named = true;
  };
  return Object.assign(take, {
    end: () => {
      if (!named) throw new InputError(['the result of the query is empty: not even the names of its columns came']);
    },
  });
}
