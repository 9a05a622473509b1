import { encodingOf } from '../../contract/decode-text';
import { isAscii } from 'node:buffer';
import { memoryForFile } from '../memory';
import { bytesText } from '../output/numbers';
import type { DamagedFile } from '../records/reject';
import { nameOf, readChunks, readWhole } from '../sources/file-bytes';
import type { LogFile } from '../sources/log-files';
import { readEvent, type CloudTrailEvent } from './events';
import type { Neighbour, PassedOver } from './neighbours';
import { readTrailFile, type TrailContent } from './trail-file';

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
 * @throws InputError when a file cannot be opened.
 */
export async function readEvents(
  files: readonly LogFile[],
  onEvent: OnEvent,
  onProgress?: (progress: TrailProgress) => void,
): Promise<FilesCoverage> {
  const damaged: DamagedFile[] = [];
  const count = { files: 0, events: 0, others: 0, unreadable: 0 };
  const digests: LogFile[] = [];
  const passedOver: Partial<Record<Neighbour, number>> = {};
  const passOver = (neighbour: Neighbour): void => {
    passedOver[neighbour] = (passedOver[neighbour] ?? 0) + 1;
  };
  const take = (event: CloudTrailEvent, place: EventPlace): void => {
    if (event.kind === 'request') count.events++;
    else if (event.kind === 'unreadable') count.unreadable++;
    else if (event.kind === 'other') count.others++;
    else if (event.kind === 'neighbour') passOver(event.neighbour);
    onEvent(event, place);
  };
  for await (const { file, text, damage } of textsOf(files)) {
    count.files++;
    const name = nameOf(file);
    const content = damage === undefined ? readTrailFile(text, name) : { ...NOTHING, problem: damage };
    if (content.problem !== undefined) damaged.push({ file: name, reason: content.problem });
    content.passedOver.forEach(passOver);
    if (content.passedOver.includes('digest files')) digests.push(file);
    for (const [i, record] of content.records.entries()) {
      take(readEvent(record), { file: name, position: content.positions?.[i] ?? `record ${i + 1}`, record });
    }
    for (const { position, reason } of content.unreadable) {
      take({ kind: 'unreadable', reason }, { file: name, position, record: undefined });
    }
    onProgress?.(count);
  }
  return { ...count, passedOver, digests, damaged };
}

const NOTHING: TrailContent = { records: [], unreadable: [], passedOver: [] };

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
  const largest = Math.min(LARGEST_FILE, memoryForFile());
  const whole = file.kind === 'stdin' ? undefined : await readWhole(file.path, largest);
  if (whole !== undefined) return { file, text: textOf(whole), damage: undefined };
  const chunks: Buffer[] = [];
  let size = 0;
  const { damage } = await readChunks(file, (chunk) => {
    size += chunk.length;
    if (size <= largest) chunks.push(Buffer.from(chunk));
  });
  if (size > largest) return { file, text: '', damage: tooLarge(largest) };
  return { file, text: textOf(Buffer.concat(chunks)), damage };
}

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
