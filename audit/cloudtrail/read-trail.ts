import { sizeOf, type LogFile } from '../sources/log-files';
import { threadsWithin } from '../memory';
import { READING_THREADS } from '../threads/built-file';
import type { Selection } from '../records/selection';
import type { FilesCoverage, TrailProgress } from './read-events';
import { Trail } from './trail';
import { readByCrew } from './trail-crew';

/**
 * Reads CloudTrail files into what can be held against the access log.
 *
 * @param selection whose buckets' log lines tell of a request, and in whose window a request lies when any event of its does.
 * @throws InputError when a file cannot be opened.
 */
export async function readTrail(
  files: readonly LogFile[],
  selection?: Selection,
  onProgress?: (progress: TrailProgress) => void,
): Promise<{ trail: Trail; coverage: FilesCoverage }> {
  const trail = new Trail(selection);
  const threads = isWorthThreads(files) ? threadsWithin(READING_THREADS) : 1;
  return { trail, coverage: await readByCrew(trail, files, threads, onProgress) };
}

/** Bytes of files, compressed as they lie there, from which on it pays to start threads. */
const WORTH_THREADS = 4 * 1024 * 1024;

/** Standard input is read by the thread that has it. */
function isWorthThreads(files: readonly LogFile[]): boolean {
  if (files.some(({ kind }) => kind === 'stdin')) return false;
  let bytes = 0;
  return files.some((file) => (bytes += sizeOf(file)) >= WORTH_THREADS);
}
