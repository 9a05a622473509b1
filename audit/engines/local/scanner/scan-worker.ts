import { workerData } from 'node:worker_threads';
import { collectGarbage } from '../../../memory';
import { digestOf, type FileDigest } from '../../../sources/file-digest';
import { serveCrew } from '../../../threads/crew-member';
import type { Part } from './parts';
import { withMemoryError } from './program';
import { createBatchScanner, type BatchReport, type BatchScanner, type ScanTask } from './scan-batch';

// A thread that scans batches; its last words are the address of what it found. After them it digests files.
const task = workerData as { -readonly [K in keyof ScanTask]: ScanTask[K] | undefined };
let scanner: BatchScanner | undefined = createBatchScanner((workerData as ScanTask).shared, workerData as ScanTask);

serveCrew({
  work: (order: readonly Part[] | readonly string[]) => (arePaths(order) ? digest(order) : scan(order)),
  last: () => scanner?.found(),
});

function scan(batch: readonly Part[]): Promise<BatchReport> {
  return withMemoryError(async () => {
    if (scanner === undefined) throw new Error('the thread gave its scanner back already');
    return scanner.scan(batch);
  });
}

function digest(paths: readonly string[]): Promise<readonly FileDigest[]> {
  if (scanner !== undefined) {
    // The memory of all scanners is given back as soon as nobody holds it.
    scanner = task.shared = undefined;
    collectGarbage();
  }
  return Promise.resolve(paths.map(digestOf));
}

function arePaths(order: readonly Part[] | readonly string[]): order is readonly string[] {
  return typeof order[0] === 'string';
}
