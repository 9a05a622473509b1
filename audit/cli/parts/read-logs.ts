import { readTrail } from '../../cloudtrail/read-trail';
import { unloggedRequests } from '../../cloudtrail/unlogged';
import type { Selection } from '../../records/selection';
import { localEngine } from '../../engines/local/local-engine';
import { InputError } from '../../errors/input-error';
import { isS3Location } from '../../collect/location';
import { findManyDuplicates } from '../../judge/duplicates';
import { findLogFiles, type LogFile } from '../../sources/log-files';
import { repeatedObjects } from '../../sources/repeated-objects';
import { logProgress, trailProgress } from './log-progress';
import type { LogOptions, ReportOptions } from './options';
import { readS3With } from './s3-locations';
import type { LogReading } from './log-reading';

/**
 * Reads the logs by the engine asked for.
 *
 * @param cloudtrail CloudTrail files to hold them against; Athena has a table of its own.
 */
export async function readLogs(
  options: Omit<ReportOptions, 'cloudtrail'>,
  selection: Selection,
  cloudtrail?: readonly string[],
): Promise<LogReading> {
  const now = Math.floor(Date.now() / 1000);
  if (options.engine === 'athena') {
    const { readWithAthena } = await import('./athena-reading');
    const found = await readWithAthena({ ...options, ...(cloudtrail && { cloudtrail }) }, selection);
    // A compact table is a copy, made some time before.
    return { ...found, listed: options.layout === 'compact' ? null : now, repeatedObjects: null };
  }
  const readS3 = readS3With(options);
  const read =
    cloudtrail === undefined
      ? undefined
      : await readTrailOf(await findLogFiles(cloudtrail, '--cloudtrail', readS3), selection);
  const logs = logsOf(options);
  const files = await findLogFiles(logs, '--logs', readS3);
  const progress = logProgress(files);
  const logged = await localEngine.aggregate(files, selection, read?.trail, progress.show).finally(progress.end);
  return {
    selection,
    logged,
    unlogged: read === undefined ? [] : unloggedRequests(read.trail, selection),
    listed: logs.every(isS3Location) ? now : null,
    repeatedObjects: findManyDuplicates(logged.coverage) === null ? null : repeatedObjects(files),
    ...(read && { trail: { coverage: read.coverage, denials: read.trail.denials } }),
  };
}

function readTrailOf(files: readonly LogFile[], { buckets }: Selection): ReturnType<typeof readTrail> {
  const progress = trailProgress(files);
  return readTrail(files, buckets, progress.show).finally(progress.end);
}

/** @throws InputError when the local engine is given nothing to read. */
export function logsOf({ logs }: { readonly logs?: readonly string[] }): readonly string[] {
  if (logs === undefined)
    throw new InputError(["required option '--logs <path...>' not specified (or --engine athena)"]);
  return logs;
}

/**
 * Refuses options that select records, where every line of the files is looked at; Athena's folders are named by them.
 *
 * @throws InputError when one is given.
 */
export function refuseSelection(command: string, { bucket, since, until }: LogOptions): void {
  if (bucket.length === 0 && since === null && until === null) return;
  throw new InputError([
    `${command}: --bucket, --since and --until select folders that Athena reads; of files, name fewer`,
  ]);
}
