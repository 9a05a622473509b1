import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../../../../contract/printable';
import type { OnProgress } from '../../../records/progress';
import { nameOf } from '../../../sources/file-bytes';
import type { LogFile } from '../../../sources/log-files';
import { reasonOf } from '../../../errors/reason';
import { memoryForLoading, memoryForTables, threadsForTables } from '../../../memory';
import { identify, type LogContent } from './log-content';
import { readRows, type RowDivision } from './rows/read-rows';
import { createSegmentMaker, type SegmentPlaces } from './segment';
import { findCached, openCache, type ContentSummary } from './segment-cache';
import { loadingError, plainSqlError } from './sql-error';
import { literals } from './sql-text';
import { makeAccessLogTables, makeCloudTrailTables, type LogSource } from './tables';
import { makeWorkspace, type Workspace } from './workspace';

/** What the tables are made of. */
export interface TableSources {
  readonly logs: readonly LogFile[];
  readonly cloudtrail: readonly LogFile[];
  /** Where segments are kept between runs; `null` keeps none. */
  readonly cache: string | null;
  /** How the reading of logs is divided. @default by what the machine has */
  readonly division?: RowDivision;
}

/** Tables over logs, for reading. */
export interface OpenTables {
  /** May read the tables, and nothing else: no file, no network, no setting. */
  readonly connection: DuckDBConnection;
  /** What the reader should know of the logs and the cache, a printable sentence each. */
  readonly notes: readonly string[];
  /** What could not be read of the sources, a printable sentence each. */
  readonly unread: readonly string[];
  /** Log files whose records came from the cache. */
  readonly cached: number;
  close(): Promise<void>;
}

/**
 * Reads logs into tables: records through the exact parser, or from the cache where the same bytes were read before.
 *
 * @throws InputError when a file cannot be opened.
 */
export async function openTables(sources: TableSources, onProgress?: OnProgress): Promise<OpenTables> {
  const workspace = await makeWorkspace();
  try {
    const database = join(workspace.directory, 'tables.duckdb');
    const made = await makeTables(database, workspace, sources, onProgress);
    const connection = await connectReadOnly(database, workspace, made.segments);
    return {
      connection,
      notes: made.notes,
      unread: made.unread,
      cached: made.cached,
      async close() {
        connection.closeSync();
        await workspace.remove();
      },
    };
  } catch (error) {
    await workspace.remove();
    throw loadingError(error) ?? error;
  }
}

interface MadeTables {
  readonly segments: readonly string[];
  readonly notes: readonly string[];
  readonly unread: readonly string[];
  readonly cached: number;
}

