import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ACCESS_LOG_COLUMNS } from '../../../../contract/access-log-regex';
import { printable } from '../../../../contract/printable';
import { DAY } from '../../../../contract/time';
import { reasonOf } from '../../../errors/reason';
import { digestFile } from './file-digest';
import { literal } from './sql-text';

/** To be raised when the same line would give another row than before. */
const ROW_VERSION = 4;

/** Columns and row version are part of the place, so that a program never meets segments of another. */
const FORMAT = `records-${ROW_VERSION}-${createHash('sha256')
  .update(JSON.stringify(ACCESS_LOG_COLUMNS.map(({ name, type }) => [name, type])))
  .digest('hex')
  .slice(0, 8)}`;

const SEGMENT = /^([0-9a-f]{64})\.parquet$/;
const DRAFT = /^draft-[0-9a-f-]+\.parquet$/;

const manifestSchema = z.record(
  z.string(),
  z.strictObject({ lines: z.number(), blank: z.number(), damage: z.string().nullable() }),
);

/** Key of the manifest among the Parquet file's metadata. */
export const MANIFEST_KEY = 's3_audit_manifest';

/** What a segment has of one log file. */
export interface ContentSummary {
  readonly lines: number;
  readonly blank: number;
  /** Why the end of the file was not reached. */
  readonly damage: string | null;
}

/** The log files a segment holds, by their ids; kept within it. */
type Manifest = Readonly<Record<string, ContentSummary>>;

/** A log file that a segment holds. */
export interface CachedContent {
  readonly segment: string;
  readonly summary: ContentSummary;
}

/** Makes the place for segments of this program's format; what was read of logs is for their reader's eyes only. */
export async function openCache(directory: string): Promise<string> {
  const place = resolve(directory, FORMAT);
  await mkdir(place, { recursive: true, mode: 0o700 });
  return place;
}

/** A name for a segment that is being written. */
export function draftPath(place: string): string {
  return join(place, `draft-${randomUUID()}.parquet`);
}

/** Gives a written segment the name by which it is found: the SHA-256 of its own bytes. */
export async function keepSegment(draft: string, place: string): Promise<string> {
  const segment = join(place, `${(await digestFile(draft)).digest}.parquet`);
  await rename(draft, segment);
  return segment;
}

/**
 * Finds log files in the cache. A segment that is not what its name says is removed, so that it is made anew.
 *
 * @param wanted ids of log files.
 * @returns what was found, and a sentence for each segment that was removed.
 */
export async function findCached(
  connection: DuckDBConnection,
  place: string,
  wanted: ReadonlySet<string>,
): Promise<{ found: ReadonlyMap<string, CachedContent>; problems: readonly string[] }> {
  const found = new Map<string, CachedContent>();
  const problems: string[] = [];
  for (const name of await readdir(place)) {
    const path = join(place, name);
    if (DRAFT.test(name)) await removeOldDraft(path);
    const digest = SEGMENT.exec(name)?.[1];
    if (digest === undefined) continue;
    try {
      const manifest = await readManifest(connection, path);
      const contents = Object.entries(manifest).filter(([id]) => wanted.has(id) && !found.has(id));
      if (contents.length === 0) continue;
      if ((await digestFile(path)).digest !== digest) throw new Error('its bytes are not those that were written');
      for (const [id, summary] of contents) found.set(id, { segment: path, summary });
    } catch (error) {
      problems.push(`cache: ${printable(path)} was damaged and is made anew: ${reasonOf(error)}`);
      await rm(path, { force: true });
    }
  }
  return { found, problems };
}

async function readManifest(connection: DuckDBConnection, path: string): Promise<Manifest> {
  const reader = await connection.runAndReadAll(
    `SELECT decode(value) FROM parquet_kv_metadata(${literal(path)}) WHERE decode(key) = ${literal(MANIFEST_KEY)}`,
  );
  const manifest = manifestSchema.safeParse(JSON.parse(String(reader.getRows()[0]?.[0] ?? null)));
  if (!manifest.success) throw new Error('its manifest is missing');
  return manifest.data;
}

/** Another run may be writing its draft just now; after a day nobody is. */
async function removeOldDraft(path: string): Promise<void> {
  const { mtimeMs } = await stat(path);
  if (Date.now() - mtimeMs > DAY * 1000) await rm(path, { force: true });
}
