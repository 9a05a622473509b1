import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createGunzip, gunzipSync, type Gunzip } from 'node:zlib';
import { InputError } from '../../../errors/input-error';
import { EMPTY_GZIP, ENDS_WITHIN_LINE, isNamedGzip, nameOf, readChunks } from '../../../sources/file-bytes';
import type { LogFile } from '../../../sources/log-files';
import { reasonOf } from '../../../errors/reason';
import type { LineInput } from './line-room';
import type { Part } from './parts';

const GZIP_MAGIC = 0x1f8b;
/** Compressed files up to this size are inflated at one go, unless they hold too much. */
const SMALL_GZIP = 64 * 1024;
const MOST_INFLATED = 4 * 1024 * 1024;
/** Larger ones are taken in pieces of so many bytes, and give pieces of so many. */
const GZIP_PIECE = 64 * 1024;
const INFLATED_PIECE = 256 * 1024;
const LINE_FEED = 0x0a;
/** After so many bytes, other work gets its turn: an interrupt, a progress display. */
const BYTES_AT_A_STRETCH = 8 * 1024 * 1024;

/** Told of bytes as they are taken from the disk, compressed or not. */
export type OnBytes = (count: number) => void;

/**
 * Reads a part of the logs through a scanner.
 *
 * @returns why its end was not reached, where it was not; the lines before count.
 * @throws InputError when the file cannot be opened or read at all.
 */
export async function scanPart(scanner: LineInput, part: Part, onBytes: OnBytes): Promise<string | undefined> {
  const { file, from } = part;
  // Told before it is opened: a pipe can be opened once, since its writer may be gone by the second time.
  const size = part.size ?? sizeOfRegular(file);
  if (file.kind === 'stdin' || size === undefined) return scanStream(scanner, file, onBytes);
  const descriptor = found(file, () => openSync(file.path, 'r'));
  try {
    scanner.begin(from === 0);
    if (from > 0) return await scanPlain(scanner, part, { descriptor, size }, onBytes);
    const first = readAt(descriptor, scanner.free(), 0);
    if (typeof first === 'string') throw new InputError([`${nameOf(file)}: ${first}`]);
    if (first === 0 && isNamedGzip(file)) return EMPTY_GZIP;
    return first >= 2 && scanner.free().readUInt16BE() === GZIP_MAGIC
      ? await scanGzip(scanner, file, size, descriptor, onBytes)
      : await scanPlain(scanner, part, { descriptor, size }, onBytes, first);
  } finally {
    closeSync(descriptor);
  }
}

function sizeOfRegular(file: LogFile): number | undefined {
  if (file.kind === 'stdin') return undefined;
  const stats = found(file, () => statSync(file.path));
  return stats.isFile() ? stats.size : undefined;
}

function found<T>(file: LogFile, find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw new InputError([`${nameOf(file)}: ${reasonOf(error)}`]);
  }
}

/** Fills a room from a place in a file; gives the number of bytes, 0 at the file's end, or why there are none. */
function readAt(descriptor: number, room: Buffer, position: number): number | string {
  try {
    return readSync(descriptor, room, 0, room.length, position);
  } catch (error) {
    return reasonOf(error);
  }
}

/**
 * Reads the lines that begin within the part, the last of them to its end.
 *
 * @param first bytes of the part that stand in the scanner's room already.
 */
async function scanPlain(
  scanner: LineInput,
  { from, to }: Part,
  { descriptor, size }: { readonly descriptor: number; readonly size: number },
  onBytes: OnBytes,
  first?: number,
): Promise<string | undefined> {
  let position = from === 0 ? 0 : lineStartAfter(descriptor, from, scanner.free());
  if (typeof position === 'string') return position;
  let damage: string | undefined;
  let stretch = 0;
  for (let isEnd = to !== null && position >= to; !isEnd;) {
    const room = scanner.free();
    const length = position === 0 && first !== undefined ? first : readAt(descriptor, room, position);
    if (typeof length === 'string') damage = length;
    else if (length === 0 && position < (to ?? size)) damage = 'became shorter while it was read';
    if (typeof length === 'string' || length === 0) break;
    const lastFeed = to === null ? -1 : room.subarray(0, length).indexOf(LINE_FEED, Math.max(0, to - 1 - position));
    const taken = lastFeed >= 0 ? lastFeed + 1 : length;
    onBytes(taken);
    scanner.advance(taken);
    position += taken;
    // A file that gives less than there is room for may have more to give, unless that was its size.
    isEnd = lastFeed >= 0 || (length < room.length && position === size);
    stretch += taken;
    if (stretch > BYTES_AT_A_STRETCH) {
      stretch = 0;
      await setImmediate();
    }
  }
  return endOf(scanner, damage);
}

