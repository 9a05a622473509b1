import { createHash } from 'node:crypto';
import { READING_THREADS } from '../threads/built-file';
import { workWithCrew } from '../threads/crew';
import { nameOf } from './file-bytes';
import { digestOf, UNREAD, type DigestByThreads, type FileDigest } from './file-digest';
import { sizeOf, type LogFile } from './log-files';

/** Files that were read, so that somebody can tell later whether they still are the same. */
export interface FilesSummary {
  readonly files: number;
  /** As they lie there, compressed or not. */
  readonly bytes: number;
  /** How many changed after reading began. */
  readonly changed: number;
  /** SHA-256 of the lines that `sha256sum` writes of all files, in their order. */
  readonly digest: string;
  /** The first files. */
  readonly listed: readonly ListedFile[];
}

/** A file that was read. */
export interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  /** `null` where it could not be read again, as standard input cannot. */
  readonly sha256: string | null;
  /** It changed after reading began: what was read may be another text than was digested. */
  readonly isChanged: boolean;
}

/** This moment, in milliseconds since the epoch and parts of them, as files tell their times. */
export function currentTime(): number {
  return performance.timeOrigin + performance.now();
}

const MOST_LISTED = 100;
/** Bytes from which on it pays to start a thread. */
const WORTH_A_THREAD = 16 * 1024 * 1024;
/** So many files are handed to one together: a message for each would cost more than digesting it. */
const FILES_OF_ORDER = 256;
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/**
 * Reads files once more for their digests: many bytes by threads, begun at once, beside whatever else goes on.
 *
 * @param begunAt when they began to be read the first time, as {@link currentTime} told it.
 * @param signal ends those threads.
 * @param byThreads has threads do it that there are already. @default threads of its own
 */
export async function summarizeFiles(
  files: readonly LogFile[],
  begunAt: number,
  signal?: AbortSignal,
  byThreads: DigestByThreads = byOwnThreads,
): Promise<FilesSummary> {
  // Before the files are: what digests is loaded while there is nothing else to do.
  const whole = createHash('sha256');
  const digests = await digestsOf(files, signal, byThreads);
  for (const [i, file] of files.entries()) whole.update(`${digests[i]?.sha256 ?? '-'}  ${nameOf(file)}\n`);
  return {
    files: files.length,
    bytes: digests.reduce((sum, { bytes }) => sum + bytes, 0),
    changed: digests.filter(({ changedAt }) => changedAt >= begunAt).length,
    digest: whole.digest('hex'),
    listed: files.slice(0, MOST_LISTED).map((file, i) => {
      const { bytes, sha256, changedAt } = digests[i] ?? UNREAD;
      return { name: nameOf(file), bytes, sha256, isChanged: changedAt >= begunAt };
    }),
  };
}

async function digestsOf(
  files: readonly LogFile[],
  signal: AbortSignal | undefined,
  byThreads: DigestByThreads,
): Promise<readonly FileDigest[]> {
  const paths = files.map((file) => (file.kind === 'stdin' ? null : file.path));
  const read = paths.filter((path) => path !== null);
  const digests = isWorthThread(files) ? await digestsByThreads(read, signal, byThreads) : read.map(digestOf);
  const byPath = new Map(read.map((path, i) => [path, digests[i]]));
  return paths.map((path) => (path === null ? undefined : byPath.get(path)) ?? UNREAD);
}

async function digestsByThreads(
  paths: readonly string[],
  signal: AbortSignal | undefined,
  byThreads: DigestByThreads,
): Promise<readonly FileDigest[]> {
  const digests: (readonly FileDigest[])[] = [];
  const orders = Array.from({ length: Math.ceil(paths.length / FILES_OF_ORDER) }, (_, i) =>
    paths.slice(i * FILES_OF_ORDER, (i + 1) * FILES_OF_ORDER),
  );
  const onResult = (result: readonly FileDigest[], order: number): void => {
    digests[order] = result;
  };
  await byThreads(orders, onResult, signal);
  return digests.flat();
}

const byOwnThreads: DigestByThreads = async (orders, onResult, signal) => {
  await workWithCrew<readonly string[], readonly FileDigest[], null>({
    ...{ program: 'digest-worker.js', task: null, limits: HEAP, orders: orders.values(), signal },
    size: Math.min(orders.length, Math.max(1, READING_THREADS - 1)),
    onResult: (result, { order }) => {
      onResult(result, order);
    },
  });
};

function isWorthThread(files: readonly LogFile[]): boolean {
  let bytes = 0;
  return files.some((file) => (bytes += sizeOf(file)) >= WORTH_A_THREAD);
}
