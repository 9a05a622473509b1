import { closeSync, openSync, readSync } from 'node:fs';
import { sizeOf, type LogFile } from '../../../sources/log-files';

/** A file, or the lines of it that begin at `from` or after and before `to`. */
export interface Part {
  /** Number of the file in the list of all. */
  readonly index: number;
  readonly file: LogFile;
  readonly from: number;
  /** `null` is the file's end, which may move while it is read. */
  readonly to: number | null;
  /** Bytes that the file had when it was looked at; only of a regular file that had any. */
  readonly size?: number;
}

/** The order of what is told of parts: by file, and within it by place. */
export function byPlace({ part: a }: { readonly part: Part }, { part: b }: { readonly part: Part }): number {
  return a.index - b.index || a.from - b.from;
}

/** Small files are handed out together: a message for each would cost more than reading it. */
const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH_FILES = 256;
const GZIP_MAGIC = 0x1f8b;

/**
 * Cuts files into batches of parts, in the order of the files, looking at each file only when its batch is asked for.
 *
 * @param cut bytes of the parts into which a large plain file is cut, for several threads to read it.
 */
export function* batchesOf(files: readonly LogFile[], cut: number): Generator<readonly Part[]> {
  let batch: Part[] = [];
  let bytes = 0;
  for (const [index, file] of files.entries()) {
    const size = sizeOf(file);
    if (size > 2 * cut && isPlain(file)) {
      if (batch.length > 0) yield batch;
      batch = [];
      bytes = 0;
      const cuts = Math.ceil(size / cut);
      for (let i = 0; i < cuts; i++)
        yield [{ index, file, from: i * cut, to: i + 1 < cuts ? (i + 1) * cut : null, size }];
      continue;
    }
    batch.push({ index, file, from: 0, to: null, ...(size > 0 && { size }) });
    bytes += size;
    if (bytes < BATCH_BYTES && batch.length < BATCH_FILES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Says whether a file can be cut; one that cannot be opened is left to whoever reads it. */
function isPlain(file: LogFile): boolean {
  if (file.kind === 'stdin') return false;
  const first = Buffer.alloc(2);
  try {
    const descriptor = openSync(file.path, 'r');
    try {
      return readSync(descriptor, first, 0, 2, 0) === 2 && first.readUInt16BE() !== GZIP_MAGIC;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}

/** Says whether the files hold so many bytes; standard input is read by the thread that has it. */
export function isWorth(files: readonly LogFile[], worthThreads: number): boolean {
  if (files.some(({ kind }) => kind === 'stdin')) return false;
  let bytes = 0;
  return files.some((file) => (bytes += sizeOf(file)) >= worthThreads);
}
