import type { S3SourceOptions } from '../../collect/s3-source';
import type { ReadS3 } from '../../sources/log-files';
import { progressLine } from './progress-line';

/**
 * Reads the `s3://` locations among the PATHs of a command; the AWS SDK is loaded when there is one.
 *
 * @param options `since` in seconds since the epoch: what was delivered on an earlier day is not copied.
 */
export function readS3With(options: S3SourceOptions & { readonly since: number | null }): ReadS3 {
  return async (location, option) => {
    const { s3Source } = await import('../../collect/s3-source');
    const { daysOf } = await import('../../sources/object-date');
    const progress = progressLine(({ listed, collected }: { listed: number; collected: number }) => {
      return `${location}: ${listed} found, ${collected} copied`;
    });
    return s3Source(options, daysOf(options.since, null), progress.show)(location, option).finally(progress.end);
  };
}
