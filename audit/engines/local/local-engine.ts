import type { Trail } from '../../cloudtrail/trail';
import { nameOf } from '../../sources/file-bytes';
import { sizeOf, type LogFile } from '../../sources/log-files';
import { READING_THREADS } from '../../threads/built-file';
import { workWithCrew } from '../../threads/crew';
import type { Engine, Selection } from '../engine';
import { mergeGroups, type MergedGroups } from './scanner/groups';
import { createLedger, type Ledger } from './scanner/ledger';
import { batchesOf, type Part } from './scanner/parts';
import { loadProgram, releaseMemory, withMemoryError, type SharedProgram } from './scanner/program';
import { createBatchScanner, type BatchOptions, type BatchReport, type ScanTask } from './scanner/scan-batch';

/** Threads keep what they find outside the heap; without a limit each lets its garbage grow to tens of megabytes. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };
/** Memory that a scan has taken from which on it is given back before the report is built. */
const MUCH_MEMORY = 48 * 1024 * 1024;

/** How an engine divides its work. */
export interface Division {
  /** How many threads may read; with one, nothing leaves the calling thread. */
  readonly threads: number;
  /** Bytes of logs from which on it pays to start threads. */
  readonly worthThreads: number;
  /** Bytes of the parts into which large plain files are cut. */
  readonly cut: number;
}

/** The embedded engine, reading with as many threads as the machine has processors. */
export const localEngine: Engine = createLocalEngine({ threads: READING_THREADS });

/**
 * Makes an engine that reads logs here and now. scanner/scanner.ts tells how lines are read, wasm/memory.ts where groups
 * live and wasm/seen-lines.ts how a line delivered twice is known.
 */
export function createLocalEngine({
  threads = 1,
  worthThreads = 16 * 1024 * 1024,
  cut = 32 * 1024 * 1024,
}: Partial<Division>): Engine {
  async function scan(
    files: readonly LogFile[],
    selection: Selection,
    trail: Trail | undefined,
    ledger: Ledger,
  ): Promise<MergedGroups & { readonly memoryBytes: number }> {
    const shared = loadProgram();
    // CloudTrail's records are known to this thread alone.
    const alone = threads < 2 || trail !== undefined || !isWorth(files, worthThreads);
    const found = alone
      ? await scanHere(shared, batchesOf(files, cut), ledger, { selection, trail })
      : await scanByCrew(shared, threads, batchesOf(files, cut), ledger, selection);
    const merged = mergeGroups(shared.memory, found, selection.buckets, trail);
    return { ...merged, memoryBytes: shared.memory.buffer.byteLength };
  }

  return {
    async aggregate(files, selection, trail, onProgress) {
      const ledger = createLedger(onProgress);
      const { groups, activity, memoryBytes, ...left } = await scan(files, selection, trail, ledger);
      if (memoryBytes > MUCH_MEMORY) releaseMemory();
      const { rejects, damaged } = ledger.told();
      return { coverage: { files: files.length, ...ledger.counts(), ...left, damaged }, groups, activity, rejects };
    },

    async rejects(files, onReject, onProgress) {
      const ledger = createLedger(onProgress);
      const whole = files.map((file, index) => [{ index, file, from: 0, to: null }]);
      await scanHere(loadProgram(), whole, ledger, {
        selection: { since: null, until: null },
        onReject: (part, reject) => {
          onReject({ file: nameOf(part.file), ...reject });
        },
      });
      const { damaged } = ledger.told();
      return { files: files.length, ...ledger.counts(), outsideWindow: 0, otherBuckets: 0, witnessed: 0, damaged };
    },
  };
}

/** Gives the addresses of the first groups. */
async function scanHere(
  shared: SharedProgram,
  batches: Iterable<readonly Part[]>,
  ledger: Ledger,
  options: Omit<BatchOptions, 'onBytes'>,
): Promise<readonly number[]> {
  const scanner = createBatchScanner(shared, {
    ...options,
    onBytes: () => {
      ledger.onStanding(0, scanner.standing());
    },
  });
  for (const batch of batches) ledger.onReport(0, await withMemoryError(() => scanner.scan(batch)));
  return [scanner.firstGroup()];
}

async function scanByCrew(
  shared: SharedProgram,
  threads: number,
  batches: Iterator<readonly Part[]>,
  ledger: Ledger,
  selection: Selection,
): Promise<readonly number[]> {
  return workWithCrew<readonly Part[], BatchReport, number>({
    program: 'scan-worker.mjs',
    size: threads,
    task: { shared, selection } satisfies ScanTask,
    limits: HEAP,
    orders: batches,
    onResult: (report, { member }) => {
      ledger.onReport(member, report);
    },
  });
}

/** Says whether the files hold so many bytes; standard input is read by the thread that has it. */
function isWorth(files: readonly LogFile[], worthThreads: number): boolean {
  if (files.some(({ kind }) => kind === 'stdin')) return false;
  let bytes = 0;
  return files.some((file) => (bytes += sizeOf(file)) >= worthThreads);
}
