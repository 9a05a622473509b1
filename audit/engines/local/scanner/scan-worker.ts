import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../../../input-error';
import type { CrewAnswer, CrewOrder, CrewTask } from './crew';
import { withMemoryError } from './program';
import { createBatchScanner } from './scan-batch';

// A thread of the crew: scans one batch after the other until told that there are no more.
const { shared, selection } = workerData as CrewTask;
const scanner = createBatchScanner(shared, { selection });
const answer = (message: CrewAnswer): void => parentPort?.postMessage(message);

let queue = Promise.resolve();
parentPort?.on('message', (order: CrewOrder) => {
  queue = queue.then(() => carryOut(order));
});

async function carryOut(order: CrewOrder): Promise<void> {
  if (order === null) {
    answer({ kind: 'finished', firstGroup: scanner.firstGroup() });
    return;
  }
  try {
    answer({ kind: 'scanned', report: await withMemoryError(() => scanner.scan(order)) });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    answer({ kind: 'failed', problems: error.problems });
  }
}
