import { allocate } from './memory';

// Where the spaces and quotes of the line in hand stand, in order: the skeleton of a record.

export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const DASH: u8 = 0x2d;
export const LINE_FEED: u8 = 0x0a;
export const CARRIAGE_RETURN: u8 = 0x0d;

/** A line with more marks than this is not ordinary. */
export const MOST_MARKS: u32 = 1024;

/** How many marks the line has, at least: past `MOST_MARKS` counting ends. */
export let marks: u32 = 0;

let marksAt: usize = 0;

/** Address of the mark of this number, or 0 where there are not so many. */
export function mark(i: u32): usize {
  return i < marks ? <usize>load<u32>(marksAt + (i << 2)) : 0;
}

export function isSpace(i: u32): bool {
  return i < marks && load<u8>(mark(i)) == SPACE;
}

export function isQuote(i: u32): bool {
  return i < marks && load<u8>(mark(i)) == QUOTE;
}

export function clearMarks(): void {
  marks = 0;
  if (marksAt == 0) marksAt = allocate((MOST_MARKS + 64) * 4);
}

/** Adds marks from 64 bytes at `block`, given as bits. */
export function addMarks(block: usize, bits: u64): void {
  if (marks > MOST_MARKS) return;
  let to = marksAt + (marks << 2);
  marks += <u32>popcnt(bits);
  while (bits != 0) {
    store<u32>(to, <u32>(block + <usize>ctz(bits)));
    to += 4;
    bits &= bits - 1;
  }
}

/** Drops marks at `end` and after it. */
export function endMarksAt(end: usize): void {
  while (marks > 0 && load<u32>(marksAt + ((marks - 1) << 2)) >= <u32>end) marks--;
}

/** Bits of those of 64 bytes that equal a byte. */
export function bitsOf(block: usize, byte: u8): u64 {
  const pattern = i8x16.splat(byte);
  const a = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(block), pattern)));
  const b = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(block, 16), pattern)));
  const c = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(block, 32), pattern)));
  const d = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(block, 48), pattern)));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/** Bits of those of 64 bytes that are no ASCII. */
export function bitsBeyondAscii(block: usize): u64 {
  const a = <u64>(<u32>i8x16.bitmask(v128.load(block)));
  const b = <u64>(<u32>i8x16.bitmask(v128.load(block, 16)));
  const c = <u64>(<u32>i8x16.bitmask(v128.load(block, 32)));
  const d = <u64>(<u32>i8x16.bitmask(v128.load(block, 48)));
  return a | (b << 16) | (c << 32) | (d << 48);
}
