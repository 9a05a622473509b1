import type { Expectations } from '../../../contract/expectations';
import { isS3Location } from '../../../contract/s3-location';
import type { ConfigurationChange } from '../../cloudtrail/configuration-changes';
import type { S3SourceOptions } from '../../collect/s3-source';
import type { Selection } from '../../records/selection';
import type { Formats } from '../../output/formats';
import type { Provenance } from '../../report/rendering';
import { findLogFiles } from '../../sources/log-files';
import { summarizeFiles, type FilesSummary } from '../../sources/summarize-files';
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
 * Makes a report that is kept, and says what it was made from. Meanwhile files are read once more for their digests; what lies
 * in S3 or came by standard input is not.
 */
export async function withOrigin<Report extends { readonly selection: Selection }>(
  options: Sources,
  expectations: Expectations | undefined,
  make: () => Promise<Report>,
): Promise<Report & Origin> {
  const ended = new AbortController();
  try {
    const [report, read] = await Promise.all([make(), filesRead(options, ended.signal)]);
    return { ...report, ...(await originOf(options, expectations, report.selection, read)) };
  } catch (error) {
    ended.abort(error);
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
      ...(read ?? (await filesRead(options))),
      tool: `s3-audit ${VERSION}`,
      madeAt: Math.floor(Date.now() / 1000),
    },
  };
}

type FilesRead = Pick<Provenance, 'logs' | 'cloudtrail'>;

async function filesRead({ logs = [], cloudtrail = [] }: Sources, signal?: AbortSignal): Promise<FilesRead> {
  return {
    logs: await summaryOf(logs, '--logs', signal),
    cloudtrail: await summaryOf(cloudtrail, '--cloudtrail', signal),
  };
}

async function summaryOf(
  paths: readonly string[],
  option: string,
  signal: AbortSignal | undefined,
): Promise<FilesSummary | undefined> {
  if (paths.length === 0 || paths.some((path) => isS3Location(path) || path === '-')) return undefined;
  return summarizeFiles(await findLogFiles(paths, option), signal);
}
