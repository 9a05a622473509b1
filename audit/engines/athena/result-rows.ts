import { GetQueryResultsCommand, type ResultSet } from '@aws-sdk/client-athena';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { failureOf } from '../../aws/aws-failure';
import { InputError } from '../../input-error';
import { reasonOf } from '../../sources/log-files';
import type { AthenaConnection } from './connection';
import { CsvRows, type OnRow } from './csv-rows';
import { callFailureSentence } from './failures';
import type { FinishedQuery } from './run-query';

/** Rows of a page; a result that fits into one is taken from it. */
const PAGE_ROWS = 1_000;
/** Downloads of one result, each going on where the one before broke off. */
const DOWNLOADS = 6;

/**
 * Gives every row of a result, one after the other, with bounded memory: a small one from Athena's answer, a larger one from
 * the result file, and page by page only where there is no file (a workgroup with managed results).
 *
 * @param columns names that the result must have.
 * @throws InputError when the result can not be read to its end, or is another one.
 */
export async function readRows(
  connection: AthenaConnection,
  query: FinishedQuery,
  columns: readonly string[],
  onRow: OnRow,
): Promise<void> {
  const first = await page(connection, query);
  const take = checked(columns, onRow);
  if (first.next !== undefined && query.resultFile !== undefined) await readFile(connection, query.resultFile, take);
  else {
    takePage(first.rows, take);
    let token = first.next;
    while (token !== undefined) {
      const following = await page(connection, query, token);
      takePage(following.rows, take);
      token = following.next;
    }
  }
  take.end();
}

interface Page {
  readonly rows: NonNullable<ResultSet['Rows']>;
  readonly next: string | undefined;
}

async function page(connection: AthenaConnection, { id }: FinishedQuery, token?: string): Promise<Page> {
  const command = new GetQueryResultsCommand({
    QueryExecutionId: id,
    MaxResults: PAGE_ROWS,
    ...(token !== undefined && { NextToken: token }),
  });
  const answer = await connection.athena.send(command).catch((error: unknown) => {
    throw new InputError([`the result can not be read: ${callFailureSentence(error, 'GetQueryResults', connection)}`]);
  });
  return { rows: answer.ResultSet?.Rows ?? [], next: answer.NextToken };
}

function takePage(rows: Page['rows'], onRow: OnRow): void {
  for (const { Data: data } of rows) onRow((data ?? []).map(({ VarCharValue: value }) => value ?? null));
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

const LOCATION = /^s3:\/\/([^/]+)\/(.+)$/;

async function readFile(connection: AthenaConnection, location: string, onRow: OnRow): Promise<void> {
  const [, bucket = '', key = ''] = LOCATION.exec(location) ?? [];
  const csv = new CsvRows(onRow);
  const decoder = new StringDecoder('utf8');
  let read = 0;
  let size: number | undefined;
  let etag: string | undefined;
  for (let download = 1; read !== size; download++) {
    try {
      const range = { ...(read > 0 && { Range: `bytes=${read}-` }), ...(etag !== undefined && { IfMatch: etag }) };
      const answer = await connection.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...range }));
      etag = answer.ETag;
      size ??= answer.ContentLength;
      for await (const chunk of answer.Body as Readable) {
        read += (chunk as Buffer).length;
        csv.push(decoder.write(chunk as Buffer));
      }
      size ??= read;
      if (read !== size && download === DOWNLOADS) throw new Error(`${read} of ${size} bytes came`);
    } catch (error) {
      if (error instanceof InputError) throw error;
      const attempt = { action: 's3:GetObject', resource: location, who: connection.who };
      const failure = failureOf(error, attempt);
      const lasting = ['missing', 'denied', 'credentials', 'region'].includes(failure.kind) || isPrecondition(error);
      if (lasting || download === DOWNLOADS) {
        throw new InputError([`the result file can not be read to its end: ${failure.sentence}`]);
      }
      await connection.wait(1_000 * download);
    }
  }
  try {
    csv.push(decoder.end());
    csv.end();
  } catch (error) {
    throw error instanceof InputError ? error : new InputError([`${location}: ${reasonOf(error)}`]);
  }
}

/** The file was replaced in the middle of reading it. */
function isPrecondition(error: unknown): boolean {
  return error instanceof Error && error.name === 'PreconditionFailed';
}
