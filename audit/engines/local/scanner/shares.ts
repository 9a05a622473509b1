import { InputError } from '../../../errors/input-error';
import { collectGarbage } from '../../../memory';
import { isReadOnce } from '../../../sources/file-bytes';
import { sizeOf, type LogFile } from '../../../sources/log-files';
import { isExhausted, loadProgram, randomHashKey, type SharedProgram } from './program';
import type { Share } from './scanner';

// Memory grows with the number of different lines. Where it does not suffice, the logs are read several times, and each time
// only the lines of one share are remembered and counted: copies of a line have one hash, so they are of one share.

/** Bytes of logs that a byte of memory suffices for, at least. */
const LOGS_FOR_MEMORY = 30;
export const MOST_SHARES = 1024;
/** An estimate is not worth asking for the size of each of many files. */
const FILES_ASKED = 500;
/** Memory that a scan has taken from which on it is given back at once, before a report is made that takes as much. */
const MUCH_MEMORY = 96 * 1024 * 1024;

/** Scans one share with a memory of its own. */
export type ScanShare = (shared: SharedProgram, share: Share) => Promise<void>;

/**
 * Reads logs in as many shares as memory asks for: the estimate, or twice as many as turned out to be too few.
 *
 * @param most bytes of memory.
 * @param attempt reads all, by giving `scanShares` what to do with each share; begins anew when called again.
 * @param kept bytes that may stay taken after a scan, but for a quarter of `most`: to give them back takes the longer the more
 * objects were made of what they hold.
 * @throws InputError as scanning does, and where memory does not suffice for what can be read only once.
 */
export async function inShares<T>(
  files: readonly LogFile[],
  most: number,
  attempt: (scanShares: (scan: ScanShare) => Promise<void>) => Promise<T>,
  kept = MUCH_MEMORY,
): Promise<T> {
  const estimate = Math.ceil(sizeOfAll(files) / (most * LOGS_FOR_MEMORY));
  for (let shares = estimate > 1 && canReadAgain(files) ? estimate : 1; ; shares *= 2) {
    try {
      return await attempt((scan) => scanAll(shares, { most, kept }, scan));
    } catch (error) {
      if (!(error instanceof MemoryExhausted)) throw error;
      // Before the next attempt takes as much.
      collectGarbage();
      if (shares >= MOST_SHARES || !canReadAgain(files)) throw new InputError(error.problems);
    }
  }
}

/** Bytes of all files, of thousands going by some of them. */
function sizeOfAll(files: readonly LogFile[]): number {
  const step = Math.ceil(files.length / FILES_ASKED);
  return files.reduce((sum, file, i) => sum + (i % step === 0 ? step * sizeOf(file) : 0), 0);
}

class MemoryExhausted extends InputError {}

async function scanAll(
  shares: number,
  { most, kept }: { readonly most: number; readonly kept: number },
  scan: ScanShare,
): Promise<void> {
  // One for all shares: a line has to be of the same one each time.
  const hashKey = randomHashKey();
  let unreleased = 0;
  for (let number = 0; number < shares; number++) {
    unreleased += await scanWithMemory(most, hashKey, (shared) => scan(shared, { number, of: shares }));
    if (unreleased <= Math.min(kept, most / 4)) continue;
    collectGarbage();
    unreleased = 0;
  }
}

/** Gives the bytes of the memory, which nobody holds any more then. */
async function scanWithMemory(
  most: number,
  hashKey: Uint8Array,
  scan: (shared: SharedProgram) => Promise<void>,
): Promise<number> {
  const shared = loadProgram(most, hashKey);
  try {
    await scan(shared);
  } catch (error) {
    // Threads tell what the user should know, and no more.
    if (error instanceof InputError && isExhausted(shared, most)) throw new MemoryExhausted(error.problems);
    throw error;
  }
  return shared.memory.buffer.byteLength;
}

/** Standard input and pipes are gone once they are read. */
function canReadAgain(files: readonly LogFile[]): boolean {
  return !files.some(isReadOnce);
}
