import { EVENT_INSIDE, EVENT_INSIDE_TESTIMONY, HOUR_IN_KEY, OUTSIDE, TESTIMONY_IN_KEY, TEXT_IN_KEY } from '../layout';
import { time } from './log-time';
import {
  bytesSent,
  errorCodeAt,
  errorCodeEnd,
  hostHeaderAt,
  hostHeaderEnd,
  hostIdAt,
  hostIdEnd,
  sourceRegionAt,
  sourceRegionEnd,
  status,
} from './answer';
import { joined } from './bytes';
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
import {
  addMarks,
  CARRIAGE_RETURN,
  clearMarks,
  CLOSING_BRACKET,
  DASH,
  endMarksAt,
  LINE_FEED,
  QUOTE,
  SPACE,
} from './marks';
import { reserveFound } from './groups';
import { copyLoosely } from './memory';
import { hasOtherAnswer, isAmbiguous, otherErrorCodeAt, otherErrorCodeEnd, otherStatus } from './readings';
import { isRecord } from './record';
import { endOfKey, isGrouping, isLeftOut, setGrouping, writeRecordedKey } from './recorded-key';
import { addRecord, keepFirstRecords, keyAt, makeKeyRoom, settle } from './records';
import { linesBefore, wantsRows, writeRow } from './rows';
import { namesEndpoint } from './words';

export { allocate } from './memory';
export { adopt, firstGroup, found, foundInAll } from './groups';
export { configureHours } from './group-hours';
// For the test that holds it against its definition.
export { hashLine } from './line-hash';
export { hashHigh, hashLow } from './sip-hash';
export {
  addRecord,
  ambiguous,
  configureShare,
  duplicates,
  firstTime,
  keyAt,
  lastTime,
  makeKeyRoom,
  records,
  settle,
} from './records';

export { flushRows, linesBefore, longestRow, makeRowRoom, rows, rowsEnd, startRows } from './rows';

/** Reads a line that is none of those that are read here. */
declare function onExact(start: usize, end: usize): void;
/**
 * Asks CloudTrail about a record; gives the number of its testimony, 0 for none, with `EVENT_INSIDE_TESTIMONY` if an event lies
 * in the window.
 */
declare function onRecord(
  bucketAt: usize,
  bucketEnd: usize,
  requestIdAt: usize,
  requestIdEnd: usize,
  hostIdAt: usize,
  hostIdEnd: usize,
  time: f64,
): u32;

export let lines: f64 = 0;
export let blank: f64 = 0;
/** Lines that end in a carriage return and a line feed. */
export let returns: f64 = 0;

let since: f64 = -Infinity;
let until: f64 = Infinity;
let hasTrail: bool = false;

/** Sets what is asked of each record: the window, in seconds since the epoch, and whether CloudTrail is to be asked. */
export function configure(windowSince: f64, windowUntil: f64, trail: bool): void {
  reserveFound();
  since = windowSince;
  until = windowUntil;
  hasTrail = trail;
}

/** Gathers records for a rehearsal, told apart by the divisions at an address. */
export function configureGrouping(at: usize): void {
  setGrouping(at);
  keepFirstRecords();
}

/** Reads every whole line between two addresses, which may move then. Gives the address after the last line feed. */
export function scan(from: usize, end: usize): usize {
  const start = scanLines(from, end);
  if (isGrouping()) settle();
  return start;
}

function scanLines(from: usize, end: usize): usize {
  let start = from;
  let isAscii = true;
  let brackets: u32 = 0;
  clearMarks();
  for (let block = from; block < end; block += 64) {
    const a = v128.load(block);
    const b = v128.load(block, 16);
    const c = v128.load(block, 32);
    const d = v128.load(block, 48);
    const left = end - block;
    const valid: u64 = left >= 64 ? ~0 : ((<u64>1) << left) - 1;
    let ends = joined(equal(a, LINE_FEED), equal(b, LINE_FEED), equal(c, LINE_FEED), equal(d, LINE_FEED)) & valid;
    let found = joined(mark(a), mark(b), mark(c), mark(d)) & valid;
    let closing =
      joined(
        equal(a, CLOSING_BRACKET),
        equal(b, CLOSING_BRACKET),
        equal(c, CLOSING_BRACKET),
        equal(d, CLOSING_BRACKET),
      ) & valid;
    let beyond = joined(a, b, c, d) & valid;
    while (ends != 0) {
      const before = ends ^ (ends - 1);
      const feed = block + <usize>ctz(ends);
      addMarks(block, found & before);
      brackets += <u32>popcnt(closing & before);
      readLine(start, feed, isAscii && (beyond & before) == 0, brackets > 1);
      clearMarks();
      start = feed + 1;
      found &= ~before;
      beyond &= ~before;
      closing &= ~before;
      isAscii = true;
      brackets = 0;
      ends &= ends - 1;
    }
    addMarks(block, found);
    brackets += <u32>popcnt(closing);
    isAscii = isAscii && beyond == 0;
  }
  return start;
}

