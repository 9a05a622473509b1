import { join } from 'node:path';
import { LARGEST_FILE } from '../../cloudtrail/read-events';
import { InputError } from '../../errors/input-error';
import { reasonOf } from '../../errors/reason';
import { copyBytes, isReadOnce, nameOf } from '../../sources/file-bytes';
import type { LogFile } from '../../sources/log-files';
import { makeWorkspace } from './duckdb/workspace';

/** Files that can be read more than once. */
export interface ReadableAgain {
  readonly files: readonly LogFile[];
  /** Removes the copies. */
  remove(): Promise<void>;
}

/**
 * Copies those of CloudTrail's files that can be read once only, standard input and pipes: a rehearsal reads them again for what
 * was asked. What is read of a copy is what would be read of the file, and it has its name.
 *
 * @throws InputError when one cannot be read, or its copy not be written.
 */
export async function readableAgain(files: readonly LogFile[]): Promise<ReadableAgain> {
  if (!files.some(isReadOnce)) return { files, remove: () => Promise.resolve() };
  const workspace = await makeWorkspace();
  const copied: LogFile[] = [];
  try {
    for (const [i, file] of files.entries()) {
      copied.push(isReadOnce(file) ? await copyOf(file, join(workspace.directory, `trail-${i}`)) : file);
    }
  } catch (error) {
    await workspace.remove();
    throw error;
  }
  return { files: copied, remove: () => workspace.remove() };
}

/** One byte more than is read of any file tells that there is more. */
async function copyOf(file: LogFile, path: string): Promise<LogFile> {
  try {
    await copyBytes(file, path, LARGEST_FILE + 1);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError([`${nameOf(file)}: it is read twice, and could not be copied to ${path}: ${reasonOf(error)}`]);
  }
  return { kind: 'file', path, name: nameOf(file) };
}
