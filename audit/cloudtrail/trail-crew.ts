import type { DamagedFile } from '../records/reject';
import type { LogFile } from '../sources/log-files';
import { workWithCrew } from '../threads/crew';
import { together, type PassedOver } from './neighbours';
import type { FilesCoverage, TrailProgress } from './read-events';
import type { Testimony, Trail } from './trail';
import { createTrailReader, type TrailBatch } from './trail-batch';

const FILES_OF_BATCH = 4;
/** Room for the objects of a file, which die with it: with less they would be taken for long-lived ones. */
const HEAP = { maxYoungGenerationSizeMb: 32 };

/**
 * Reads CloudTrail files with several threads into a trail; with one, in the calling thread. Events are added in the order of
 * the files, so that the result does not depend on which thread was faster.
 *
 * @throws InputError when a file cannot be opened, or requests do not fit into memory.
 */
export async function readByCrew(
  trail: Trail,
  files: readonly LogFile[],
  threads: number,
  onProgress?: (progress: TrailProgress) => void,
): Promise<FilesCoverage> {
  const damaged: DamagedFile[] = [];
  const count = { files: 0, events: 0, others: 0, unreadable: 0 };
  const digests: LogFile[] = [];
  let passedOver: PassedOver = {};
  const heard = Array.from({ length: threads }, (): Testimony[] => []);
  const early = new Map<number, { readonly batch: TrailBatch; readonly member: number }>();
  let next = 0;

  function take(batch: TrailBatch, testimonies: Testimony[]): void {
    const { coverage, keys, ends, times, saids, denials, changes } = batch;
    for (const said of batch.fresh) testimonies.push(trail.testimonyFor(said));
    let from = 0;
    for (const [i, end] of ends.entries()) {
      const testimony = testimonies[saids[i] ?? -1];
      const time = times[i];
      if (testimony === undefined || time === undefined) throw new Error('a batch of events lacks a part');
      trail.addTestimony(keys, from, end, time, testimony);
      from = end;
    }
    // One by one: there may be more than a call takes arguments.
    for (const denial of denials) trail.denials.push(denial);
    for (const change of changes) trail.addChange(change);
    damaged.push(...coverage.damaged);
    count.files += coverage.files;
    count.events += coverage.events;
    count.others += coverage.others;
    count.unreadable += coverage.unreadable;
    digests.push(...(coverage.digests ?? []));
    passedOver = together(passedOver, coverage.passedOver ?? {});
    onProgress?.(count);
  }

  if (threads < 2) {
    const read = createTrailReader();
    const testimonies: Testimony[] = [];
    for (const batch of batchesOf(files)) take(await read(batch), testimonies);
    return { ...count, passedOver, digests, damaged };
  }
  await workWithCrew<readonly LogFile[], TrailBatch, null>({
    program: 'trail-worker.js',
    size: threads,
    task: null,
    limits: HEAP,
    orders: batchesOf(files),
    onResult(batch, { member, order }) {
      early.set(order, { batch, member });
      for (let due = early.get(next); due !== undefined; due = early.get(next)) {
        early.delete(next++);
        take(due.batch, heard[due.member] ?? []);
      }
    },
  });
  return { ...count, passedOver, digests, damaged };
}

function* batchesOf(files: readonly LogFile[]): Generator<readonly LogFile[]> {
  for (let i = 0; i < files.length; i += FILES_OF_BATCH) yield files.slice(i, i + FILES_OF_BATCH);
}
