import { join } from 'node:path';
import { threadsWithin } from '../../../../memory';
import type { OnProgress, Progress } from '../../../../records/progress';
import type { LogFile } from '../../../../sources/log-files';
import { READING_THREADS } from '../../../../threads/built-file';
import { workWithCrew } from '../../../../threads/crew';
import { batchesOf, isWorth, type Part } from '../../scanner/parts';
import { createRowScanner, type OnRowsRead, type RowOrder, type RowsReport } from './row-scanner';

/** How the reading of rows is divided. */
export interface RowDivision {
  /** How many threads may read; with one, nothing leaves the calling thread. */
  readonly threads: number;
  /** Bytes of logs from which on it pays to start threads. */
  readonly worthThreads: number;
  /** Bytes of the parts into which large plain files are cut. */
  readonly cut: number;
}

const DIVISION: RowDivision = { threads: READING_THREADS, worthThreads: 16 * 1024 * 1024, cut: 32 * 1024 * 1024 };
/** Rows wait in files and not on the heap. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

/** Told of each file of rows; no more is read before what it gives is done. */
export type OnRows = (report: RowsReport) => Promise<void>;

/**
 * Reads logs into files of rows.
 *
 * @param directory for the files, which whoever is told of them removes.
 * @param onProgress told of all that was read so far.
 * @throws InputError where a log cannot be read, or the directory takes no more.
 */
export async function readRows(
  files: readonly LogFile[],
  directory: string,
  onRows: OnRows,
  onProgress?: OnProgress,
  { threads: most, worthThreads, cut }: RowDivision = DIVISION,
): Promise<void> {
  const threads = threadsWithin(most);
  const orders = ordersOf(files, directory, threads > 1 ? cut : Infinity);
  let standing: Progress = { files: 0, lines: 0, rejects: 0, bytes: 0 };
  const take = (report: RowsReport): Promise<void> => {
    standing = afterReport(standing, report);
    onProgress?.(standing);
    return onRows(report);
  };
  if (threads > 1 && isWorth(files, worthThreads)) {
    // This thread has the tables made of what the others read, meanwhile.
    const plan = { program: 'row-worker.js', size: threads - 1, task: null, limits: HEAP, orders, onResult: take };
    await workWithCrew<RowOrder, RowsReport, null>(plan);
    return;
  }
  const scanner = createRowScanner();
  const onRead: OnRowsRead = ({ lines, rejects, bytes }) => {
    const { files: done, ...before } = standing;
    onProgress?.({
      files: done,
      lines: before.lines + lines,
      rejects: before.rejects + rejects,
      bytes: before.bytes + bytes,
    });
  };
  for (const order of orders) await take(await scanner.scan(order, onRead));
}

function* ordersOf(files: readonly LogFile[], directory: string, cut: number): Generator<RowOrder> {
  let orders = 0;
  let parts = 0;
  for (const batch of batchesOf(files, cut)) {
    yield { path: join(directory, `rows-${orders++}`), parts: batch.map((part) => ({ number: parts++, part })) };
  }
}

function afterReport({ files, lines, rejects, bytes }: Progress, { parts }: RowsReport): Progress {
  const sum = (value: (part: RowsReport['parts'][number]) => number): number =>
    parts.reduce((total, part) => total + value(part), 0);
  return {
    files: files + sum(({ part }) => (part.to === null ? 1 : 0)),
    lines: lines + sum((part) => part.lines),
    rejects: rejects + sum((part) => part.rejects),
    bytes: bytes + sum(({ part }) => bytesOf(part)),
  };
}

/** Bytes on the disk; of a pipe nobody knows. */
function bytesOf({ from, to, size = 0 }: Part): number {
  return (to ?? size) - from;
}
