import { createWriteStream, open as openDescriptor, statSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip, gunzip, type Gunzip, type ZlibOptions } from 'node:zlib';
import { InputError } from '../errors/input-error';
import type { LogFile } from './log-files';
import { codeOf, reasonOf } from '../errors/reason';

const CHUNK = 256 * 1024;
/**
 * zlib gives nothing of the piece in which it meets damage. Of a file that can be read again, that piece is taken in smaller ones
 * then, the last of a byte; of others it is lost.
 */
const GZIP_PIECE = 4 * 1024;
const FINER_PIECES = [64, 1];
const GZIP_MAGIC = 0x1f8b;

/** Why a file that is named .gz and holds nothing is damaged: even nothing takes twenty bytes, compressed. */
export const EMPTY_GZIP = 'it is empty, which no gzip file is';

/** S3 ends every line of a log with a line feed, so the end of a file without one is gone. */
export const ENDS_WITHIN_LINE = 'it ends within a line: its end was cut off';

/** Nothing is delivered where nothing was requested. */
export const BLANK_LINES = 'it holds blank lines alone, which no log does that S3 delivers';

/** S3 ends every line alike. */
export const MIXED_LINE_ENDS =
  'some of its lines end in a carriage return and a line feed, others do not, or its end was cut off';

/** How reading a file ended: `damage` says why its end was not reached; what came before counts. */
export interface ReadResult {
  readonly damage: string | undefined;
}

/** Name of a file in messages. */
export function nameOf(file: LogFile): string {
  return file.kind === 'stdin' ? '-' : (file.name ?? file.path);
}

/** Says whether a file is named as gzip; an empty one has no magic bytes to tell it by. */
export function isNamedGzip(file: LogFile): boolean {
  return nameOf(file).toLowerCase().endsWith('.gz');
}

/**
 * Reads a file, decompressed, in chunks. Gzip is told by its magic bytes, whatever the file's name.
 *
 * @throws InputError when the file cannot be opened or read at all.
 */
export async function readChunks(file: LogFile, onChunk: (chunk: Buffer) => void): Promise<ReadResult> {
  let taken = 0;
  let pieces: Pieces = { from: 0, until: 0, size: GZIP_PIECE };
  const readFurther = (): Promise<OneReading> => {
    let passed = 0;
    return readOnce(file, pieces, (chunk) => {
      const before = Math.min(taken - passed, chunk.length);
      passed += chunk.length;
      if (before === chunk.length) return;
      taken = passed;
      onChunk(chunk.subarray(before));
    });
  };
  let reading = await readFurther();
  for (const size of FINER_PIECES) {
    const { damagedFrom: from } = reading;
    if (from === undefined || isReadOnce(file)) break;
    pieces = { from, until: from + 2 * pieces.size, size };
    reading = await readFurther();
  }
  return reading;
}

/** Pieces of a size that a gzip file is taken in between two bytes of it; others are larger. */
interface Pieces {
  readonly from: number;
  readonly until: number;
  readonly size: number;
}

/** How reading a file once ended; `damagedFrom` says from which byte on gzip could not be read, where something before it is lost. */
interface OneReading extends ReadResult {
  readonly damagedFrom?: number | undefined;
}

async function readOnce(file: LogFile, pieces: Pieces, onChunk: (chunk: Buffer) => void): Promise<OneReading> {
  const raw = await openFile(file);
  let started = false;
  // What fails where the chunks are taken is no damage of the file.
  let taking = false;
  try {
    for await (const chunk of decoded(raw, isNamedGzip(file), pieces)) {
      started = true;
      taking = true;
      onChunk(chunk);
      taking = false;
    }
    return { damage: undefined };
  } catch (error) {
    if (taking) throw error;
    if (error instanceof DamagedGzip) return { damage: reasonOf(error), damagedFrom: error.from };
    if (!started) throw new InputError([`${nameOf(file)}: ${reasonOf(error)}`]);
    return { damage: reasonOf(error) };
  } finally {
    raw.destroy();
  }
}

/** The types of Node do not tell that `info` changes the result. */
type GunzipTold = (
  compressed: Buffer,
  options: ZlibOptions,
  done: (error: Error | null, result: { readonly buffer: Buffer; readonly engine: Gunzip }) => void,
) => void;
/** Room for what is unpacked, a piece after the other: taking 1 MiB for each of many small files would be most of their work. */
const [SMALLEST_PIECE, LARGEST_PIECE] = [16 * 1024, 1024 * 1024];
/** Logs and events have about a tenth of their bytes when they are packed. */
const PACKED = 10;

