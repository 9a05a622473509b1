import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { nameOf } from './file-bytes';
import { sizeOf, type LogFile } from './log-files';

/** Files that were read, so that somebody can tell later whether they still are the same. */
export interface FilesSummary {
  readonly files: number;
  /** As they lie there, compressed or not. */
  readonly bytes: number;
  /** SHA-256 of the lines that `sha256sum` writes of all files, in their order. */
  readonly digest: string;
  /** The first files, each with its SHA-256; `null` where it could not be read again, as standard input cannot. */
  readonly listed: readonly { readonly name: string; readonly bytes: number; readonly sha256: string | null }[];
}

const MOST_LISTED = 100;

/** Reads files once more for their digests. */
export async function summarizeFiles(files: readonly LogFile[]): Promise<FilesSummary> {
  const whole = createHash('sha256');
  const listed: FilesSummary['listed'][number][] = [];
  let bytes = 0;
  for (const file of files) {
    const sha256 = await digestOf(file);
    const size = sizeOf(file);
    bytes += size;
    whole.update(`${sha256 ?? '-'}  ${nameOf(file)}\n`);
    if (listed.length < MOST_LISTED) listed.push({ name: nameOf(file), bytes: size, sha256 });
  }
  return { files: files.length, bytes, digest: whole.digest('hex'), listed };
}

async function digestOf(file: LogFile): Promise<string | null> {
  if (file.kind === 'stdin') return null;
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file.path), hash);
  } catch {
    return null;
  }
  return hash.digest('hex');
}
