import { readConfigurationChange, type ConfigurationChange } from '../../cloudtrail/configuration-changes';
import { readEvents } from '../../cloudtrail/read-events';
import type { S3SourceOptions } from '../../collect/s3-source';
import { isInWindow, type Selection } from '../../records/selection';
import { findLogFiles } from '../../sources/log-files';
import { readS3With } from './s3-locations';
import { tell } from './tell';

/**
 * The changes of configuration that CloudTrail files hold, within the window.
 *
 * @throws InputError when a path leads to nothing that can be read.
 */
export async function changesInFiles(
  paths: readonly string[],
  options: S3SourceOptions & { readonly since: number | null },
  selection: Selection,
): Promise<readonly ConfigurationChange[]> {
  const changes: ConfigurationChange[] = [];
  const files = await findLogFiles(paths, '--cloudtrail', readS3With(options));
  const { damaged } = await readEvents(files, (_event, { record }) => {
    const change = readConfigurationChange(record);
    if (change !== undefined && isInWindow(change.time, selection)) changes.push(change);
  });
  for (const { file, reason } of damaged) tell(`${file} could not be read: ${reason}`);
  return changes;
}
