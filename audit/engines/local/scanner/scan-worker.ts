import { workerData } from 'node:worker_threads';
import { serveCrew } from '../../../threads/crew-member';
import type { Part } from './parts';
import { withMemoryError } from './program';
import { createBatchScanner, type BatchReport, type ScanTask } from './scan-batch';

// A thread that scans batches; its last words are the address of its first group.
const { shared, ...task } = workerData as ScanTask;
const scanner = createBatchScanner(shared, task);
serveCrew({
  work: (batch: readonly Part[]) => withMemoryError(() => scanner.scan(batch)) satisfies Promise<BatchReport>,
  last: () => scanner.firstGroup(),
});
