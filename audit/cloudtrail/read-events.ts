import { isAscii } from 'node:buffer';
import type { DamagedFile } from '../records/reject';
import { nameOf, readChunks, readWhole } from '../sources/file-bytes';
import type { LogFile } from '../sources/log-files';
import { readEvent, type CloudTrailEvent } from './events';
import { readTrailFile } from './trail-file';

/** What became of the CloudTrail files and their records. */
export interface TrailCoverage {
  readonly files: number;
  /** Events of requests to S3. */
  readonly events: number;
  /** Events of other kinds, which say nothing of requests to S3. */
  readonly others: number;
  /** Records that could not be read. */
  readonly unreadable: number;
  readonly damaged: readonly DamagedFile[];
  /** Digest files, which hold no events; Athena reads none. */
  readonly digests?: number;
}

/** CloudTrail closes a file at about 50 MB of records; this is past all bounds, and within what a string can hold. */
const LARGEST_FILE = 500 * 1024 * 1024;

/** How far reading has come. */
export type TrailProgress = Pick<TrailCoverage, 'files' | 'events'>;

/** Receives every event of the files, with the name of its file and the record as it stands there. */
export type OnEvent = (event: CloudTrailEvent, file: string, record: unknown) => void;

/**
 * Reads CloudTrail files. Digest files, which lie beside them, are counted and passed over.
 *
 * @throws InputError when a file can not be opened.
 */
export async function readEvents(
  files: readonly LogFile[],
  onEvent: OnEvent,
  onProgress?: (progress: TrailProgress) => void,
): Promise<TrailCoverage> {
  const damaged: DamagedFile[] = [];
  const count = { files: 0, events: 0, others: 0, unreadable: 0, digests: 0 };
  for await (const { file, text, damage } of textsOf(files)) {
    count.files++;
    const read = damage === undefined ? readTrailFile(text) : ({ kind: 'unreadable', problem: damage } as const);
    if (read.kind === 'unreadable') damaged.push({ file: nameOf(file), reason: read.problem });
    if (read.kind === 'digest') count.digests++;
    if (read.kind !== 'records') continue;
    for (const record of read.records) {
      const event = readEvent(record);
      if (event.kind === 'request') count.events++;
      else if (event.kind === 'unreadable') count.unreadable++;
      else if (event.kind === 'other') count.others++;
      onEvent(event, nameOf(file), record);
    }
    onProgress?.(count);
  }
  return { ...count, damaged };
}

interface FileText {
  readonly file: LogFile;
  readonly text: string;
  readonly damage: string | undefined;
}

/** Files that are read and inflated, by threads of Node's own, while one is looked at. */
const AHEAD = 2;

/** The texts of all files, in their order. */
async function* textsOf(files: readonly LogFile[]): AsyncGenerator<FileText> {
  const begun: Promise<FileText>[] = [];
  for (const file of files) {
    const text = readText(file);
    // Awaited in its turn; until then a failure is nobody's.
    text.catch(() => undefined);
    begun.push(text);
    if (begun.length > AHEAD) yield* nextOf(begun);
  }
  while (begun.length > 0) yield* nextOf(begun);
}

async function* nextOf(begun: Promise<FileText>[]): AsyncGenerator<FileText> {
  const next = await begun.shift();
  if (next !== undefined) yield next;
}

async function readText(file: LogFile): Promise<FileText> {
  const whole = file.kind === 'stdin' ? undefined : await readWhole(file.path, LARGEST_FILE);
  if (whole !== undefined) return { file, text: textOf(whole), damage: undefined };
  const chunks: Buffer[] = [];
  let size = 0;
  const { damage } = await readChunks(file, (chunk) => {
    size += chunk.length;
    if (size <= LARGEST_FILE) chunks.push(Buffer.from(chunk));
  });
  if (size > LARGEST_FILE) return { file, text: '', damage: 'is larger than 500 MiB' };
  return { file, text: textOf(Buffer.concat(chunks)), damage };
}

/** Most events are ASCII, which needs no decoding. */
function textOf(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}
