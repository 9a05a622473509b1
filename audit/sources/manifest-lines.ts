import { open } from 'node:fs/promises';

/** An object that `collect` copied; one line of a manifest. */
export interface ManifestEntry {
  readonly key: string;
  /** Without its quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** What of a bucket was copied, by key: there may be millions. */
export type ManifestEntries = Map<string, Omit<ManifestEntry, 'key'>>;

/** What a manifest tells. */
export interface ReadManifest {
  readonly entries: ManifestEntries;
  /** No line is torn, and none stands in the way of a later one. */
  readonly isClean: boolean;
}

/**
 * Reads a manifest: JSON lines, one object each, of which the last of a key counts.
 *
 * @returns `undefined` where there is none.
 */
export async function readManifest(path: string): Promise<ReadManifest | undefined> {
  const file = await open(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  const entries: ManifestEntries = new Map();
  const { size } = await file.stat();
  let isClean = size === 0 || (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] === 0x0a;
  for await (const line of file.readLines({ start: 0 })) {
    const entry = readEntry(line);
    if (entry === undefined || entries.has(entry.key)) isClean = false;
    if (entry !== undefined) entries.set(entry.key, { etag: entry.etag, size: entry.size });
  }
  return { entries, isClean };
}

function readEntry(line: string): ManifestEntry | undefined {
  try {
    const json = JSON.parse(line) as Partial<ManifestEntry> | null;
    if (typeof json?.key !== 'string' || typeof json.etag !== 'string') return undefined;
    return Number.isSafeInteger(json.size) && Number(json.size) >= 0 ? (json as ManifestEntry) : undefined;
  } catch {
    return undefined;
  }
}