/**
 * Reads a file at one go, decompressed.
 *
 * @param most bytes that it may hold.
 * @returns nothing of a file that cannot be read so: it is empty, damaged, too large or no file; {@link readChunks} says why.
 */
export async function readWhole(path: string, most: number): Promise<Buffer | undefined> {
  try {
    const stats = await stat(path);
    // What is read from a pipe is gone.
    if (!stats.isFile() || stats.size > most) return undefined;
    const bytes = await readFile(path);
    if (bytes.length === 0) return undefined;
    if (bytes.length < 2 || bytes.readUInt16BE() !== GZIP_MAGIC) return bytes.length > most ? undefined : bytes;
    const chunkSize = Math.min(Math.max(SMALLEST_PIECE, PACKED * bytes.length), LARGEST_PIECE);
    const options = { chunkSize, maxOutputLength: most, info: true };
    // Here, since zlib is loaded where it is first used.
    const { buffer, engine } = await promisify(gunzip as unknown as GunzipTold)(bytes, options);
    return engine.bytesWritten === bytes.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a file is gone once it is read, as standard input and pipes are; of one that is not there, whoever reads it tells. */
export function isReadOnce(file: LogFile): boolean {
  if (file.kind === 'stdin') return true;
  try {
    return !statSync(file.path).isFile();
  } catch {
    return false;
  }
}

/**
 * Copies a file as it lies there, compressed or not.
 *
 * @param path of the copy, which must not exist yet.
 * @param most bytes of the copy; what lies behind them is left out.
 * @throws Error of Node's when either cannot be opened, read or written.
 */
export async function copyBytes(file: LogFile, path: string, most: number): Promise<void> {
  const raw = await openFile(file);
  async function* bounded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let left = most;
    for await (const chunk of chunks) {
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
  }
  await pipeline(raw, bounded, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
}

async function openFile(file: LogFile): Promise<Readable> {
  if (file.kind === 'stdin') return process.stdin;
  try {
    const stats = await stat(file.path);
    return stats.isFIFO()
      ? await openPipe(file.path)
      : (await open(file.path)).createReadStream({ highWaterMark: CHUNK });
  } catch (error) {
    throw new InputError([`${nameOf(file)}: ${reasonOf(error)}`]);
  }
}

/** Waits for bytes without a thread: one that waits for a pipe would keep the process from ending on Ctrl-C. */
async function openPipe(path: string): Promise<Readable> {
  const { Socket } = await import('node:net');
  return new Socket({ fd: await promisify(openDescriptor)(path, 'r'), readable: true, writable: false });
}

async function* decoded(raw: AsyncIterable<Buffer>, mustBeGzip: boolean, pieces: Pieces): AsyncGenerator<Buffer> {
  const chunks = raw[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  let next = await chunks.next();
  while (next.done !== true && first.length + next.value.length < 2) {
    first = Buffer.concat([first, next.value]);
    next = await chunks.next();
  }
  if (next.done === true) {
    if (first.length > 0) yield first;
    else if (mustBeGzip) throw new DamagedGzip(EMPTY_GZIP);
    return;
  }
  const rest = concatenated([first, next.value], chunks);
  const isGzip = Buffer.concat([first, next.value.subarray(0, 2)]).readUInt16BE() === GZIP_MAGIC;
  yield* isGzip ? gunzipped(rest, pieces) : rest;
}

async function* concatenated(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

class DamagedGzip extends Error {
  /** @param from which byte on it could not be read; `undefined` where nothing before it was lost. */
  constructor(
    message: string,
    readonly from?: number,
  ) {
    super(message);
  }
}

async function* gunzipped(
  compressed: AsyncIterable<Buffer>,
  { from: fineFrom, until, size }: Pieces,
): AsyncGenerator<Buffer> {
  let given = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of compressed) {
      for (let from = 0; from < chunk.length;) {
        const isFine = given >= fineFrom && given < until;
        const length = isFine ? size : given < fineFrom ? Math.min(GZIP_PIECE, fineFrom - given) : GZIP_PIECE;
        const piece = chunk.subarray(from, from + length);
        from += piece.length;
        given += piece.length;
        yield piece;
      }
    }
  };
  const gunzip = createGunzip();
  const source = Readable.from(counted(), { objectMode: false });
  source.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    // A file that ends too early has given all that it holds.
    const isLost = codeOf(error) !== 'Z_BUF_ERROR';
    throw new DamagedGzip(`damaged gzip: ${reasonOf(error)}`, isLost ? gunzip.bytesWritten : undefined);
  } finally {
    source.destroy();
  }
  // zlib drops what follows the last member; lines that might stand there must not vanish unseen.
  if (gunzip.bytesWritten < given) throw new DamagedGzip('damaged gzip: bytes follow its last member');
}
