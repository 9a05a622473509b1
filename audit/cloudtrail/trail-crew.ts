import type { DamagedFile } from '../records/reject';
import type { LogFile } from '../sources/log-files';
import { workWithCrew } from '../threads/crew';
import { together, type PassedOver } from './neighbours';
import type { FilesCoverage, TrailProgress } from './read-events';
import type { Testimony, Trail } from './trail';
import type { TrailBatch } from './trail-batch';

const FILES_OF_BATCH = 4;
/** Room for the objects of a file, which die with it: with less they would be taken for long-lived ones. */
const HEAP = { maxYoungGenerationSizeMb: 32 };

/**
 * Reads CloudTrail files with several threads into a trail. Events are added in the order of the files, so that the result
 * does not depend on which thread was faster.
 *
 * @throws InputError when a file cannot be opened.
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

  function take({ coverage, keys, times, saids, fresh, denials }: TrailBatch, testimonies: Testimony[]): void {
    for (const said of fresh) testimonies.push(trail.testimonyFor(said));
    for (const [i, key] of keys.entries()) {
      const testimony = testimonies[saids[i] ?? -1];
      const time = times[i];
      if (testimony === undefined || time === undefined) throw new Error('a batch of events lacks a part');
      trail.addTestimony(key, time, testimony);
    }
    // One by one: there may be more than a call takes arguments.
    for (const denial of denials) trail.denials.push(denial);
    damaged.push(...coverage.damaged);
    count.files += coverage.files;
    count.events += coverage.events;
    count.others += coverage.others;
    count.unreadable += coverage.unreadable;
    digests.push(...(coverage.digests ?? []));
    passedOver = together(passedOver, coverage.passedOver ?? {});
    onProgress?.(count);
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
