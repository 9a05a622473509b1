import { DIGEST_DIGITS, LONGEST_IN_ROOM, ROW_ROOM, ROW_SEPARATOR } from '../layout';
import { moved, responseMark, tailAt, tailMark, wordAt, wordEnd } from './answer';
import {
  bucketAt,
  bucketEnd,
  operationEnd,
  remoteIpAt,
  remoteIpEnd,
  requesterAt,
  requesterEnd,
  requestIdEnd,
} from './head';
import { time } from './log-time';
import { CARRIAGE_RETURN, DASH, LINE_FEED, mark, marks, QUOTE, SPACE } from './marks';
import { allocate, copyLoosely } from './memory';
import { isAmbiguous, isSeparator } from './readings';
import { keyEnd } from './record';

// Records as rows of text, from which tables are made. ../../duckdb/rows/row-text.ts tells what a row holds.

/** Writes the digest of a line in hexadecimal. */
// @external('scan', 'onDigest')
declare function onDigest(start: usize, end: usize, to: usize): void;
/** Writes a text without credentials to a place with room for so many bytes; gives its length, or -1 where it does not fit. */
// @external('scan', 'onParameters')
declare function onParameters(start: usize, end: usize, to: usize, room: u32): i32;
/** Takes whole rows. */
// @external('scan', 'onRows')
declare function onRows(start: usize, end: usize): void;

/** Bytes of a row beside those of its line: numbers, digest, separators, what stands for nothing. */
const BESIDE: u32 = 512;
/** Fields of the tail that are known. */
const TAIL_FIELDS: u32 = 10;

/** Whether records become rows, and no part of groups. */
export let wantsRows: bool = false;
export let rows: f64 = 0;
/** Bytes of the longest row. */
export let longestRow: u32 = 0;
/** Lines before those of the input in hand. */
export let linesBefore: f64 = 0;
/** Where the next row begins. */
export let rowsEnd: usize = 0;

let rowsAt: usize = 0;
let roomEnd: usize = 0;
let number: u32 = 0;

/** Makes rows of all records from now on, which bear the number of their input and that of their line in it. */
export function startRows(inputNumber: u32, before: f64): void {
  wantsRows = true;
  number = inputNumber;
  linesBefore = before;
  if (rowsAt != 0) return;
  rowsAt = rowsEnd = allocate(ROW_ROOM);
  roomEnd = rowsAt + ROW_ROOM;
}

/** Sees to it that so many bytes fit at `rowsEnd`, of `ROW_ROOM` at most. */
export function makeRowRoom(bytes: u32): void {
  if (rowsEnd + bytes > roomEnd) flushRows();
}

/** Gives away the rows that wait. */
export function flushRows(): void {
  if (rowsEnd > rowsAt) onRows(rowsAt, rowsEnd);
  rowsEnd = rowsAt;
}

/**
 * Writes the row of the record in hand, whose line lies from `start` to before `end`, with padding from `textEnd` on.
 *
 * @returns false where a row could be read otherwise than it was written; nothing is written then.
 */
export function writeRow(start: usize, end: usize, textEnd: usize, line: f64): bool {
  if (end - start > <usize>LONGEST_IN_ROOM || holdsRowEnds(start, end)) return false;
  makeRowRoom(3 * <u32>(end - start) + BESIDE);
  let to = addNumber(rowsEnd, <u64>number);
  to = addNumber(to, <u64>line);
  // No reason and no text, which rejects have, and nothing in hexadecimal.
  to = addNothing(addNothing(addNothing(to)));
  onDigest(start, end, to);
  to = addSeparator(to + DIGEST_DIGITS);
  store<u8>(to, isAmbiguous ? 0x74 : 0x66);
  to = addHead(addSeparator(to + 1), start);
  if (to != 0) to = addResponse(to);
  if (to != 0) to = addAgents(to);
  if (to == 0) return false;
  to = addTail(to, textEnd);
  store<u8>(to, LINE_FEED);
  to++;
  longestRow = max(longestRow, <u32>(to - rowsEnd));
  rowsEnd = to;
  rows++;
  return true;
}

/** Says whether a line holds what separates fields or ends rows: such bytes, or NUL. */
function holdsRowEnds(start: usize, end: usize): bool {
  let found = i8x16.splat(0);
  let at = start;
  for (; at + 16 <= end; at += 16) found = v128.or(found, rowEnds(v128.load(at)));
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte <= <u8>ROW_SEPARATOR || byte == CARRIAGE_RETURN) return true;
  }
  return v128.any_true(found);
}

