import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readManifest, type ManifestEntries, type ManifestEntry } from '../sources/manifest-lines';
import { pathOfKey } from '../sources/object-path';

/** What of a bucket was collected into a directory. */
export interface Manifest {
  readonly find: (key: string) => Pick<ManifestEntry, 'etag' | 'size'> | undefined;
  /** Appends a line; it is on disk before `close` returns. */
  readonly add: (entry: ManifestEntry) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a manifest: JSON lines, one object each, the last line of a key counts. A line cut short by a crash, or in the
 * way of a later one, is taken out first, by a new file put in place at once.
 */
export async function openManifest(path: string): Promise<Manifest> {
  await mkdir(dirname(path), { recursive: true });
  const entries = await readEntries(path);
  const file = await open(path, 'a');
  // One line after the other, each by one write: a crash leaves whole lines and at most one torn one.
  let last = Promise.resolve();
  return {
    find: (key) => entries.get(key),
    add: (entry) => {
      last = last.then(async () => {
        await file.appendFile(lineOf(entry));
        entries.set(entry.key, { etag: entry.etag, size: entry.size });
      });
      return last;
    },
    close: async () => {
      await last;
      await synced(file);
    },
  };
}

async function readEntries(path: string): Promise<ManifestEntries> {
  const { entries, isClean } = (await readManifest(path)) ?? { entries: new Map() as ManifestEntries, isClean: true };
  if (!isClean) await rewrite(path, entries);
  return entries;
}

async function rewrite(path: string, entries: ManifestEntries): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx');
    for (const [key, known] of entries) await file.appendFile(lineOf({ key, ...known }));
    await synced(file);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function lineOf({ key, etag, size }: ManifestEntry): string {
  return `${JSON.stringify({ key, etag, size, path: pathOfKey(key) })}\n`;
}

async function synced(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
