import type { Expectations } from '../../../contract/expectations';
import { isS3Location } from '../../../contract/s3-location';
import type { ConfigurationChange } from '../../cloudtrail/configuration-changes';
import type { S3SourceOptions } from '../../collect/s3-source';
import type { Selection } from '../../records/selection';
import type { Formats } from '../../output/formats';
import type { Provenance } from '../../report/rendering';
import { findLogFiles, type LogFile } from '../../sources/log-files';
import { summarizeFiles } from '../../sources/summarize-files';
import { outputsOf, type OutputOptions } from './outputs';
import { VERSION } from './version';
import { changesInFiles } from './changes-in-files';

/** Formats that people keep: they say what they were made from and show the traffic over time. */
const KEPT_FORMATS: readonly string[] = ['html'];

interface Sources extends S3SourceOptions {
  readonly since: number | null;
  readonly logs?: readonly string[] | undefined;
  readonly cloudtrail?: readonly string[] | undefined;
}

/** Whether a report shows more than its numbers: then records of different hours are told apart. */
export function isKept(formats: Formats<never>, options: OutputOptions): boolean {
  return outputsOf(Object.keys(formats), options).some(({ format }) => KEPT_FORMATS.includes(format));
}

/** What a report that is kept was made from, and the changes of configuration of its time. */
export interface Origin {
  readonly provenance: Provenance;
  readonly changes: readonly ConfigurationChange[];
}

/**
 * Makes a report that is kept, and says what it was made from. While it is judged, files are read once more for their digests;
 * what lies in S3 or came by standard input is not.
 *
 * @param make calls back when all logs are read: the threads that read them have nothing to do then.
 */
export async function withOrigin<Report extends { readonly selection: Selection }>(
  options: Sources,
  expectations: Expectations | undefined,
  make: (onRead: () => void) => Promise<Report>,
): Promise<Report & Origin> {
  const files = await filesOf(options);
  const ended = new AbortController();
  const begun: Promise<FilesRead>[] = [];
  try {
    const report = await make(() => begun.push(summariesOf(files, ended.signal)));
    const [read] = await Promise.all(begun);
    return { ...report, ...(await originOf(options, expectations, report.selection, read)) };
  } catch (error) {
    ended.abort(error);
    await Promise.allSettled(begun);
    throw error;
  }
}

/** The origin of what is made already. */
export async function originOf(
  options: Sources,
  expectations: Expectations | undefined,
  selection: Selection,
  read?: FilesRead,
): Promise<Origin> {
  // What of the files could not be read, the report tells of its own.
  const { changes } = await changesInFiles(options.cloudtrail ?? [], options, selection);
  return {
    changes: [...changes].sort((a, b) => a.time - b.time),
    provenance: {
      expectations,
      ...(read ?? (await summariesOf(await filesOf(options)))),
      tool: `s3-audit ${VERSION}`,
      madeAt: Math.floor(Date.now() / 1000),
    },
  };
}

type FilesRead = Pick<Provenance, 'logs' | 'cloudtrail'>;

/** Files that can be read again, by what they hold. */
interface Files {
  readonly logs: readonly LogFile[] | undefined;
  readonly cloudtrail: readonly LogFile[] | undefined;
}

async function filesOf({ logs = [], cloudtrail = [] }: Sources): Promise<Files> {
  return { logs: await filesAt(logs, '--logs'), cloudtrail: await filesAt(cloudtrail, '--cloudtrail') };
}

async function filesAt(paths: readonly string[], option: string): Promise<readonly LogFile[] | undefined> {
  if (paths.length === 0 || paths.some((path) => isS3Location(path) || path === '-')) return undefined;
  return findLogFiles(paths, option);
}

async function summariesOf({ logs, cloudtrail }: Files, signal?: AbortSignal): Promise<FilesRead> {
  return {
    logs: logs && (await summarizeFiles(logs, signal)),
    cloudtrail: cloudtrail && (await summarizeFiles(cloudtrail, signal)),
  };
}
