import { EVENT_INSIDE, EVENT_INSIDE_TESTIMONY, HOUR_IN_KEY, OUTSIDE, TESTIMONY_IN_KEY, TEXT_IN_KEY } from '../layout';
import { hourOf } from './groups';
import { time } from './log-time';
import {
  addMarks,
  bitsBeyondAscii,
  bitsOf,
  CARRIAGE_RETURN,
  clearMarks,
  DASH,
  endMarksAt,
  LINE_FEED,
  QUOTE,
  SPACE,
} from './marks';
import { copyLoosely } from './memory';
import {
  bucketAt,
  bucketEnd,
  bytesSent,
  errorCodeAt,
  errorCodeEnd,
  hostHeaderAt,
  hostHeaderEnd,
  hostIdAt,
  hostIdEnd,
  isOrdinary,
  operationEnd,
  remoteIpAt,
  remoteIpEnd,
  requesterEnd,
  requestIdEnd,
  sourceRegionAt,
  sourceRegionEnd,
  status,
} from './ordinary';
import { addRecord, keyAt, makeKeyRoom } from './records';
import { namesEndpoint } from './words';

export { allocate } from './memory';
export { firstGroup } from './groups';
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

/** Reads a line that is not ordinary. */
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
let hourly: bool = false;

/**
 * Sets what is asked of each record: the window, in seconds since the epoch, whether CloudTrail is to be asked, and whether
 * records of different hours are of different groups.
 */
export function configure(windowSince: f64, windowUntil: f64, trail: bool, hours: bool): void {
  since = windowSince;
  until = windowUntil;
  hasTrail = trail;
  hourly = hours;
}

/** Reads every whole line between two addresses. Gives the address after the last line feed. */
export function scan(from: usize, end: usize): usize {
  let start = from;
  let isAscii = true;
  clearMarks();
  for (let block = from; block < end; block += 64) {
    const feeds = bitsOf(block, LINE_FEED);
    const left = end - block;
    const valid: u64 = left >= 64 ? ~0 : ((<u64>1) << left) - 1;
    let ends = feeds & valid;
    let found = (bitsOf(block, SPACE) | bitsOf(block, QUOTE)) & valid;
    let beyond = bitsBeyondAscii(block) & valid;
    while (ends != 0) {
      const before = ends ^ (ends - 1);
      const feed = block + <usize>ctz(ends);
      addMarks(block, found & before);
      readLine(start, feed, isAscii && (beyond & before) == 0);
      clearMarks();
      start = feed + 1;
      found &= ~before;
      beyond &= ~before;
      isAscii = true;
      ends &= ends - 1;
    }
    addMarks(block, found);
    isAscii = isAscii && beyond == 0;
  }
  return start;
}

/** @param feed address of its line feed, before which a carriage return may stand that is no part of the line. */
function readLine(start: usize, feed: usize, isAscii: bool): void {
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
  if (!isAscii || !isOrdinary(start, textEnd)) {
    onExact(start, end);
    return;
  }
  let testimony: u32 = 0;
  if (hasTrail) {
    testimony = onRecord(bucketAt, bucketEnd, requesterEnd + 1, requestIdEnd, hostIdAt, hostIdEnd, time);
  }
  // With its padding: only a line equal in every byte is the same.
  addRecord(start, end, writeKey(testimony), bytesSent, time, false);
}

function isPadding(byte: u8): bool {
  return byte == 0x20 || byte == 0x09 || byte == 0x0d;
}

/** Writes the key of the ordinary record in hand, and gives its length. */
function writeKey(testimony: u32): u32 {
  const words = bucketEnd - bucketAt + (operationEnd - remoteIpAt) + (errorCodeEnd - errorCodeAt);
  makeKeyRoom(<u32>(words + (hostHeaderEnd - hostHeaderAt) + (sourceRegionEnd - sourceRegionAt)) + 40);
  store<u32>(keyAt, status | windowMark(testimony));
  store<u32>(keyAt, testimony & ~EVENT_INSIDE_TESTIMONY, TESTIMONY_IN_KEY);
  store<u32>(keyAt, hourly ? hourOf(time) : 0, HOUR_IN_KEY);
  let to = keyAt + TEXT_IN_KEY;
  to = addWord(to, bucketAt, bucketEnd);
  to = addWord(to, remoteIpAt, remoteIpEnd);
  to = addWord(to, remoteIpEnd + 1, requesterEnd);
  to = addWord(to, requestIdEnd + 1, operationEnd);
  to = addWord(to, errorCodeAt, errorCodeEnd);
  to =
    hostHeaderAt != 0 && namesEndpoint(hostHeaderAt, hostHeaderEnd)
      ? addWord(to, hostHeaderAt, hostHeaderEnd)
      : addDash(to);
  to = sourceRegionAt != 0 ? addWord(to, sourceRegionAt, sourceRegionEnd) : addDash(to);
  to = addDash(to);
  return <u32>(to - keyAt);
}

function windowMark(testimony: u32): u32 {
  if (time >= since && time < until) return 0;
  return (testimony & EVENT_INSIDE_TESTIMONY) != 0 ? OUTSIDE | EVENT_INSIDE : OUTSIDE;
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
