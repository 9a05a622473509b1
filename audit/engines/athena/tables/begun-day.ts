import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { failureOf } from '../../../aws/aws-failure';
import { InputError } from '../../../errors/input-error';
import type { AthenaConnection } from '../client/connection';

/** A day that was begun, as an object beside the days tells whoever comes after a run that was killed. */
export interface BegunDay {
  /** Names the query that writes the day; `undefined` where none was begun. */
  readonly name: string | undefined;
  /** ETag of that object: a change must find it as it was. */
  readonly etag: string | undefined;
}

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** @throws InputError when S3 does not tell. */
export async function readBegunDay(connection: AthenaConnection, place: Place): Promise<BegunDay> {
  try {
    const { Body: body, ETag: etag } = await connection.s3.send(
      new GetObjectCommand({ Bucket: place.bucket, Key: place.key }),
    );
    return { name: await body?.transformToString(), etag };
  } catch (error) {
    if (statusOf(error) === 404) return { name: undefined, etag: undefined };
    throw failed(connection, place, 's3:GetObject', error);
  }
}

/**
 * Names the query before it is started, so that a run after a kill finds it, whether or not it was started. Of two runs that
 * begin a day at once, one is refused (Amazon S3 User Guide, "How to prevent object overwrites with conditional writes").
 *
 * @returns the name.
 * @throws InputError when another run has begun the day, or S3 does not take the object.
 */
export async function beginDay(connection: AthenaConnection, place: Place, { etag }: BegunDay): Promise<string> {
  const name = randomUUID();
  const asItWas = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
  const command = new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body: name, ...asItWas });
  try {
    await connection.s3.send(command);
    return name;
  } catch (error) {
    // 412 where the object has changed, 409 where it is being changed.
    if (![409, 412].includes(statusOf(error) ?? 0)) throw failed(connection, place, 's3:PutObject', error);
    throw new InputError([
      `s3://${place.bucket}/${place.key} was written by another run just now, which writes this day; run this again when it has ended`,
    ]);
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function failed({ who }: AthenaConnection, { bucket, key }: Place, action: string, error: unknown): InputError {
  return new InputError([failureOf(error, { action, resource: `s3://${bucket}/${key}`, who }).sentence]);
}
