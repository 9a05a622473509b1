import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { readS3Location } from '../../../../contract/s3-location';
import { failureOf } from '../../../aws/aws-failure';
import { InputError } from '../../../errors/input-error';
import { reasonOf } from '../../../errors/reason';
import type { AthenaConnection } from './connection';
import { CsvRows } from './csv-rows';

/** Downloads of one result, each going on where the one before broke off. */
const DOWNLOADS = 6;

/**
 * Gives the rows of a result file as they come, the names of the columns first. No more than a piece of the download is held.
 *
 * @param location `s3://bucket/key` of a CSV file of Athena's.
 * @throws InputError when the file cannot be read to its end.
 */
export async function* fileRows(
  connection: AthenaConnection,
  location: string,
): AsyncGenerator<readonly (readonly (string | null)[])[]> {
  let rows: (readonly (string | null)[])[] = [];
  const csv = new CsvRows((row) => rows.push(row));
  const decoder = new StringDecoder('utf8');
  const taken = (): typeof rows => {
    const complete = rows;
    rows = [];
    return complete;
  };
  for await (const piece of pieces(connection, location)) {
    csv.push(decoder.write(piece));
    yield taken();
  }
  try {
    csv.push(decoder.end());
    csv.end();
  } catch (error) {
    throw new InputError([`${location}: ${reasonOf(error)}`]);
  }
  yield taken();
}

/** The file's bytes, each once, however often the download breaks off. */
async function* pieces(connection: AthenaConnection, location: string): AsyncGenerator<Buffer> {
  const { bucket, key } = readS3Location(location) ?? { bucket: '', key: '' };
  let read = 0;
  let size: number | undefined;
  let etag: string | undefined;
  for (let download = 1; read !== size; download++) {
    const range = { ...(read > 0 && { Range: `bytes=${read}-` }), ...(etag !== undefined && { IfMatch: etag }) };
    let failure: unknown;
    try {
      const answer = await connection.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...range }));
      etag = answer.ETag;
      size ??= answer.ContentLength;
      for await (const piece of bodyOf(answer)) {
        read += piece.length;
        yield piece;
      }
      size ??= read;
      if (read !== size) failure = new Error(`${read} of ${size} bytes came`);
    } catch (error) {
      failure = error;
    }
    if (failure !== undefined) await orGiveUp(connection, location, failure, download);
  }
}

function bodyOf({ Body: body }: GetObjectCommandOutput): AsyncIterable<Buffer> {
  return body as Readable;
}

/** Waits before the next download, where another one may fare better. */
async function orGiveUp(
  connection: AthenaConnection,
  location: string,
  error: unknown,
  download: number,
): Promise<void> {
  const failure = failureOf(error, { action: 's3:GetObject', resource: location, who: connection.who });
  const lasting = ['missing', 'denied', 'credentials', 'region'].includes(failure.kind) || wasReplaced(error);
  if (lasting || download === DOWNLOADS) {
    throw new InputError([`the result file cannot be read to its end: ${failure.sentence}`]);
  }
  await connection.wait(1_000 * download);
}

/** The file was replaced in the middle of reading it. */
function wasReplaced(error: unknown): boolean {
  return error instanceof Error && error.name === 'PreconditionFailed';
}
