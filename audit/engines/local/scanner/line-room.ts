import { endLinesAtReturns } from '../../../sources/line-ends';
import { KEPT_OF_LONGER_LINE, LONGEST_LINE } from '../../../sources/longest-line';
import type { ScanProgram } from './program';

/** Bytes read at once; the room grows only for lines that are longer. */
const ROOM = 512 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The place in the shared memory where bytes of an input become whole lines. */
export interface LineRoom {
  /** Begins an input; `isStart` says whether it begins a file, where a byte order mark may stand. */
  begin(isStart: boolean): void;
  /** Where the next bytes of the input are to be put. Valid until `advance`. */
  free(): Buffer;
  /** Takes so many bytes, which were put there, and reads the lines that they end. */
  advance(length: number): void;
  /** Takes bytes that lie elsewhere. */
  push(chunk: Uint8Array): void;
  /** Ends the input, and says whether it ended within a line; bytes after the last line feed are a line too. */
  end(): boolean;
  /** Bytes between two addresses of the memory, one character each. */
  text(start: number, end: number): string;
  /** The bytes that are read just now, and where in them an address of the memory is. */
  bytes(): Buffer;
  placeOf(address: number): number;
}

/** What bytes are put into. */
export type LineInput = Omit<LineRoom, 'text' | 'bytes' | 'placeOf'>;

/**
 * @param onTooLong receives the beginning of a line that is longer than 16 MiB; the rest of it is passed over.
 */
export function createLineRoom(
  memory: WebAssembly.Memory,
  program: Pick<ScanProgram, 'allocate' | 'scan'>,
  onTooLong: (beginning: string) => void,
): LineRoom {
  let size = 0;
  let address = 0;
  let bytes: Buffer = Buffer.alloc(0);
  let filled = 0;
  let isFileStart = false;
  let hadOnlyMark = false;
  let passingOver = false;
  /** Up to here every carriage return is followed by a line feed. */
  let ended = 0;
  makeRoom(ROOM);

  function makeRoom(larger: number): void {
    size = larger;
    // One more for the line feed of a last line that has none.
    address = program.allocate(size + 1);
    const room = Buffer.from(memory.buffer, address, size + 1);
    room.set(bytes.subarray(0, filled));
    bytes = room;
  }

  /** Moves what stands before `from` out of the room. */
  function drop(from: number): void {
    bytes.copyWithin(0, from, filled);
    filled -= from;
    ended = Math.max(0, ended - from);
  }

  function dropMark(): void {
    isFileStart = false;
    if (filled < BYTE_ORDER_MARK.length || !bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) return;
    drop(BYTE_ORDER_MARK.length);
    hadOnlyMark = filled === 0;
  }

  function readLines(): void {
    ended = endLinesAtReturns(bytes, ended, filled);
    if (passingOver) {
      const rest = bytes.subarray(0, filled).indexOf(LINE_FEED) + 1;
      passingOver = rest === 0;
      drop(passingOver ? filled : rest);
    }
    if (filled === 0) return;
    hadOnlyMark = false;
    drop(program.scan(address, address + filled) - address);
    if (filled > LONGEST_LINE) {
      onTooLong(bytes.toString('latin1', 0, KEPT_OF_LONGER_LINE));
      passingOver = true;
      filled = 0;
      ended = 0;
    }
    if (filled === size) makeRoom(Math.min(2 * size, LONGEST_LINE + 1));
  }

  function advance(length: number): void {
    filled += length;
    if (isFileStart) {
      if (filled < BYTE_ORDER_MARK.length) return;
      dropMark();
    }
    readLines();
  }

  return {
    begin(isStart) {
      filled = 0;
      ended = 0;
      isFileStart = isStart;
      hadOnlyMark = false;
      passingOver = false;
    },
    free: () => bytes.subarray(filled, size),
    advance,
    push(chunk) {
      for (let taken = 0; taken < chunk.length;) {
        const room = Math.min(size - filled, chunk.length - taken);
        bytes.set(chunk.subarray(taken, taken + room), filled);
        taken += room;
        advance(room);
      }
    },
    end() {
      if (isFileStart) {
        // So short an input that no mark was looked for yet, nor a line.
        dropMark();
        readLines();
      }
      if (filled === 0 && !hadOnlyMark) return passingOver;
      // The last line may end in a carriage return, as it does for Hive.
      const isCut = bytes[filled - 1] !== CARRIAGE_RETURN;
      bytes[isCut ? filled++ : filled - 1] = LINE_FEED;
      readLines();
      return isCut;
    },
    text: (start, end) => bytes.toString('latin1', start - address, end - address),
    bytes: () => bytes,
    placeOf: (place) => place - address,
  };
}
