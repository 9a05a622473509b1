import { nameOf } from '../../sources/file-bytes';
import type { DigestByThreads } from '../../sources/file-digest';
import type { LogFile } from '../../sources/log-files';
import { READING_THREADS } from '../../threads/built-file';
import { memoryForLines, threadsWithin } from '../../memory';
import { workWithCrew } from '../../threads/crew';
import type { Trail } from '../../cloudtrail/trail';
import type { Aggregate, Coverage } from '../../records/aggregate';
import { ofAllShares, type Deliveries } from '../../records/deliveries';
import type { OnProgress } from '../../records/progress';
import type { Reject } from '../../records/reject';
import type { OnRow, RecordGrouping } from '../../records/record-grouping';
import type { Selection } from '../../records/selection';
import { createGroupMerger } from './scanner/groups';
import { createRecordGatherer } from './scanner/recorded-groups';
import { countsOf, createLedger, type Ledger } from './scanner/ledger';
import { batchesOf, isWorth, type Part } from './scanner/parts';
import { withMemoryError } from './scanner/program';
import { createBatchScanner, type BatchOptions, type BatchReport, type ScanTask } from './scanner/scan-batch';
import { inShares, type ScanShare } from './scanner/shares';

/** Threads keep what they find outside the heap; without a limit each lets its garbage grow to tens of megabytes. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

/** Told with the threads that have nothing to read any more, where several read. */
type OnIdle = (byThreads: DigestByThreads | undefined) => void;

/** Reads files of logs. */
export interface LogReader {
  /**
   * Reads all the logs once.
   *
   * @param trail what CloudTrail recorded, to be asked about each record.
   * @param onIdle called as soon as a processor has nothing to read any more, with the threads that are there, and again where
   * reading begins anew.
   * @throws InputError when a file cannot be opened.
   */
  aggregate(
    files: readonly LogFile[],
    selection: Selection,
    trail?: Trail,
    onProgress?: OnProgress,
    onIdle?: OnIdle,
  ): Promise<Aggregate>;
  /**
   * Reads the logs for a rehearsal.
   *
   * @param selection names the buckets that are rehearsed, one at least.
   * @param begin gives what receives a row for each group of records, in the order of their first lines as far as one thread
   * read them; it is asked again where reading begins anew.
   * @throws InputError when a file cannot be opened.
   */
  recorded(
    files: readonly LogFile[],
    selection: Selection,
    grouping: RecordGrouping,
    begin: () => OnRow,
    trail?: Trail,
    onProgress?: OnProgress,
  ): Promise<Recorded>;
  /** Gives every reject to `onReject`, in the order of files and lines, and returns what became of every line. */
  rejects(files: readonly LogFile[], onReject: (reject: Reject) => void, onProgress?: OnProgress): Promise<Coverage>;
}

/** What became of every line that was read for a rehearsal. */
export interface Recorded {
  readonly coverage: Coverage;
  /** What received the records. */
  readonly onRow: OnRow;
}

/** How a reader divides its work. */
export interface Division {
  /** How many threads may read; with one, nothing leaves the calling thread. */
  readonly threads: number;
  /** Bytes of logs from which on it pays to start threads. */
  readonly worthThreads: number;
  /** Bytes of the parts into which large plain files are cut. */
  readonly cut: number;
  /** Bytes that lines and groups may take; logs that need more are read more than once. @default what the run may take */
  readonly memory?: number;
}

/** Reads with as many threads as the machine has processors. */
export const logReader: LogReader = createLogReader({ threads: READING_THREADS });

/**
 * Makes a reader of logs. scanner/scanner.ts tells how lines are read, wasm/memory.ts where groups
 * live and wasm/seen-lines.ts how a line delivered twice is known.
 */