// @inline
function equal(bytes: v128, byte: u8): v128 {
  return i8x16.eq(bytes, i8x16.splat(byte));
}

// @inline
function mark(bytes: v128): v128 {
  return v128.or(equal(bytes, SPACE), equal(bytes, QUOTE));
}

/** @param feed address of its line feed, before which a carriage return may stand that is no part of the line. */
function readLine(start: usize, feed: usize, isAscii: bool, hasBrackets: bool): void {
  lines++;
  let end = feed;
  if (feed > start && load<u8>(feed - 1) == CARRIAGE_RETURN) {
    end--;
    returns++;
  }
  let textEnd = end;
  while (textEnd > start && isPadding(load<u8>(textEnd - 1))) textEnd--;
  if (textEnd == start) {
    blank++;
    return;
  }
  endMarksAt(textEnd);
  if (!isRecord(start, textEnd, isAscii, hasBrackets)) {
    onExact(start, end);
    return;
  }
  if (wantsRows) {
    if (!writeRow(start, end, textEnd, lines - linesBefore)) onExact(start, end);
    return;
  }
  let testimony: u32 = 0;
  if (hasTrail) {
    testimony = onRecord(bucketAt, bucketEnd, requesterEnd + 1, requestIdEnd, hostIdAt, hostIdEnd, time);
  }
  // With its padding: only a line equal in every byte is the same.
  if (isGrouping()) addRecorded(start, end, textEnd, testimony);
  else addRecord(start, end, writeKey(testimony), bytesSent, time, isAmbiguous, 0, 0);
}

/** Takes a record of a rehearsal, which may be outside of it. */
function addRecorded(start: usize, end: usize, textEnd: usize, testimony: u32): void {
  const length = writeRecordedKey(windowMark(testimony), testimony & ~EVENT_INSIDE_TESTIMONY, start, textEnd);
  if (length == 0) {
    onExact(start, end);
    return;
  }
  addRecord(start, end, length, bytesSent, time, isAmbiguous, isLeftOut ? 0 : requesterEnd + 1, endOfKey());
}

function isPadding(byte: u8): bool {
  return byte == 0x20 || byte == 0x09 || byte == 0x0d;
}

/** Writes the key of the record in hand, and gives its length. */
function writeKey(testimony: u32): u32 {
  const words = bucketEnd - bucketAt + (operationEnd - remoteIpAt) + (errorCodeEnd - errorCodeAt);
  const ofTail = hostHeaderEnd - hostHeaderAt + (sourceRegionEnd - sourceRegionAt);
  const ofOther = hasOtherAnswer ? otherErrorCodeEnd - otherErrorCodeAt : 0;
  makeKeyRoom(<u32>(words + ofTail + ofOther) + 40);
  store<u32>(keyAt, status | windowMark(testimony));
  store<u32>(keyAt, testimony & ~EVENT_INSIDE_TESTIMONY, TESTIMONY_IN_KEY);
  store<u32>(keyAt, 0, HOUR_IN_KEY);
  let to = keyAt + TEXT_IN_KEY;
  to = addWord(to, bucketAt, bucketEnd);
  to = addWord(to, requestIdEnd + 1, operationEnd);
  to = addWord(to, errorCodeAt, errorCodeEnd);
  to =
    hostHeaderAt != 0 && namesEndpoint(hostHeaderAt, hostHeaderEnd)
      ? addWord(to, hostHeaderAt, hostHeaderEnd)
      : addDash(to);
  to = sourceRegionAt != 0 ? addWord(to, sourceRegionAt, sourceRegionEnd) : addDash(to);
  to = hasOtherAnswer ? addAnswer(to, otherStatus, otherErrorCodeAt, otherErrorCodeEnd) : addDash(to);
  to = addWord(to, requesterAt, requesterEnd);
  to = addWord(to, remoteIpAt, remoteIpEnd);
  return <u32>(to - keyAt);
}

function windowMark(testimony: u32): u32 {
  if (time >= since && time < until) return 0;
  return (testimony & EVENT_INSIDE_TESTIMONY) != 0 ? OUTSIDE | EVENT_INSIDE : OUTSIDE;
}

/** Adds an answer as ../group-key.ts writes it: the status, 0 for none, a space and the error code. */
function addAnswer(to: usize, answered: u32, from: usize, end: usize): usize {
  let at = to;
  if (answered != 0) {
    store<u8>(at, 0x30 + answered / 100);
    store<u8>(at, 0x30 + ((answered / 10) % 10), 1);
    at += 2;
  }
  store<u8>(at, 0x30 + (answered % 10));
  store<u8>(at, SPACE, 1);
  return addWord(at + 2, from, end);
}

function addDash(to: usize): usize {
  store<u8>(to, DASH);
  store<u8>(to, LINE_FEED, 1);
  return to + 2;
}

function addWord(to: usize, from: usize, end: usize): usize {
  copyLoosely(to, from, end - from);
  const after = to + (end - from);
  store<u8>(after, LINE_FEED);
  return after + 1;
}
