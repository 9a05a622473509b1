import { Worker } from 'node:worker_threads';
import { InputError } from '../../../input-error';
import type { Selection } from '../../engine';
import type { Part } from './parts';
import { builtFile, type SharedProgram } from './program';
import type { BatchReport } from './scan-batch';

/** What a scanning thread is started with. */
export interface CrewTask {
  readonly shared: SharedProgram;
  readonly selection: Selection;
}

/** To a thread: a batch to scan, or `null` when there are no more. */
export type CrewOrder = readonly Part[] | null;

/** From a thread: a batch is scanned, or all are, or the user has to know why not. */
export type CrewAnswer =
  | { readonly kind: 'scanned'; readonly report: BatchReport }
  | { readonly kind: 'finished'; readonly firstGroup: number }
  | { readonly kind: 'failed'; readonly problems: readonly string[] };

/** Threads keep what they find outside the heap; without a limit each lets its garbage grow to tens of megabytes. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

/** Batches that a thread has before it, so that it need not wait for the next. */
const AHEAD = 2;

/**
 * Scans batches with several threads, each taking the next batch as it gets there.
 *
 * @param onReport called for each batch, with the number of its thread.
 * @returns address of each thread's first group.
 * @throws InputError as scanning does; the threads are ended then.
 */
export async function scanWithCrew(
  size: number,
  task: CrewTask,
  batches: Iterator<readonly Part[]>,
  onReport: (member: number, report: BatchReport) => void,
): Promise<readonly number[]> {
  const workers = Array.from(
    { length: size },
    () => new Worker(builtFile('scan-worker.mjs'), { workerData: task, resourceLimits: HEAP }),
  );
  try {
    return await Promise.all(
      workers.map((worker, member) =>
        employ(worker, batches, (report) => {
          onReport(member, report);
        }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives batches to a thread until there are no more. */
function employ(
  worker: Worker,
  batches: Iterator<readonly Part[]>,
  onReport: (report: BatchReport) => void,
): Promise<number> {
  const order = (): void => {
    const next = batches.next();
    worker.postMessage((next.done === true ? null : next.value) satisfies CrewOrder);
  };
  return new Promise((resolve, reject) => {
    worker.on('message', (answer: CrewAnswer) => {
      if (answer.kind === 'finished') resolve(answer.firstGroup);
      else if (answer.kind === 'failed') reject(new InputError(answer.problems));
      else {
        onReport(answer.report);
        order();
      }
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error('a scanning thread ended before its work was done'));
    });
    for (let i = 0; i < AHEAD; i++) order();
  });
}
