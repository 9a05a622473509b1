import { readFile } from 'node:fs/promises';
import { printable } from '../../../contract/printable';
import { isS3Location } from '../../../contract/s3-location';
import type { DigestKeys } from '../../cloudtrail/digest-chain';
import { jsonTextOf } from '../../cloudtrail/json-values';
import type { TrailCoverage } from '../../cloudtrail/read-events';
import type { Trail } from '../../cloudtrail/trail';
import { unloggedRequests } from '../../cloudtrail/unlogged';
import { InputError } from '../../errors/input-error';
import { reasonOf } from '../../errors/reason';
import type { Selection } from '../../records/selection';
import { nameOf } from '../../sources/file-bytes';
import type { DigestByThreads } from '../../sources/file-digest';
import { cacheDirectory } from '../../sources/cache-directory';
import { findLogFiles, type LogFile } from '../../sources/log-files';
import { findLostObjects } from '../../sources/lost-objects';
import { dayOf, daysOf, isInDays } from '../../sources/object-date';
import { repeatedObjects } from '../../sources/repeated-objects';
import type { Engine, EngineHost, LogReading } from '../interface/engine';
import type { OpenQuery } from '../interface/query-result';
import { requireReading } from '../interface/reading-statement';
import { logReader } from './log-reader';
import { logProgress, trailProgress } from './log-progress';

/** What the local engine is told. */
export interface LocalOptions {
  /** Server access logs: PATHs of the command line. */
  readonly logs?: readonly string[];
  /** CloudTrail files of the same time, to hold the logs against. */
  readonly cloudtrail?: readonly string[];
  /** CloudTrail's digests, which make their signatures be validated. */
  readonly digests?: readonly string[];
  /** File of public keys, as `aws cloudtrail list-public-keys` prints them; asked for without one. */
  readonly digestKeys?: string;
  /** Where records are kept between runs of `query`: a directory, `true` for the default one, `false` for none. */
  readonly cache?: string | boolean;
}

/**
 * The embedded engine: it reads files, here and now.
 *
 * @throws InputError when there is nothing to read.
 */
export function openLocalEngine(options: LocalOptions, host: EngineHost): Engine {
  const { logs, cloudtrail } = options;
  if (options.digests !== undefined && cloudtrail === undefined) {
    throw new InputError(['--digests: CloudTrail files are held against them, which --cloudtrail names']);
  }
  if (options.digestKeys !== undefined && options.digests === undefined) {
    throw new InputError(['--digest-keys: signatures of digests are validated by them, which --digests names']);
  }
  if (logs === undefined) {
    throw new InputError(["required option '--logs <path...>' not specified (or --engine athena)"]);
  }
  if (logs.includes('-') && (cloudtrail ?? []).includes('-')) {
    throw new InputError(['--logs - and --cloudtrail -: standard input holds one of them, and can be read once']);
  }
  const logFiles = (since: number | null): Promise<readonly LogFile[]> =>
    findLogFiles(logs, '--logs', host.readS3(since));
  const trailFiles = (since: number | null): Promise<readonly LogFile[]> =>
    findLogFiles(cloudtrail ?? [], '--cloudtrail', host.readS3(since));
  return {
    async aggregate(selection, onIdle) {
      const now = Math.floor(Date.now() / 1000);
      const [files, trails] = [await logFiles(selection.since), await trailFiles(selection.since)];
      const read = cloudtrail && (await readTrailFiles(trails, selection, host));
      const progress = host.showProgress(logProgress(files));
      const tellIdle = (byThreads?: DigestByThreads): void => onIdle?.({ logs: files, cloudtrail: trails, byThreads });
      const logged = await logReader
        .aggregate(files, selection, read?.trail, progress.show, tellIdle)
        .finally(progress.end);
      return {
        selection,
        logged,
        unlogged: read === undefined ? [] : unloggedRequests(read.trail, selection),
        listed: logs.every(isS3Location) ? now : null,
        lostObjects: await findLostObjects([...logs, ...(cloudtrail ?? [])], [...files, ...trails], (key) =>
          isInDays(dayOf(key), daysOf(selection.since, null)),
        ),
        repeatedObjects: () => repeatedObjects(files),
        ...(read && {
          trail: {
            coverage: read.coverage,
            denials: read.trail.denials,
            changes: read.trail.changes,
            digestDoubts: await doubtsOfDigests(options, trails, read.coverage, selection, host),
          },
        }),
      } satisfies LogReading;
    },
    async recorded(selection, grouping, begin) {
      const files = await logFiles(selection.since);
      const { readableAgain } = await import('./pipe-copies');
      const trails = await readableAgain(await trailFiles(selection.since));
      try {
        // Whoever keeps the answer asks for changes of configuration.
        const read = cloudtrail && (await readTrailFiles(trails.files, { ...selection, hourly: true }, host));
        const progress = host.showProgress(logProgress(files));
        const { coverage, onRow } = await logReader
          .recorded(files, selection, grouping, begin, read?.trail, progress.show)
          .finally(progress.end);
        if (read === undefined) return { coverage, unlogged: [], denials: [] };
        const { denials, changes } = read.trail;
        const { readUnlogged } = await import('../../cloudtrail/read-unlogged');
        const unlogged = await readUnlogged(trails.files, read.trail, selection.buckets, onRow);
        return { coverage, unlogged, denials, changes, trail: read.coverage };
      } finally {
        await trails.remove();
      }
    },
    async rejects(selection, onReject) {
      refuseSelection('rejects', selection);
      const [files, trails] = [await logFiles(null), await trailFiles(null)];
      const { damaged } = await logReader.rejects(files, onReject);
      const { readEvents } = await import('../../cloudtrail/read-events');
      const trail = await readEvents(trails, (event, { file, position, record }) => {
        if (event.kind !== 'unreadable') return;
        onReject({
          file,
          line: 0,
          position,
          reason: event.reason,
          text: record === undefined ? '' : jsonTextOf(record),
        });
      });
      return [...damaged, ...trail.damaged];
    },
    async request(requestId, selection) {
      refuseSelection('request', selection);
      const { findRequest } = await import('./find-request');
      return findRequest(requestId, { logs: await logFiles(null), cloudtrail: await trailFiles(null) });
    },
    query: (sql) => queryFiles(sql, options, { logFiles, trailFiles, host }),
  };
}

