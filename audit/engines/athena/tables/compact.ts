import { createHash } from 'node:crypto';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { readS3Location } from '../../../../contract/s3-location';
import { failureOf } from '../../../aws/aws-failure';
import { InputError } from '../../../errors/input-error';
import type { AthenaConnection } from '../client/connection';
import { beginDay, readBegunDay, type BegunDay } from './begun-day';
import { compactDay, dropTable } from './ddl';
import { EndedQuery, runQuery, type QueryLimits } from '../client/run-query';
import type { TableName } from '../sql/sql-text';
import { UntoldSize } from '../client/untold-size';

/** One bucket's day of logs, and where its Parquet goes. */
export interface CompactDay {
  readonly source: TableName;
  /** `s3://bucket/prefix/` of the compact table. */
  readonly location: string;
  readonly bucket: string;
  /** `2026/01/05`. */
  readonly day: string;
}

/** Under the compact table's location, out of the way of its partitions: days that are complete, and days that were begun. */
const DONE = 'complete/';
const BEGUN = 'begun/';

/**
 * Writes a day as Parquet, once: a day that is complete is left as it is. Where an earlier run was killed, its query is found
 * again and waited for; where one left objects and no query that could be asked, the day is refused, since what lies there may
 * be a part of it. Nothing is deleted.
 *
 * @returns whether the day was written now.
 * @throws InputError when it cannot be.
 */
export async function compact(connection: AthenaConnection, day: CompactDay, limits: QueryLimits): Promise<boolean> {
  const { bucket, prefix } = placeOf(day.location);
  const marker = `${prefix}${DONE}${day.bucket}/${day.day}`;
  if (await hasObjects(connection, bucket, marker)) return false;
  const place = { bucket, key: `${prefix}${BEGUN}${day.bucket}/${day.day}` };
  const begun = await readBegunDay(connection, place);
  if (!(await isWrittenBy(connection, day, begun, limits))) {
    await refuseParts(connection, bucket, `${prefix}${day.bucket}/${day.day}/`);
    await writeDay(connection, day, await beginDay(connection, place, begun), limits);
  }
  await connection.s3
    .send(new PutObjectCommand({ Bucket: bucket, Key: marker, Body: '' }))
    .catch(failed(connection, marker));
  await runQuery(connection, dropTable(scratchOf(day)), limits);
  return true;
}

/** Waits for the query of an earlier run, if there was one; begins it if that run came to an end just before. */
async function isWrittenBy(
  connection: AthenaConnection,
  day: CompactDay,
  { name }: BegunDay,
  limits: QueryLimits,
): Promise<boolean> {
  if (name === undefined) return false;
  try {
    await writeDay(connection, day, name, limits);
    return true;
  } catch (error) {
    if (error instanceof EndedQuery) return false;
    throw error;
  }
}

/** @param name of the day's query: of one name and one statement, Athena runs one query. */
async function writeDay(
  connection: AthenaConnection,
  day: CompactDay,
  name: string,
  limits: QueryLimits,
): Promise<void> {
  const scratch = scratchOf(day);
  await runQuery(connection, dropTable(scratch), limits);
  const write = (isSizeTold: boolean) => {
    const statement = compactDay({ ...day, scratch, isSizeTold }, day.bucket, day.day);
    return runQuery(connection, statement, limits, { token: tokenOf(name, statement) });
  };
  await write(true).catch((error: unknown) => {
    if (error instanceof UntoldSize) return write(false);
    throw error;
  });
}

/** Athena refuses a token that comes with another statement than before, such as one of another version of this program. */
function tokenOf(name: string, statement: string): string {
  return createHash('sha256').update(`${name} ${statement}`).digest('hex');
}

function scratchOf({ source, bucket, day }: CompactDay): TableName {
  return { ...source, table: `compact_${bucket}_${day}`.replace(/[^a-z0-9]/g, '_') };
}

async function refuseParts(connection: AthenaConnection, bucket: string, partition: string): Promise<void> {
  if (!(await hasObjects(connection, bucket, partition))) return;
  throw new InputError([
    `s3://${bucket}/${partition} holds objects, but the day was never completed; look at them, delete them, and run this again`,
  ]);
}

/** Days of a bucket, of those given, that were never completed: a query over them would silently read nothing. */
export async function missingDays(
  connection: AthenaConnection,
  location: string,
  buckets: readonly string[],
  days: readonly string[],
): Promise<readonly string[]> {
  const { bucket, prefix } = placeOf(location);
  const missing: string[] = [];
  for (const name of buckets) {
    for (const day of days) {
      if (!(await hasObjects(connection, bucket, `${prefix}${DONE}${name}/${day}`))) missing.push(`${name} ${day}`);
    }
  }
  return missing;
}

function placeOf(location: string): { bucket: string; prefix: string } {
  const { bucket, key: prefix } = readS3Location(location) ?? { bucket: '', key: '' };
  return { bucket, prefix };
}

async function hasObjects(connection: AthenaConnection, bucket: string, prefix: string): Promise<boolean> {
  const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 });
  const page = await connection.s3.send(command).catch(failed(connection, bucket));
  return (page.Contents ?? []).length > 0;
}

function failed({ who }: AthenaConnection, resource: string): (error: unknown) => never {
  return (error) => {
    const attempt = { action: 's3:ListBucket and s3:PutObject', resource, who };
    throw new InputError([failureOf(error, attempt).sentence]);
  };
}
