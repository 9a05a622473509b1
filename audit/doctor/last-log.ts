import { ListObjectsV2Command, type LoggingEnabled, type S3Client } from '@aws-sdk/client-s3';
import { DAY, HOUR } from '../../contract/time';
import type { BucketAccess } from '../aws/s3-client';
import type { Logged } from './log-bucket';
import { ok, unreadable, type Check } from './check';
import { ask } from './live';

/** S3 delivers most records within hours; two days without any tell something. */
const RECENT_SECONDS = 2 * DAY;
/** Further back a flat prefix is not searched: it lists from the oldest name on. */
const DAYS_BACK = [0, 1, 2, 7, 30, 90];

/** The last object that was delivered for a bucket, and how old it is. */
export async function checkLastLog(
  logged: Logged,
  target: BucketAccess,
  logging: LoggingEnabled,
  now: Date,
): Promise<Check> {
  const { name } = logged;
  const prefix = logging.TargetPrefix ?? '';
  const question = { action: 's3:ListBucket', resource: `arn:aws:s3:::${target.bucket}`, who: target.identity.name };
  const isPartitioned = logging.TargetObjectKeyFormat?.PartitionedPrefix !== undefined;
  const folder = `${prefix}${logged.account}/${logged.region}/${name}/`;
  const live = await ask(question, () =>
    isPartitioned
      ? lastOfPartitions(target.s3, target.bucket, folder)
      : lastOfFlat(target.s3, target.bucket, prefix, now),
  );
  if (!live.readable) return unreadable('last-log', name, live.reason);
  const last = live.value;
  const where = `s3://${target.bucket}/${isPartitioned ? folder : prefix}`;
  if (last?.LastModified === undefined) {
    const what = `no log object${isPartitioned ? '' : ' of the last 90 days'} lies under ${where}`;
    return unreadable(
      'last-log',
      name,
      `${what}: logging was turned on some hours ago only, or nothing is delivered`,
      MEND,
    );
  }
  const age = (now.getTime() - last.LastModified.getTime()) / 1000;
  // A flat prefix does not tell of which bucket an object is.
  const what = `the last log object${isPartitioned ? '' : ' under the prefix'} was delivered ${ageText(age)} ago (${last.LastModified.toISOString()})`;
  if (age <= RECENT_SECONDS) return ok('last-log', name, what);
  return unreadable('last-log', name, `${what}: nobody asked for the bucket since, or delivery has stopped`, MEND);
}

/** Looking at the bucket is a request to it, too. */
const MEND = 'look again some hours later; if nothing has come by then, delivery does not work';

interface Last {
  readonly LastModified?: Date | undefined;
}

/** Goes down the last year, month and day. Objects of a day are listed whole: late ones do not come last. */
async function lastOfPartitions(s3: S3Client, bucket: string, folder: string): Promise<Last | undefined> {
  let prefix = folder;
  for (let level = 0; level < 3; level++) {
    const { CommonPrefixes = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/' }),
    );
    const last = CommonPrefixes.at(-1)?.Prefix;
    if (last === undefined) return undefined;
    prefix = last;
  }
  return newestUnder(s3, bucket, { Prefix: prefix }, (key) => LOG_NAME.test(key.slice(prefix.length)));
}

/** The time of delivery and a unique text: folders of earlier, partitioned logs may lie under the same prefix. */
const LOG_NAME = /^\d{4}(-\d\d){5}-[0-9A-Za-z]+$/;

async function lastOfFlat(s3: S3Client, bucket: string, prefix: string, now: Date): Promise<Last | undefined> {
  const isLog = (key: string): boolean => LOG_NAME.test(key.slice(prefix.length));
  for (const days of DAYS_BACK) {
    const day = new Date(now.getTime() - days * DAY * 1000).toISOString().slice(0, 10);
    const newest = await newestUnder(s3, bucket, { Prefix: prefix, StartAfter: `${prefix}${day}` }, isLog);
    if (newest !== undefined) return newest;
  }
  return undefined;
}

/** The newest by its time, over all pages. */
async function newestUnder(
  s3: S3Client,
  bucket: string,
  where: { readonly Prefix: string; readonly StartAfter?: string },
  isLog: (key: string) => boolean,
): Promise<Last | undefined> {
  let newest: Last | undefined;
  let token: string | undefined;
  do {
    const answer = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, ...where, ...(token !== undefined && { ContinuationToken: token }) }),
    );
    for (const { Key = '', LastModified } of answer.Contents ?? []) {
      if (isLog(Key) && LastModified !== undefined && LastModified > (newest?.LastModified ?? EVER))
        newest = { LastModified };
    }
    token = answer.NextContinuationToken;
  } while (token !== undefined);
  return newest;
}

const EVER = new Date(0);

function ageText(seconds: number): string {
  if (seconds < 2 * HOUR) return `${Math.max(0, Math.round(seconds / 60))} minutes`;
  return seconds < 2 * DAY ? `${Math.round(seconds / HOUR)} hours` : `${Math.round(seconds / DAY)} days`;
}
