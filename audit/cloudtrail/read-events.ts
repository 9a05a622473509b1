import { encodingOf } from '../../contract/decode-text';
import { isAscii } from 'node:buffer';
import { memoryForFile } from '../memory';
import { bytesText } from '../output/numbers';
import type { DamagedFile } from '../records/reject';
import { nameOf, readChunks, readWhole } from '../sources/file-bytes';
import type { LogFile } from '../sources/log-files';
import { countEvent, createEventCount } from './event-count';
import { readEvent, type CloudTrailEvent } from './events';
import type { PassedOver } from './neighbours';
import type { PlainReader } from './plain-events';
import { readTrailFile } from './trail-file';

/** What became of the CloudTrail files and their records. */
export interface TrailCoverage {
  /** `null` where the engine counts events alone. */
  readonly files: number | null;
  /** Events of requests to S3. */
  readonly events: number;
  /** Events of other kinds, which say nothing of requests to S3. */
  readonly others: number;
  /** Records that could not be read. */
  readonly unreadable: number;
  readonly damaged: readonly DamagedFile[];
  /** What lay beside the events; Athena does not tell. */
  readonly passedOver?: PassedOver;
  /** The digests among the files. */
  readonly digests?: readonly LogFile[];
}

/** The same of files that were read here, and so counted. */
export interface FilesCoverage extends TrailCoverage {
  readonly files: number;
}

/** CloudTrail closes a file at about 50 MB of records; this is past all bounds, and within what a string can hold. */
export const LARGEST_FILE = 500 * 1024 * 1024;

/** How far reading has come. */
export type TrailProgress = Pick<FilesCoverage, 'files' | 'events'>;

/** Where an event stands, and the record as it stands there. */
export interface EventPlace {
  readonly file: string;
  /** Such as `record 3`. */
  readonly position: string;
  /** `undefined` of what could not be read as a record. */
  readonly record: unknown;
}

/** Receives every event of the files. */
export type OnEvent = (event: CloudTrailEvent, place: EventPlace) => void;

/**
 * Reads CloudTrail files, in any of the forms of trail-file.ts. What lies beside them is counted and passed over.
 *
 * @param readPlain is asked about each file first; of one that it reads nothing is told to `onEvent`.
 * @throws InputError when a file cannot be opened.
 */
export async function readEvents(
  files: readonly LogFile[],
  onEvent: OnEvent,
  onProgress?: (progress: TrailProgress) => void,
  readPlain?: PlainReader,
): Promise<FilesCoverage> {
  const damaged: DamagedFile[] = [];
  const digests: LogFile[] = [];
  const count = createEventCount();
  const take = (event: CloudTrailEvent, place: EventPlace): void => {
    countEvent(event, count);
    onEvent(event, place);
  };
  let read = 0;
  for await (const { file, bytes, damage } of bytesOf(files)) {
    read++;
    const name = nameOf(file);
    if (damage !== undefined) damaged.push({ file: name, reason: damage });
    else if (readPlain?.(bytes, count) === undefined) {
      const content = readTrailFile(textOf(bytes), name);
      if (content.problem !== undefined) damaged.push({ file: name, reason: content.problem });
      for (const neighbour of content.passedOver) count.passOver(neighbour);
      if (content.passedOver.includes('digest files')) digests.push(file);
      for (const [i, record] of content.records.entries()) {
        take(readEvent(record), { file: name, position: content.positions?.[i] ?? `record ${i + 1}`, record });
      }
      for (const { position, reason } of content.unreadable) {
        take({ kind: 'unreadable', reason }, { file: name, position, record: undefined });
      }
    }
    onProgress?.({ files: read, events: count.events });
  }
  const { events, others, unreadable, passedOver } = count;
  return { files: read, events, others, unreadable, passedOver, digests, damaged };
}

interface FileBytes {
  readonly file: LogFile;
  /** Unpacked. */
  readonly bytes: Buffer;
  readonly damage: string | undefined;
}

/** Files that are read and inflated, by threads of Node's own, while one is looked at. */
const AHEAD = 2;

/** The bytes of all files, in their order. */
async function* bytesOf(files: readonly LogFile[]): AsyncGenerator<FileBytes> {
  const begun: Promise<FileBytes>[] = [];
  for (const file of files) {
    const bytes = readBytes(file);
    // Awaited in its turn; until then a failure is nobody's.
    bytes.catch(() => undefined);
    begun.push(bytes);
    if (begun.length > AHEAD) yield* nextOf(begun);
  }
  while (begun.length > 0) yield* nextOf(begun);
}

async function* nextOf(begun: Promise<FileBytes>[]): AsyncGenerator<FileBytes> {
  const next = await begun.shift();
  if (next !== undefined) yield next;
}

async function readBytes(file: LogFile): Promise<FileBytes> {
  const largest = Math.min(LARGEST_FILE, memoryForFile());
  const whole = file.kind === 'stdin' ? undefined : await readWhole(file.path, largest);
  if (whole !== undefined) return { file, bytes: whole, damage: undefined };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const { damage } = await readChunks(file, (chunk) => {
      size += chunk.length;
      // There may be no end.
      if (size > largest) throw new TooLarge();
      chunks.push(Buffer.from(chunk));
    });
    return { file, bytes: Buffer.concat(chunks), damage };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    return { file, bytes: Buffer.alloc(0), damage: tooLarge(largest) };
  }
}

class TooLarge extends Error {}

function tooLarge(largest: number): string {
  return largest === LARGEST_FILE
    ? 'is larger than 500 MiB'
    : `is larger than --memory-limit lets it be: ${bytesText(largest)}`;
}

/** Most events are ASCII, which needs no decoding; what `aws cloudtrail lookup-events > FILE` writes in PowerShell is UTF-16. */
function textOf(bytes: Buffer): string {
  const encoding = encodingOf(bytes);
  if (encoding !== 'utf-8') return new TextDecoder(encoding).decode(bytes);
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}
