import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { pathOfKey } from './object-path';

/** An object that was collected; one line of the manifest, which also tells its path below the directory of the bucket. */
const entrySchema = z.object({
  key: z.string(),
  /** Without its quotes. */
  etag: z.string(),
  /** Bytes. */
  size: z.int().min(0),
});

export type ManifestEntry = Readonly<z.infer<typeof entrySchema>>;

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

type Entries = Map<string, Pick<ManifestEntry, 'etag' | 'size'>>;

/** Keeps of each entry what a path does not tell: there may be millions. */
async function readEntries(path: string): Promise<Entries> {
  const entries: Entries = new Map();
  const file = await open(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return entries;
  let isClean = await endsWithLineFeed(file);
  for await (const line of file.readLines({ start: 0 })) {
    const entry = readEntry(line);
    if (entry === undefined || entries.has(entry.key)) isClean = false;
    if (entry !== undefined) entries.set(entry.key, { etag: entry.etag, size: entry.size });
  }
  if (!isClean) await rewrite(path, entries);
  return entries;
}

async function endsWithLineFeed(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

function readEntry(line: string): ManifestEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function rewrite(path: string, entries: Entries): Promise<void> {
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