// @inline
function rowEnds(bytes: v128): v128 {
  return v128.or(i8x16.lt_u(bytes, i8x16.splat(<u8>ROW_SEPARATOR + 1)), i8x16.eq(bytes, i8x16.splat(CARRIAGE_RETURN)));
}

/** Bucket owner to request URI; 0 where it has no room. */
function addHead(at: usize, start: usize): usize {
  let to = addField(at, start, bucketAt - 1);
  to = addField(to, bucketAt, bucketEnd);
  to = addNumber(to, <u64>time);
  to = addField(to, remoteIpAt, remoteIpEnd);
  to = addField(to, requesterAt, requesterEnd);
  to = addField(to, requesterEnd + 1, requestIdEnd);
  to = addField(to, requestIdEnd + 1, operationEnd);
  to = addField(to, operationEnd + 1, mark(keyEnd));
  if (responseMark == keyEnd + 1) return addNothing(to);
  return addParameters(to, mark(keyEnd) + 2, mark(responseMark - 1));
}

/** Status to turn-around time. */
function addResponse(at: usize): usize {
  let to = at;
  for (let n: u32 = 0; n < 6; n++) {
    const from = mark(responseMark + n) + 1;
    to = addField(to, from, mark(responseMark + n + 1));
    // Bytes sent of a dash are none.
    if (n == 2 && load<u8>(from) == DASH) store<u8>(to - 2, 0x30);
  }
  return to;
}

/** Referer and user agent; 0 where they have no room. */
function addAgents(at: usize): usize {
  const refererAt = mark(responseMark + 6) + 1;
  // What stands last before the tail is the user agent's quote, or a dash for it.
  const isQuoted = load<u8>(tailAt - 1) == QUOTE;
  if (load<u8>(refererAt) == DASH) {
    const to = addNothing(at);
    return isQuoted ? addField(to, refererAt + 3, tailAt - 1) : addNothing(to);
  }
  if (!isQuoted) {
    const to = addParameters(at, refererAt + 1, tailAt - 3);
    return to == 0 ? 0 : addNothing(to);
  }
  let separator = responseMark + 8;
  while (!isSeparator(separator)) separator++;
  const to = addParameters(at, refererAt + 1, mark(separator));
  return to == 0 ? 0 : addField(to, mark(separator) + 3, tailAt - 1);
}

/** The known fields of the tail, and what follows them: a space before each, which no absence begins with. */
function addTail(at: usize, end: usize): usize {
  let to = at;
  for (let n: u32 = 0; n < TAIL_FIELDS; n++) {
    const word = tailMark + n + (n > 0 ? moved : 0);
    to = word < marks ? addField(to, wordAt(word), wordEnd(word, end)) : addNothing(to);
  }
  const further = tailMark + TAIL_FIELDS + moved;
  if (further >= marks && moved == 0) return addNothing(to) - 1;
  for (let word = further; word < marks; word++) to = addFurther(to, wordAt(word), wordEnd(word, end));
  return moved == 0 ? to : addFurther(to, wordAt(tailMark + 1), wordEnd(tailMark + 1, end));
}

function addFurther(to: usize, from: usize, end: usize): usize {
  store<u8>(to, SPACE);
  return addField(to + 1, from, end) - 1;
}

function addField(to: usize, from: usize, end: usize): usize {
  copyLoosely(to, from, end - from);
  return addSeparator(to + (end - from));
}

/** Adds a text with a URI, whose parameters may carry credentials; 0 where it has no room. */
function addParameters(to: usize, from: usize, end: usize): usize {
  if (!mayHoldParameters(from, end)) return addField(to, from, end);
  const length = onParameters(from, end, to, 2 * <u32>(end - from));
  return length < 0 ? 0 : addSeparator(to + length);
}

/** Says whether what may stand before a parameter's name stands anywhere. */
function mayHoldParameters(from: usize, end: usize): bool {
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const found = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x3f)), i8x16.eq(bytes, i8x16.splat(0x26))),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x3b)), i8x16.eq(bytes, i8x16.splat(0x25))),
    );
    // Behind the text stands what it is not about: to ask once too often does no harm.
    if (v128.any_true(found)) return true;
  }
  return false;
}

function addNothing(to: usize): usize {
  store<u8>(to, DASH);
  return addSeparator(to + 1);
}

function addSeparator(to: usize): usize {
  store<u8>(to, <u8>ROW_SEPARATOR);
  return to + 1;
}

function addNumber(to: usize, value: u64): usize {
  let digits: usize = 1;
  for (let rest = value / 10; rest != 0; rest /= 10) digits++;
  let rest = value;
  for (let at = to + digits; at > to; rest /= 10) store<u8>(--at, 0x30 + <u8>(rest % 10));
  return addSeparator(to + digits);
}
