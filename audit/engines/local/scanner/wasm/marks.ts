import { allocate } from './memory';

// Where the spaces and quotes of the line in hand stand, in order: the skeleton of a record.

export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const DASH: u8 = 0x2d;
export const LINE_FEED: u8 = 0x0a;
export const CARRIAGE_RETURN: u8 = 0x0d;
export const CLOSING_BRACKET: u8 = 0x5d;

/** A line with more marks than this is left to the parser. What clients write into headers, 8 KiB in all, has fewer. */
export const MOST_MARKS: u32 = 16 * 1024;

/** How many marks the line has, at least: past `MOST_MARKS` counting ends. */
export let marks: u32 = 0;

let marksAt: usize = 0;
/** Where what is no mark points to: a byte that is neither space nor quote. */
let nothing: usize = 0;

/** Address of the mark of this number; behind the last one, for 16 numbers, of a zero byte outside of every line. */
// @inline
export function mark(i: u32): usize {
  return <usize>load<u32>(marksAt + (i << 2));
}

// @inline
export function isSpace(i: u32): bool {
  return load<u8>(mark(i)) == SPACE;
}

// @inline
export function isQuote(i: u32): bool {
  return load<u8>(mark(i)) == QUOTE;
}

/** Says whether a space stands right behind mark `i`. */
export function spaceFollows(i: u32): bool {
  return isSpace(i + 1) && mark(i + 1) == mark(i) + 1;
}

/** Says whether a dash and a space follow mark `i`. */
export function isDash(i: u32): bool {
  return load<u8>(mark(i) + 1) == DASH && isSpace(i + 1) && mark(i + 1) == mark(i) + 2;
}

/** Number of the first quote from mark `i`, or of no mark. */
export function nextQuote(i: u32): u32 {
  while (i < marks && !isQuote(i)) i++;
  return i;
}

export function clearMarks(): void {
  marks = 0;
  if (marksAt != 0) return;
  nothing = allocate(16);
  // Room for the last block's marks, and for those behind the last one.
  marksAt = allocate((MOST_MARKS + 128) * 4);
}

/** Adds marks from 64 bytes at `block`, given as bits. */
// @inline
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

/** Drops marks at `end` and after it; what would follow the last one is none then. */
export function endMarksAt(end: usize): void {
  while (marks > 0 && mark(marks - 1) >= end) marks--;
  const to = marksAt + (marks << 2);
  const none = i32x4.splat(<i32>nothing);
  v128.store(to, none);
  v128.store(to, none, 16);
  v128.store(to, none, 32);
  v128.store(to, none, 48);
}
