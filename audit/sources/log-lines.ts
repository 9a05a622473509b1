import { ENDS_WITHIN_LINE, MIXED_LINE_ENDS, readChunks, type ReadResult } from './file-bytes';
import { endLinesAtReturns, endsInReturn } from './line-ends';
import type { LogFile } from './log-files';
import { KEPT_OF_LONGER_LINE, LONGEST_LINE } from './longest-line';

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Receives every line of a file, numbered from 1, without its line end. `complete` is false where a line was too long. */
export type OnLine = (line: Buffer, number: number, complete: boolean) => void;

/**
 * Reads a log file line by line with bounded memory.
 *
 * @returns why the end of the file was not reached, where it was not; the lines before count.
 * @throws InputError when the file cannot be opened or read at all.
 */
export async function readLines(file: LogFile, onLine: OnLine): Promise<ReadResult> {
  const splitter = new LineSplitter(onLine);
  const { damage } = await readChunks(file, (chunk) => {
    splitter.push(chunk);
  });
  const isCut = splitter.end();
  return { damage: damage ?? (isCut ? ENDS_WITHIN_LINE : splitter.isMixed() ? MIXED_LINE_ENDS : undefined) };
}

/** Cuts a stream of bytes into lines; a byte order mark before the first one is dropped. */
class LineSplitter {
  private pending: Buffer[] = [];
  private pendingLength = 0;
  private dropped = false;
  private count = 0;
  private returns = 0;
  /** A carriage return at the end of what came so far, which a line feed may follow. */
  private held: Buffer = Buffer.alloc(0);

  constructor(private readonly onLine: OnLine) {}

  push(piece: Buffer): void {
    const bytes = this.held.length > 0 ? Buffer.concat([this.held, piece]) : piece;
    const done = endLinesAtReturns(bytes, 0, bytes.length);
    // A copy: zlib and file streams use their buffers again.
    this.held = Buffer.from(bytes.subarray(done));
    this.split(bytes.subarray(0, done));
  }

  private split(chunk: Buffer): void {
    let from = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, from)) {
      this.keep(chunk.subarray(from, feed));
      this.emit();
      from = feed + 1;
    }
    if (from < chunk.length) this.keep(Buffer.from(chunk.subarray(from)));
  }

  /** Ends the input, and says whether it ended within a line; bytes after the last line feed are a line too. */
  end(): boolean {
    if (this.held.length > 0) this.emit();
    const isCut = this.pendingLength > 0;
    if (isCut) this.emit();
    return isCut;
  }

  /** Says whether some lines, but not all, end in a carriage return and a line feed. */
  isMixed(): boolean {
    return this.returns > 0 && this.returns < this.count;
  }

  private keep(part: Buffer): void {
    const room = LONGEST_LINE - this.pendingLength;
    if (part.length > room) this.dropped = true;
    const kept = part.subarray(0, Math.max(0, room));
    this.pending.push(kept);
    this.pendingLength += kept.length;
  }

  private emit(): void {
    const whole = Buffer.concat(this.pending);
    const line = endsInReturn(whole) ? whole.subarray(0, -1) : whole;
    if (line !== whole) this.returns++;
    const bytes = this.dropped ? line.subarray(0, KEPT_OF_LONGER_LINE) : line;
    this.count++;
    this.onLine(withoutMark(bytes, this.count), this.count, !this.dropped);
    this.pending = [];
    this.pendingLength = 0;
    this.dropped = false;
  }
}

function withoutMark(line: Buffer, number: number): Buffer {
  const marked = number === 1 && line.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return marked ? line.subarray(BYTE_ORDER_MARK.length) : line;
}
