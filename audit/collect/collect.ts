import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { failureOf, isFatal, type AwsFailure } from '../aws/aws-failure';
import type { BucketAccess } from '../aws/s3-client';
import { InputError } from '../errors/input-error';
import { reasonOf } from '../errors/reason';
import { DamagedBody, download, isOfFileSystem } from './download';
import { listPage, type ListedObject, type PageTask } from './list';
import { s3Location, type S3Location } from '../../contract/s3-location';
import { openManifest, type Manifest } from './manifest';
import { pathOfKey } from '../sources/object-path';
import type { DayWindow } from '../sources/object-date';
import { runAll } from './run-all';
import { takeDirectory } from './state-directory';

/** What to collect and where to. */
export interface CollectTask {
  readonly from: S3Location;
  readonly to: string;
  readonly days: DayWindow;
  readonly concurrency: number;
  /** Called when something has been done. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called for each object that is now in the directory, collected in this run or before. */
  readonly onObject?: (object: { readonly key: string; readonly path: string }) => void;
}

/** Counts of objects, but for the bytes. */
export interface Progress {
  readonly listed: number;
  readonly collected: number;
  /** Bytes collected. */
  readonly bytes: number;
  /** In the directory since an earlier run. */
  readonly unchanged: number;
  /** Objects and folders dated outside the window. */
  readonly leftOut: number;
  readonly failed: number;
}

/** What became of a run. */
export interface Collected extends Progress {
  /** What could not be collected, and why; at most {@link MOST_FAILURES}. */
  readonly failures: readonly Failure[];
  /** Whether the run was given up before all was tried. */
  readonly gaveUp: boolean;
}

/** What could not be listed or copied. */
export interface Failure {
  /** `s3://bucket/key`, or `s3://bucket/prefix` of a listing. */
  readonly name: string;
  readonly reason: string;
}

/** After so many the reason is not in the objects. */
export const MOST_FAILURES = 100;

/**
 * Copies objects into a directory, below the name of their bucket. What an earlier run has collected is known by key and
 * ETag and not copied again, whatever its date; what could not be copied is named and the rest kept. A copy is never
 * replaced: an object that has another ETag than its copy is named as a failure.
 *
 * @throws InputError when the directory cannot be written.
 */
export async function collect(access: BucketAccess, task: CollectTask): Promise<Collected> {
  const state = await takeDirectory(task.to);
  try {
    const manifest = await openManifest(state.manifestPath(task.from.bucket));
    try {
      return await collectInto(manifest, state.drafts, access, task);
    } finally {
      await manifest.close();
    }
  } catch (error) {
    throw isOfFileSystem(error) ? new InputError([`${task.to}: ${reasonOf(error)}`]) : error;
  } finally {
    await state.release();
  }
}

type Step = { readonly page: PageTask } | { readonly object: ListedObject };

async function collectInto(
  manifest: Manifest,
  drafts: string,
  { s3, identity }: BucketAccess,
  { from, to, days, concurrency, onProgress, onObject }: CollectTask,
): Promise<Collected> {
  const { bucket } = from;
  const root = resolve(to, bucket);
  const count = { listed: 0, collected: 0, bytes: 0, unchanged: 0, leftOut: 0, failed: 0 };
  const failures: Failure[] = [];
  let gaveUp = false;

  const fail = (name: string, failure: AwsFailure): void => {
    count.failed++;
    if (failures.length < MOST_FAILURES) failures.push({ name, reason: failure.sentence });
    gaveUp ||= isFatal(failure) || failures.length === MOST_FAILURES;
  };

  const readPage = async (page: PageTask): Promise<readonly Step[]> => {
    try {
      const { objects, further, leftOut } = await listPage(s3, bucket, page, days);
      count.listed += objects.length;
      count.leftOut += leftOut;
      return [...further.map((task) => ({ page: task })), ...objects.map((object) => ({ object })).reverse()];
    } catch (error) {
      const resource = `arn:aws:s3:::${bucket}`;
      fail(
        s3Location(bucket, page.prefix),
        failureOf(error, { action: 's3:ListBucket', resource, who: identity.name }),
      );
      return [];
    }
  };

  const readObject = async ({ key, etag }: ListedObject): Promise<void> => {
    const path = join(root, pathOfKey(key));
    const name = s3Location(bucket, key);
    const before = manifest.find(key);
    if (before !== undefined && (await sizeOf(path)) === before.size) {
      if (before.etag !== etag) {
        fail(name, rewritten(path));
        return;
      }
      count.unchanged++;
      onObject?.({ key, path });
      return;
    }
    try {
      const entry = await download(s3, { bucket, key, path, drafts });
      await manifest.add(entry);
      count.collected++;
      count.bytes += entry.size;
      onObject?.({ key, path });
    } catch (error) {
      if (isOfFileSystem(error)) throw error;
      fail(name, objectFailure(error, `arn:aws:s3:::${bucket}/${key}`, identity.name));
    }
  };

  const run = async (step: Step): Promise<readonly Step[]> => {
    const further = 'page' in step ? await readPage(step.page) : await readObject(step.object).then(() => []);
    onProgress?.(count);
    return further;
  };
  await runAll<Step>([{ page: { prefix: from.key, byFolder: true } }], concurrency, run, () => gaveUp);
  return { ...count, failures, gaveUp };
}

function objectFailure(error: unknown, resource: string, who: string): AwsFailure {
  if (!(error instanceof DamagedBody)) return failureOf(error, { action: 's3:GetObject', resource, who });
  const sentence = `the download broke off or was damaged each time: ${error.message}`;
  return { kind: 'other', code: 'DamagedBody', sentence };
}

/** Evidence is not replaced: what differs from its copy was put there by somebody. */
function rewritten(path: string): AwsFailure {
  const sentence = `was rewritten since it was copied, which AWS does to no log; the copy is as it was (remove ${path} to take the new content)`;
  return { kind: 'other', code: 'Rewritten', sentence };
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