/** Where the first line begins that does not begin before `from`: past the first line feed at `from - 1` or after. */
function lineStartAfter(descriptor: number, from: number, scratch: Buffer): number | string {
  for (let position = from - 1; ;) {
    const length = readAt(descriptor, scratch, position);
    if (typeof length === 'string') return length;
    const feed = scratch.subarray(0, length).indexOf(LINE_FEED);
    position += feed >= 0 ? feed + 1 : length;
    if (feed >= 0 || length === 0) return position;
  }
}

async function scanGzip(
  scanner: LineInput,
  file: LogFile & { readonly kind: 'file' },
  size: number,
  descriptor: number,
  onBytes: OnBytes,
): Promise<string | undefined> {
  const small = size <= SMALL_GZIP ? inflatedAtOnce(descriptor, size) : undefined;
  let taken = 0;
  let damage: string | undefined;
  if (small !== undefined) scanner.push(small);
  else {
    const isWhole = await inflate(file.path, (chunk) => {
      taken += chunk.length;
      scanner.push(chunk);
    });
    // zlib gives nothing of the piece in which it meets damage: once more, in small pieces, past what was taken.
    if (!isWhole) {
      let passed = 0;
      ({ damage } = await readChunks(file, (chunk) => {
        scanner.push(chunk.subarray(Math.min(Math.max(0, taken - passed), chunk.length)));
        passed += chunk.length;
      }));
    }
  }
  onBytes(size);
  return endOf(scanner, damage);
}

/** The text of a small gzip file; nothing of one that is damaged or holds too much. */
function inflatedAtOnce(descriptor: number, size: number): Buffer | undefined {
  const compressed = Buffer.alloc(size);
  if (readAt(descriptor, compressed, 0) !== size) return undefined;
  try {
    const options = { maxOutputLength: MOST_INFLATED, info: true };
    // The types of Node do not tell that `info` changes the result.
    const { buffer, engine } = gunzipSync(compressed, options) as unknown as { buffer: Buffer; engine: Gunzip };
    return engine.bytesWritten === size ? buffer : undefined;
  } catch {
    return undefined;
  }
}

/** Inflates a file in large pieces; says whether that worked to the file's end. */
async function inflate(path: string, onChunk: (chunk: Buffer) => void): Promise<boolean> {
  const gunzip = createGunzip({ chunkSize: INFLATED_PIECE });
  const source = createReadStream(path, { highWaterMark: GZIP_PIECE });
  source.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  let taking = false;
  try {
    for await (const chunk of gunzip) {
      taking = true;
      onChunk(chunk as Buffer);
      taking = false;
    }
    return gunzip.bytesWritten === source.bytesRead;
  } catch (error) {
    // Not the file's damage: the scanner can take no more.
    if (taking) throw error;
    return false;
  } finally {
    source.destroy();
  }
}

/** Ends the input of a scanner; gives why its end was not reached. */
function endOf(scanner: LineInput, damage: string | undefined): string | undefined {
  const isCut = scanner.end();
  return damage ?? (isCut ? ENDS_WITHIN_LINE : undefined);
}

async function scanStream(scanner: LineInput, file: LogFile, onBytes: OnBytes): Promise<string | undefined> {
  scanner.begin(true);
  const { damage } = await readChunks(file, (chunk) => {
    onBytes(chunk.length);
    scanner.push(chunk);
  });
  return endOf(scanner, damage);
}