async function readTrailFiles(
  files: readonly LogFile[],
  selection: Selection,
  { showProgress }: EngineHost,
): Promise<{ trail: Trail; coverage: TrailCoverage }> {
  // Most runs have no CloudTrail to read.
  const { readTrail } = await import('../../cloudtrail/read-trail');
  const progress = showProgress(trailProgress(files));
  return readTrail(files, selection, progress.show).finally(progress.end);
}

/** Digests that lie among the files tell which files there were; those named by `--digests` are validated themselves. */
async function doubtsOfDigests(
  { digests: paths, digestKeys }: LocalOptions,
  files: readonly LogFile[],
  { digests: found = [] }: TrailCoverage,
  { since, until }: Selection,
  host: EngineHost,
): Promise<readonly string[]> {
  if (paths === undefined && found.length === 0) return [];
  const named = paths === undefined ? [] : await findLogFiles(paths, '--digests', host.readS3(since));
  const digests = [...new Map([...found, ...named].map((file) => [nameOf(file), file])).values()];
  const keys = paths === undefined ? undefined : await keysOf(digestKeys, since, until, host);
  const { checkDigests } = await import('../../cloudtrail/check-digests');
  return checkDigests({ files, digests, keys, since, until });
}

async function keysOf(
  path: string | undefined,
  since: number | null,
  until: number | null,
  host: EngineHost,
): Promise<DigestKeys> {
  if (path === undefined) return host.digestKeys(since, until);
  const { readDigestKeys } = await import('../../cloudtrail/digest-chain');
  const keys = readDigestKeys(await readJson(path));
  if (typeof keys === 'string') throw new InputError([`--digest-keys ${printable(path)}: ${keys}`]);
  return keys;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new InputError([`--digest-keys ${printable(path)}: ${reasonOf(error)}`]);
  }
}

/** Every line of the files is looked at; only Athena's folders are named by bucket and day. */
function refuseSelection(command: string, { buckets, since, until }: Selection): void {
  if (buckets.length === 0 && since === null && until === null) return;
  throw new InputError([
    `${command}: --bucket, --since and --until select folders that Athena reads; of files, name fewer`,
  ]);
}

interface Sources {
  readonly logFiles: (since: null) => Promise<readonly LogFile[]>;
  readonly trailFiles: (since: null) => Promise<readonly LogFile[]>;
  readonly host: EngineHost;
}

async function queryFiles(
  sql: string,
  { cache = true }: LocalOptions,
  { logFiles, trailFiles, host }: Sources,
): Promise<OpenQuery> {
  // Loaded where it is used: DuckDB is a native library.
  const { openTables } = await import('./duckdb/open-tables');
  const { READING, runStatement } = await import('./duckdb/statement');
  // Before files are read for nothing.
  requireReading(sql, READING);
  const sources = {
    logs: await logFiles(null),
    cloudtrail: await trailFiles(null),
    cache: cache === true ? cacheDirectory() : cache === false ? null : cache,
  };
  const progress = host.showProgress(logProgress(sources.logs));
  const tables = await openTables(sources, progress.show).finally(progress.end);
  const forget = host.onInterruption(() => {
    tables.connection.interrupt();
  });
  const close = async (): Promise<void> => {
    forget();
    await tables.close();
  };
  try {
    tables.notes.forEach(host.note);
    const result = await runStatement(tables.connection, sql);
    return { result: { ...result, unread: tables.unread }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