async function makeTables(
  database: string,
  workspace: Workspace,
  sources: TableSources,
  onProgress?: OnProgress,
): Promise<MadeTables> {
  // With several threads it takes several times the memory to compress rows, and others are reading meanwhile.
  const instance = await DuckDBInstance.create(database, { ...settings(workspace, memoryForLoading()), threads: '1' });
  const connection = await instance.connect();
  try {
    const logs = await storeLogs(connection, workspace, sources, onProgress);
    await makeAccessLogTables(connection, logs.stored);
    const trail = await makeCloudTrailTables(connection, sources.cloudtrail);
    const counts = await connection.runAndReadAll(
      'SELECT (SELECT count(*) FROM rejects), (SELECT count(*) FROM duplicates), (SELECT count(*) FROM access_log WHERE ambiguous)',
    );
    const [rejects = 0, duplicates = 0, ambiguous = 0] = counts.getRowsJS()[0]?.map(Number) ?? [];
    const unread = [
      ...logs.stored.flatMap(({ file, summary: { damage } }) =>
        damage === null ? [] : [`${printable(nameOf(file))} was read only in part: ${damage}`],
      ),
      ...trail.damaged.map(({ file, reason }) => `${printable(file)} was read only in part: ${reason}`),
      ...noteOf(rejects, 'could not be read: see the table rejects'),
      ...(trail.unreadable > 0
        ? [`${trail.unreadable} CloudTrail ${trail.unreadable === 1 ? 'record' : 'records'} could not be read`]
        : []),
    ];
    const notes = [
      ...logs.problems,
      ...noteOf(duplicates, 'equal to an earlier one, and no further record: see the table duplicates'),
      ...noteOf(ambiguous, 'can be read in two ways; their worst reading is in access_log'),
    ];
    return { segments: logs.stored.map(({ segment }) => segment), notes, unread, cached: logs.cached };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function noteOf(lines: number, sentence: string): readonly string[] {
  return lines === 0 ? [] : [`${lines} ${lines === 1 ? 'line' : 'lines'} ${sentence}`];
}

interface StoredLogs {
  readonly stored: readonly (LogSource & { readonly summary: ContentSummary })[];
  readonly problems: readonly string[];
  readonly cached: number;
}

/** Sees to it that every log file is in a segment. */
async function storeLogs(
  connection: DuckDBConnection,
  workspace: Workspace,
  { logs, cache, division }: TableSources,
  onProgress?: OnProgress,
): Promise<StoredLogs> {
  const problems: string[] = [];
  const spare = join(workspace.directory, 'segments');
  await mkdir(spare);
  const onLost = (at: string, error: unknown): void => {
    const isDuckDbs = loadingError(error) !== undefined;
    const reason = isDuckDbs ? plainSqlError((error as Error).message) : reasonOf(error);
    problems.push(`cache: ${printable(at)} cannot be used: ${reason}`);
  };
  const place = await placeOf(cache, spare, onLost);
  const contents: LogContent[] = [];
  for (const file of logs) contents.push(await identify(file));

  const cached = await findCached(connection, place, new Set(contents.map(({ id }) => id)));
  // Of equal ones the first.
  const different = new Map(contents.toReversed().map((content) => [content.id, content]));
  const unread = contents.filter((content) => !cached.found.has(content.id) && different.get(content.id) === content);
  const progress = afterCached(contents, unread, onProgress);
  const maker = await createSegmentMaker(connection, unread, { place, spare, onLost });
  const files = unread.map(({ file }) => file);
  try {
    await readRows(files, workspace.directory, (report) => maker.add(report), progress, division);
  } finally {
    // Nobody may use the connection when it is closed.
    await maker.settled();
  }
  const made = await maker.end();
  const stored = contents.flatMap(({ file, id }) => {
    const at = cached.found.get(id) ?? made.get(id);
    return at === undefined ? [] : [{ file, id, ...at }];
  });
  return {
    stored,
    problems: [...problems, ...cached.problems],
    cached: contents.filter(({ id }) => cached.found.has(id)).length,
  };
}

/** Counts logs that need not be read as read already. */
function afterCached(
  contents: readonly LogContent[],
  unread: readonly LogContent[],
  onProgress?: OnProgress,
): OnProgress | undefined {
  const bytesOf = (of: readonly LogContent[]): number => of.reduce((sum, { size }) => sum + size, 0);
  const known = { files: contents.length - unread.length, bytes: bytesOf(contents) - bytesOf(unread) };
  onProgress?.({ ...known, lines: 0, rejects: 0 });
  return (
    onProgress &&
    ((read) => {
      onProgress({ ...read, files: known.files + read.files, bytes: known.bytes + read.bytes });
    })
  );
}

async function placeOf(cache: string | null, spare: string, onLost: SegmentPlaces['onLost']): Promise<string> {
  if (cache === null) return spare;
  try {
    return await openCache(cache);
  } catch (error) {
    onLost(cache, error);
    return spare;
  }
}

/** @param memory in bytes; beyond this it writes to its temporary directory. */
function settings(workspace: Workspace, memory: number): Record<string, string> {
  return {
    memory_limit: `${Math.floor(memory / 1e6)}MB`,
    threads: String(threadsForTables()),
    temp_directory: join(workspace.directory, 'spill'),
    // Nothing is fetched: what the tables need is built in.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    // It can lose rows: DuckDB 1.5.5 compares a BLOB of a Parquet file wrongly when a join pushes down one value.
    disabled_optimizers: 'join_filter_pushdown',
  };
}

/** Opens the tables so that a query can read them and do nothing else, whatever it says. */
async function connectReadOnly(
  database: string,
  workspace: Workspace,
  segments: readonly string[],
): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(database, {
    ...settings(workspace, memoryForTables()),
    access_mode: 'READ_ONLY',
  });
  const connection = await instance.connect();
  await connection.run(`SET allowed_paths = ${literals([...new Set(segments)])}`);
  await connection.run('SET enable_external_access = false');
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET lock_configuration = true');
  return connection;
}
