import { readConfigurationChange, type ConfigurationChange } from '../../cloudtrail/configuration-changes';
import { readEvents } from '../../cloudtrail/read-events';
import type { S3SourceOptions } from '../../collect/s3-source';
import { count } from '../../output/numbers';
import { isInWindow, type Selection } from '../../records/selection';
import { findLogFiles } from '../../sources/log-files';
import { readS3With } from './s3-locations';

/** Changes of configuration, and what could not be read, which may hold more. */
export interface ChangesInFiles {
  readonly changes: readonly ConfigurationChange[];
  /** A sentence for each. */
  readonly unread: readonly string[];
}

/**
 * The changes of configuration that CloudTrail files hold, within the window.
 *
 * @throws InputError when a path leads to nothing that can be read.
 */
export async function changesInFiles(
  paths: readonly string[],
  options: S3SourceOptions & { readonly since: number | null },
  selection: Selection,
): Promise<ChangesInFiles> {
  const changes: ConfigurationChange[] = [];
  const files = await findLogFiles(paths, '--cloudtrail', readS3With(options));
  const { damaged, unreadable } = await readEvents(files, (_event, { record }) => {
    const change = readConfigurationChange(record);
    if (change !== undefined && isInWindow(change.time, selection)) changes.push(change);
  });
  const unread = damaged.map(({ file, reason }) => `CloudTrail file ${file} could not be read: ${reason}`);
  const records = `${count(unreadable, 'CloudTrail record')} could not be read; see s3-audit rejects`;
  return { changes, unread: unreadable === 0 ? unread : [...unread, records] };
}
