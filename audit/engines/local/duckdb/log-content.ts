import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { InputError } from '../../../errors/input-error';
import { isNamedGzip, nameOf } from '../../../sources/file-bytes';
import type { LogFile } from '../../../sources/log-files';
import { reasonOf } from '../../../errors/reason';

/** A log file and what identifies its bytes. */
export interface LogContent {
  readonly file: LogFile;
  /** SHA-256 of the file as it is, in hexadecimal, and whether it is an empty one that is to be gzip; of standard input, which can be read once, a unique name. */
  readonly id: string;
  /** Bytes of the file as it is, 0 of standard input. */
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
  if (file.kind === 'stdin')
    return { file, id: `stdin-${randomUUID()}`, size: 0, isUnchanged: () => Promise.resolve(false) };
  try {
    const before = await stateOf(file.path);
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
    }
    // Nothing is a whole file, and no gzip file.
    const kind = size === 0 && isNamedGzip(file) ? '-gz' : '';
    return {
      file,
      id: `${hash.digest('hex')}${kind}`,
      size,
      isUnchanged: async () => (await stateOf(file.path).catch(() => undefined)) === before,
    };
  } catch (error) {
    throw new InputError([`${nameOf(file)}: ${reasonOf(error)}`]);
  }
}

/** A file that grows or is replaced differs in one of these. */
async function stateOf(path: string): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}
