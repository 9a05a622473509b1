import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../input-error';
import { reasonOf, type LogFile } from './log-files';

/** Longest line that is read whole; S3 takes no request header near this size. */
const LONGEST_LINE = 16 * 1024 * 1024;
/** How much of a longer line is kept to show. */
const KEPT_OF_LONGER_LINE = 64 * 1024;

const CHUNK = 256 * 1024;
const LINE_FEED = 0x0a;
/** zlib gives nothing of the piece in which it meets damage; small pieces lose little of what could be read. */
const GZIP_PIECE = 4 * 1024;
const GZIP_MAGIC = 0x1f8b;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Receives every line of a file, numbered from 1, without its line feed. `complete` is false where a line was too long. */
export type OnLine = (line: Buffer, number: number, complete: boolean) => void;

/** How reading a file ended: `damage` says why its end was not reached; what came before counts. */
export interface ReadResult {
  readonly damage: string | undefined;
}

/** Name of a log file in messages. */
export function nameOf(file: LogFile): string {
  return file.kind === 'stdin' ? '-' : file.path;
}

/**
 * Reads a log file line by line with bounded memory. Gzip is told by its magic bytes, whatever the file's name.
 *
 * @throws InputError when the file can not be opened or read at all.
 */
export async function readLines(file: LogFile, onLine: OnLine): Promise<ReadResult> {
  const splitter = new LineSplitter(onLine);
  const raw = await openFile(file);
  let started = false;
  try {
    for await (const chunk of decoded(raw)) {
      started = true;
      splitter.push(chunk);
    }
    return { damage: undefined };
  } catch (error) {
    if (!started && !(error instanceof DamagedGzip)) throw new InputError([`${nameOf(file)}: ${reasonOf(error)}`]);
    return { damage: reasonOf(error) };
  } finally {
    splitter.end();
    raw.destroy();
  }
}

async function openFile(file: LogFile): Promise<Readable> {
  if (file.kind === 'stdin') return process.stdin;
  try {
    return (await open(file.path)).createReadStream({ highWaterMark: CHUNK });
  } catch (error) {
    throw new InputError([`${nameOf(file)}: ${reasonOf(error)}`]);
  }
}

async function* decoded(raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = raw[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  let next = await chunks.next();
  while (next.done !== true && first.length + next.value.length < 2) {
    first = Buffer.concat([first, next.value]);
    next = await chunks.next();
  }
  if (next.done === true) {
    if (first.length > 0) yield first;
    return;
  }
  const rest = concatenated([first, next.value], chunks);
  const isGzip = Buffer.concat([first, next.value.subarray(0, 2)]).readUInt16BE() === GZIP_MAGIC;
  yield* isGzip ? gunzipped(rest) : rest;
}

async function* concatenated(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

class DamagedGzip extends Error {}

async function* gunzipped(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let given = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of compressed) {
      given += chunk.length;
      for (let from = 0; from < chunk.length; from += GZIP_PIECE) yield chunk.subarray(from, from + GZIP_PIECE);
    }
  };
  const gunzip = createGunzip();
  const source = Readable.from(counted(), { objectMode: false });
  source.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    throw new DamagedGzip(`damaged gzip: ${reasonOf(error)}`);
  } finally {
    source.destroy();
  }
  // zlib drops what follows the last member; lines that might stand there must not vanish unseen.
  if (gunzip.bytesWritten < given) throw new DamagedGzip('damaged gzip: bytes follow its last member');
}

/** Cuts a stream of bytes into lines; a byte order mark before the first one is dropped. */
class LineSplitter {
  private pending: Buffer[] = [];
  private pendingLength = 0;
  private dropped = false;
  private count = 0;

  constructor(private readonly onLine: OnLine) {}

  push(chunk: Buffer): void {
    let from = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, from)) {
      this.keep(chunk.subarray(from, feed));
      this.emit();
      from = feed + 1;
    }
    // A copy: zlib and file streams use their buffers again.
    if (from < chunk.length) this.keep(Buffer.from(chunk.subarray(from)));
  }

  /** Ends the input; bytes after the last line feed are a line too. */
  end(): void {
    if (this.pendingLength > 0) this.emit();
  }

  private keep(part: Buffer): void {
    const room = LONGEST_LINE - this.pendingLength;
    if (part.length > room) this.dropped = true;
    const kept = part.subarray(0, Math.max(0, room));
    this.pending.push(kept);
    this.pendingLength += kept.length;
  }

  private emit(): void {
    const line = this.pending.length === 1 ? this.pending[0] : Buffer.concat(this.pending);
    const bytes = this.dropped ? line?.subarray(0, KEPT_OF_LONGER_LINE) : line;
    this.count++;
    this.onLine(withoutMark(bytes ?? Buffer.alloc(0), this.count), this.count, !this.dropped);
    this.pending = [];
    this.pendingLength = 0;
    this.dropped = false;
  }
}

function withoutMark(line: Buffer, number: number): Buffer {
  const marked = number === 1 && line.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return marked ? line.subarray(BYTE_ORDER_MARK.length) : line;
}
