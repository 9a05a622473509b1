import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { readS3Location } from '../../../../contract/s3-location';
import { failureOf } from '../../../aws/aws-failure';
import { InputError } from '../../../errors/input-error';
import type { AthenaConnection } from '../client/connection';
import { compactDay, dropTable } from './ddl';
import { runQuery, type QueryLimits } from '../client/run-query';
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

/** Under the compact table's location, out of the way of its partitions: days that are complete. */
const DONE = 'complete/';

/**
 * Writes a day as Parquet, once: a day that is complete is left as it is, and one that was begun and never completed is
 * refused, since what lies there may be a part of it. Nothing is deleted.
 *
 * @returns whether the day was written now.
 * @throws InputError when it cannot be.
 */
export async function compact(connection: AthenaConnection, day: CompactDay, limits: QueryLimits): Promise<boolean> {
  const { bucket, prefix } = placeOf(day.location);
  const marker = `${prefix}${DONE}${day.bucket}/${day.day}`;
  const partition = `${prefix}${day.bucket}/${day.day}/`;
  if (await hasObjects(connection, bucket, marker)) return false;
  if (await hasObjects(connection, bucket, partition)) {
    throw new InputError([
      `s3://${bucket}/${partition} holds objects, but the day was never completed; look at them, delete them, and run this again`,
    ]);
  }
  const scratch = { ...day.source, table: `compact_${day.bucket}_${day.day}`.replace(/[^a-z0-9]/g, '_') };
  await runQuery(connection, dropTable(scratch), limits);
  const write = (isSizeTold: boolean) =>
    runQuery(connection, compactDay({ ...day, scratch, isSizeTold }, day.bucket, day.day), limits);
  await write(true).catch((error: unknown) => {
    if (error instanceof UntoldSize) return write(false);
    throw error;
  });
  await connection.s3
    .send(new PutObjectCommand({ Bucket: bucket, Key: marker, Body: '' }))
    .catch(failed(connection, marker));
  await runQuery(connection, dropTable(scratch), limits);
  return true;
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
