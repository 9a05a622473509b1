import { join } from 'node:path';
import { s3Location } from '../../contract/s3-location';
import { cacheDirectory } from '../sources/cache-directory';
import { openBucket } from '../aws/s3-client';
import { identitiesOf, type AwsOptions } from '../aws/settings';
import { InputError } from '../errors/input-error';
import type { LogFile, ReadS3 } from '../sources/log-files';
import { collect, MOST_FAILURES, type Progress } from './collect';
import { readLocation } from './location';
import type { DayWindow } from '../sources/object-date';

/** How `s3://` PATHs are read. */
export interface S3SourceOptions extends AwsOptions {
  /** Directory in which the objects are kept between runs. */
  readonly s3Cache?: string;
}

const AT_ONCE = 64;

/**
 * Reads `s3://` PATHs by way of a directory in which the objects are kept, so that each is copied once. What is read is
 * what the bucket holds now: objects that have expired there are left alone.
 *
 * @param days only their first day counts: records may be delivered any time after they were made.
 */
export function s3Source(
  options: S3SourceOptions,
  days: Pick<DayWindow, 'since'>,
  onProgress?: (progress: Progress) => void,
): ReadS3 {
  return async (path, option) => {
    const from = readLocation(path, option);
    const access = await openBucket(from.bucket, identitiesOf(options));
    const files: LogFile[] = [];
    const collected = await collect(access, {
      from,
      to: options.s3Cache ?? join(cacheDirectory(), 'objects'),
      days: { since: days.since, until: undefined },
      concurrency: AT_ONCE,
      ...(onProgress && { onProgress }),
      onObject: ({ key, path: copy }) => files.push({ kind: 'file', path: copy, name: s3Location(from.bucket, key) }),
    });
    const { failures, failed, listed, leftOut } = collected;
    const problems = [
      ...failures.map(({ name, reason }) => `${name}: ${reason}`),
      ...(failed > MOST_FAILURES ? [`and ${failed - MOST_FAILURES} more objects could not be read`] : []),
    ];
    if (problems.length > 0) throw new InputError(problems);
    if (listed + leftOut === 0) throw new InputError(['no object has a key that begins so']);
    return files.sort((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1));
  };
}

const nameIn = (file: LogFile): string => (file.kind === 'file' ? file.path : '');
