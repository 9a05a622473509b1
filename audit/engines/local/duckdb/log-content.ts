import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { InputError } from '../../../errors/input-error';
import { isNamedGzip, nameOf } from '../../../sources/file-bytes';
import type { LogFile } from '../../../sources/log-files';
import { reasonOf } from '../../../errors/reason';
import { digestFile } from './file-digest';

/** A log file and what identifies its bytes. */
export interface LogContent {
  readonly file: LogFile;
  /** SHA-256 of the file as it is, in hexadecimal, and whether nothing is to be gzip; of a pipe, which is read once, a unique name. */
  readonly id: string;
  /** Bytes of the file as it is, 0 of a pipe. */
  readonly size: number;
  /** Says whether the file is still the one that was identified. */
  isUnchanged(): Promise<boolean>;
}

/**
 * Identifies a log file by its bytes.
 *
 * @throws InputError when the file cannot be read.
 */
export async function identify(file: LogFile): Promise<LogContent> {
  if (file.kind === 'stdin') return readOnce(file);
  try {
    if (!(await stat(file.path)).isFile()) return readOnce(file);
    const before = await stateOf(file.path);
    const { digest, size } = await digestFile(file.path);
    // Nothing is a whole file, and no gzip file.
    const kind = size === 0 && isNamedGzip(file) ? '-gz' : '';
    return {
      file,
      id: `${digest}${kind}`,
      size,
      isUnchanged: async () => (await stateOf(file.path).catch(() => undefined)) === before,
    };
  } catch (error) {
    throw new InputError([`${nameOf(file)}: ${reasonOf(error)}`]);
  }
}

/** What comes through a pipe is gone once it is read, and found by nobody again. */
function readOnce(file: LogFile): LogContent {
  return { file, id: `once-${randomUUID()}`, size: 0, isUnchanged: () => Promise.resolve(false) };
}

/** A file that grows or is replaced differs in one of these. */
async function stateOf(path: string): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}