export function createLogReader({
  threads: most = 1,
  worthThreads = 16 * 1024 * 1024,
  cut = 32 * 1024 * 1024,
  memory,
}: Partial<Division>): LogReader {
  /** How many threads read; CloudTrail's records are known to this one alone. */
  function threadsFor(files: readonly LogFile[], trail: Trail | undefined): number {
    const threads = threadsWithin(most);
    return trail !== undefined || threads < 2 || !isWorth(files, worthThreads) ? 1 : threads;
  }

  return {
    async aggregate(files, selection, trail, onProgress, onIdle) {
      const threads = threadsFor(files, trail);
      return inShares(files, memory ?? memoryForLines(), async (scanShares) => {
        const merger = createGroupMerger(selection, trail);
        const ledgers = await withLedgers(onProgress, scanShares, async (shared, share, ledger) => {
          const isLast = share.number + 1 === share.of;
          if (threads < 2 && isLast) onIdle?.(undefined);
          const batches = batchesOf(files, cut);
          const found =
            threads < 2
              ? await scanHere(batches, ledger, { shared, share, selection, trail })
              : await scanByCrew(threads, batches, ledger, { shared, share, selection }, isLast ? onIdle : undefined);
          merger.add(shared.memory, found, share.of === 1);
        });
        const { groups, activity, lastRecords, ...left } = merger.merged();
        const { rejects, damaged } = ledgers[0].told();
        const coverage = { files: files.length, ...countsOf(ledgers), ...left, damaged };
        const [deliveries, ...further] = ledgers.map((ledger) => ledger.deliveries()) as [Deliveries, ...Deliveries[]];
        // Each share meets all lines and their times.
        return { coverage, groups, activity, lastRecords, rejects, deliveries: ofAllShares([deliveries, ...further]) };
      });
    },

    async recorded(files, selection, grouping, begin, trail, onProgress) {
      const threads = threadsFor(files, trail);
      const attempt = async (scanShares: (scan: ScanShare) => Promise<void>): Promise<Recorded> => {
        const onRow = begin();
        const gatherer = createRecordGatherer(trail, onRow);
        const ledgers = await withLedgers(onProgress, scanShares, async (shared, share, ledger) => {
          const batches = batchesOf(files, cut);
          const found =
            threads < 2
              ? await scanHere(batches, ledger, { shared, share, selection, grouping, trail })
              : await scanByCrew(threads, batches, ledger, { shared, share, selection, grouping });
          gatherer.add(shared.memory, found);
        });
        const { damaged } = ledgers[0].told();
        return { coverage: { files: files.length, ...countsOf(ledgers), ...gatherer.left(), damaged }, onRow };
      };
      // A rehearsal makes little more of its groups.
      return inShares(files, memory ?? memoryForLines(), attempt, Infinity);
    },

    async rejects(files, onReject, onProgress) {
      let told = 0;
      return inShares(files, memory ?? memoryForLines(), async (scanShares) => {
        let found = 0;
        const ledgers = await withLedgers(onProgress, scanShares, async (shared, share, ledger) => {
          const whole = files.map((file, index) => [{ index, file, from: 0, to: null }]);
          await scanHere(whole, ledger, {
            shared,
            share,
            selection: { buckets: [], since: null, until: null },
            onReject: (part, reject) => {
              // Each share meets all rejects, and so does a further attempt.
              if (share.number > 0 || ++found <= told) return;
              told = found;
              onReject({ file: nameOf(part.file), ...reject });
            },
          });
        });
        const { damaged } = ledgers[0].told();
        return { files: files.length, ...countsOf(ledgers), outsideWindow: 0, otherBuckets: 0, witnessed: 0, damaged };
      });
    },
  };
}

type Ledgers = readonly [Ledger, ...Ledger[]];

/** Gives each share a ledger of its own. */
async function withLedgers(
  onProgress: OnProgress | undefined,
  scanShares: (scan: ScanShare) => Promise<void>,
  scan: (...[shared, share, ledger]: [...Parameters<ScanShare>, Ledger]) => Promise<void>,
): Promise<Ledgers> {
  const first = createLedger(onProgress);
  const others: Ledger[] = [];
  await scanShares(async (shared, share) => {
    const ledger = share.number === 0 ? first : createLedger(onProgress);
    if (ledger !== first) others.push(ledger);
    await scan(shared, share, ledger);
  });
  return [first, ...others];
}

/** Gives the address of what was found. */
async function scanHere(
  batches: Iterable<readonly Part[]>,
  ledger: Ledger,
  { shared, ...options }: Omit<BatchOptions, 'onBytes'> & Pick<ScanTask, 'shared'>,
): Promise<number> {
  const scanner = createBatchScanner(shared, {
    ...options,
    onBytes: () => {
      ledger.onStanding(0, scanner.standing());
    },
  });
  for (const batch of batches) ledger.onReport(0, await withMemoryError(() => scanner.scan(batch)));
  return scanner.foundWith([]);
}

/** Scans by so many threads, this one among them. Gives the address of what all found. */
async function scanByCrew(
  threads: number,
  batches: Iterator<readonly Part[]>,
  ledger: Ledger,
  task: ScanTask,
  onIdle?: OnIdle,
): Promise<number> {
  const scanner = createBatchScanner(task.shared, task);
  const others = await workWithCrew<readonly Part[], BatchReport, number>({
    program: 'scan-worker.js',
    size: threads - 1,
    task,
    limits: HEAP,
    orders: batches,
    here: (batch) => withMemoryError(() => scanner.scan(batch)),
    onResult: (report, { member }) => {
      ledger.onReport(member, report);
    },
    onIdle:
      onIdle &&
      ((carryOut) => {
        onIdle(carryOut as DigestByThreads);
      }),
  });
  return withMemoryError(() => Promise.resolve(scanner.foundWith(others)));
}
