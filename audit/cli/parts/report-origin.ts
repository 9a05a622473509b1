import type { Expectations } from '../../../contract/expectations';
import { isS3Location } from '../../../contract/s3-location';
import type { S3SourceOptions } from '../../collect/s3-source';
import type { FilesOfEngine } from '../../engines/interface/engine';
import type { Formats } from '../../output/formats';
import type { Provenance } from '../../report/rendering';
import { findLogFiles, type LogFile } from '../../sources/log-files';
import { currentTime, summarizeFiles } from '../../sources/summarize-files';
import { inlineLittleDuring } from '../../threads/inline-little';
import { outputsOf, type OutputOptions } from './outputs';
import { VERSION } from './version';

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

/**
 * Makes a report that is kept, and says what it was made from. Files are read once more for their digests, beside all else; what
 * lies in S3 or came by standard input is not.
 *
 * @param make calls back when a processor has nothing to read any more.
 */
export async function withOrigin<Report>(
  options: Sources,
  expectations: Expectations | undefined,
  make: (onIdle: (files: FilesOfEngine) => void) => Promise<Report>,
): Promise<Report & { readonly provenance: Promise<Provenance> }> {
  const ended = new AbortController();
  const begunAt = currentTime();
  let begun: Promise<FilesRead> | undefined;
  let isByReaders = false;
  try {
    const report = await make((files) => {
      // Where reading begins anew, the threads that read before have ended with all that they did.
      if (begun !== undefined && !isByReaders) return;
      isByReaders = files.byThreads !== undefined;
      begun = inlineLittleDuring(() => summariesOf(files, options, begunAt, ended.signal));
      // Awaited in its turn; until then a failure is nobody's.
      begun.catch(() => undefined);
    });
    const provenance = Promise.resolve(begun).then((read) => provenanceOf(expectations, read));
    provenance.catch(() => undefined);
    return { ...report, provenance };
  } catch (error) {
    ended.abort(error);
    await Promise.allSettled([begun]);
    throw error;
  }
}

/**
 * What a report was made from that is made already.
 *
 * @param begunAt when the files began to be read for it, as `currentTime` told it.
 */
export async function originOf(
  options: Sources,
  expectations: Expectations | undefined,
  begunAt: number,
): Promise<Provenance> {
  const { logs = [], cloudtrail = [] } = options;
  const files = { logs: await filesAt(logs, '--logs'), cloudtrail: await filesAt(cloudtrail, '--cloudtrail') };
  return provenanceOf(expectations, await summariesOf(files, options, begunAt));
}

type FilesRead = Pick<Provenance, 'logs' | 'cloudtrail'>;

function provenanceOf(expectations: Expectations | undefined, read: FilesRead = {}): Provenance {
  return { expectations, ...read, tool: `s3-audit ${VERSION}`, madeAt: Math.floor(Date.now() / 1000) };
}

async function filesAt(paths: readonly string[], option: string): Promise<readonly LogFile[]> {
  return canReadAgain(paths) ? findLogFiles(paths, option) : [];
}

/** Whether there are files that lie here, now and later. */
function canReadAgain(paths: readonly string[]): boolean {
  return paths.length > 0 && !paths.some((path) => isS3Location(path) || path === '-');
}

async function summariesOf(
  files: FilesOfEngine,
  options: Sources,
  begunAt: number,
  signal?: AbortSignal,
): Promise<FilesRead> {
  const { logs = [], cloudtrail = [] } = options;
  return {
    logs: canReadAgain(logs) ? await summarizeFiles(files.logs, begunAt, signal, files.byThreads) : undefined,
    cloudtrail: canReadAgain(cloudtrail) ? await summarizeFiles(files.cloudtrail, begunAt, signal) : undefined,
  };
}
