import {
  AMBIGUOUS,
  ANSWER_BYTES,
  CUT_TIMES,
  CUTS,
  DIVISION,
  EACH,
  EACH_SECOND,
  HOUR_IN_KEY,
  LEFT,
  NOTHING,
  OF_MAX_KEYS,
  OF_OBJECT,
  OF_PREFIX,
  OF_REFERER,
  OF_USER_AGENT,
  OF_VERSION,
  OTHER_BUCKET,
  OUTSIDE,
  PART,
  PART_ANSWER_BYTES,
  PATTERNS,
  SETTLED,
  TESTIMONY_IN_KEY,
  TEXT_IN_KEY,
} from '../layout';
import { errorCodeAt, errorCodeEnd, moved, status, tailMark, wordAt, wordEnd } from './answer';
import { firstBucketRows } from './bucket-rows';
import { findClientText, isNone, refererAt, refererEnd, userAgentAt, userAgentEnd } from './client-text';
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
import { DASH, LINE_FEED, mark } from './marks';
import { copyLoosely } from './memory';
import { isAmbiguous } from './readings';
import { keyEnd } from './record';
import { keyAt, makeKeyRoom } from './records';
import { hasQuery, valueAt, valueEnd, valuesOf } from './request-line';
import { afterBytes, afterUnits, firstPart, firstRow, isLeft, partsEnd } from './pattern-walk';
import { decodePercents, takeBytes, takeCharacters, unitsAt, unitsEnd } from './units';

// The key of a group of a rehearsal (../record-classes.ts writes the same for a record that the parser reads): everything that
// ../../../../records/record-grouping.ts keeps apart, words with a line feed behind each, then a class of each thing that has
// a division. A class is `-` for no value, `+` for one, `=` with the value and a line feed, or `#` with the bits of the patterns
// that match it, and nothing where nothing is asked; so where a class ends follows from its beginning, and two different rows of classes are never one text.
// Behind what many groups share stand requester and remote IP, each between line feeds.

/** Numbers of words in the tail, the version id being 0. */
const HOST_ID: u32 = 1;
const SIGNATURE_VERSION: u32 = 2;
const CIPHER_SUITE: u32 = 3;
const AUTHENTICATION_TYPE: u32 = 4;
const HOST_HEADER: u32 = 5;
const TLS_VERSION: u32 = 6;
const ACCESS_POINT: u32 = 7;
const ACL_REQUIRED: u32 = 8;

const NO_VALUE: u8 = 0x2d;
const VALUE: u8 = 0x2b;
const EACH_VALUE: u8 = 0x3d;
const MATCHED: u8 = 0x23;
/** Of a line that can be read in several ways, what the client wrote tells nothing. */
const NOT_TOLD: u8 = 0x7e;
const UNREADABLE: u8 = 0x3f;
const SEVERAL: u8 = 0x21;

let grouping: usize = 0;
/** Bytes of all classes that are bits. */
let bytesOfBits: u32 = 0;
/** Whether anything is asked of the query, and of all that the client wrote. */
let asksQuery: bool = false;
let asksClient: bool = false;

/** Sets where the divisions stand. */
export function setGrouping(at: usize): void {
  grouping = at;
  bytesOfBits = 0;
  // Of an object there are two names where an access point was asked.
  for (let i: u32 = OF_OBJECT; i <= <u32>OF_VERSION; i++)
    bytesOfBits += load<u32>(divisionOf(i), ANSWER_BYTES) * (i == OF_OBJECT ? 2 : 1);
  asksQuery = asksOf(OF_PREFIX, OF_MAX_KEYS);
  asksClient = asksOf(OF_PREFIX, OF_REFERER);
}

function asksOf(first: u32, last: u32): bool {
  for (let i = first; i <= last; i++) if (load<u32>(divisionOf(i)) != NOTHING) return true;
  return false;
}

export function isGrouping(): bool {
  return grouping != 0;
}

/** Whether the record in hand is of another bucket or time. */
export let isLeftOut: bool = false;

// Where the key ends that is being written; a class that cannot be told leaves the line to the parser.
let to: usize = 0;
let left: bool = false;
let lineEnd: usize = 0;

/**
 * Writes the key of the record in hand. Records that are left out are told apart by that alone.
 *
 * @param window says whether the record is within the window.
 * @param end of its line without padding.
 * @returns its length, 0 where the parser must read the line.
 */
export function writeRecordedKey(window: u32, testimony: u32, start: usize, end: usize): u32 {
  const rows = firstBucketRows(bucketAt, bucketEnd);
  if (rows == LEFT) return 0;
  makeKeyRoom(<u32>(end - start) + bytesOfBits + 256);
  isLeftOut = rows == 0 || window == OUTSIDE;
  store<u32>(keyAt, rows == 0 ? OTHER_BUCKET : isLeftOut ? OUTSIDE : window | status | (isAmbiguous ? AMBIGUOUS : 0));
  store<u32>(keyAt, testimony, TESTIMONY_IN_KEY);
  store<u32>(keyAt, 0, HOUR_IN_KEY);
  to = keyAt + TEXT_IN_KEY;
  if (isLeftOut) return TEXT_IN_KEY;
  left = false;
  lineEnd = end;
  addWord(bucketAt, bucketEnd);
  addWord(requestIdEnd + 1, operationEnd);
  addWord(errorCodeAt, errorCodeEnd);
  addTailWord(SIGNATURE_VERSION);
  addTailWord(AUTHENTICATION_TYPE);
  addTailWord(TLS_VERSION);
  addTailWord(ACCESS_POINT);
  addByte(tailPresence(HOST_ID));
  addByte(tailPresence(CIPHER_SUITE));
  addByte(tailPresence(HOST_HEADER));
  addByte(tailPresence(ACL_REQUIRED));
  addObject(rows, operationEnd + 1, endOfKey());
  addTime();
  addVersion();
  if (isAmbiguous) addByte(NOT_TOLD);
  else if (asksClient) {
    findClientText();
    if (asksQuery) addQuery();
    addText(OF_USER_AGENT, userAgentAt, userAgentEnd);
    addText(OF_REFERER, refererAt, refererEnd);
  }
  addByte(LINE_FEED);
  addWord(requesterAt, requesterEnd);
  addWord(remoteIpAt, remoteIpEnd);
  return left ? 0 : <u32>(to - keyAt);
}

/** Where the key of the record in hand ends. */
export function endOfKey(): usize {
  return mark(keyEnd);
}

// @inline
function divisionOf(number: u32): usize {
  return grouping + <usize>number * DIVISION;
}

/** The bucket's object, and the access point's; the rows behind the bucket's name are one for each part. */
function addObject(rows: usize, from: usize, end: usize): void {
  const division = divisionOf(OF_OBJECT);
  if (!hasPatterns(division, from, end)) return;
  const mayStand = takeKey(from, end);
  if (mayStand == CANNOT) {
    left = true;
    return;
  }
  const isRaw = mayStand == AS_WRITTEN;
  addByte(MATCHED);
  let at = rows;
  for (let part = firstPart(division); part < partsEnd(division); part += PART, at += 4)
    addRow(part, behindKey(part, load<u32>(at), isRaw, from, end));
  const pointAt = tailWordAt(ACCESS_POINT);
  const pointEnd = tailWordEnd(ACCESS_POINT);
  if (isNone(pointAt, pointEnd)) return;
  addByte(MATCHED);
  for (let part = firstPart(division); part < partsEnd(division); part += PART) {
    const atPoint = behindObject(part, afterBytes(part, firstRow(part), pointAt, pointEnd));
    addRow(part, behindKey(part, atPoint, isRaw, from, end));
  }
}

function behindKey(part: usize, row: usize, isRaw: bool, from: usize, end: usize): usize {
  return isRaw ? afterBytes(part, row, from, end) : afterUnits(part, row, unitsAt, unitsEnd);
}

/** "/object/", between the ARN of an access point and a key. */
function behindObject(part: usize, row: usize): usize {
  store<u64>(to, 0x2f7463656a626f2f);
  return afterBytes(part, row, to, to + 8);
}

/** What became of a key: it stands as it is written, it was decoded to units, or only the parser decodes it. */
const AS_WRITTEN: u32 = 0;
const DECODED: u32 = 1;
const CANNOT: u32 = 2;

/** Decodes a key, as ../../../../access-log/decode-key.ts does. */
function takeKey(from: usize, end: usize): u32 {
  const kind = load<u64>(requestIdEnd + 1);
  // "REST.", "WEBSITE.": twice. "BATCH.", "S3.": once, and a plus is a space. Others not at all.
  const isTwice = (kind & 0xffffffffff) == 0x2e54534552 || kind == 0x2e45544953424557;
  const isOnce = (kind & 0xffffffffffff) == 0x2e4843544142 || (kind & 0xffffff) == 0x2e3353;
  if (!(isTwice && holds(from, end, 0x25)) && !isOnce) return AS_WRITTEN;
  takeBytes(from, end, isOnce);
  if (!decodePercents() || (isTwice && !decodePercents())) return CANNOT;
  return DECODED;
}

function holds(from: usize, end: usize, byte: u8): bool {
  for (let at = from; at < end; at++) if (load<u8>(at) == byte) return true;
  return false;
}

/** How often time was cut before the record. */
function addTime(): void {
  const cuts = load<u32>(grouping, CUTS);
  if (cuts == EACH_SECOND) {
    store<f64>(to, time);
    to += 8;
    return;
  }
  let reached: u32 = 0;
  while (reached < cuts && time >= load<f64>(grouping + CUT_TIMES + ((<usize>reached) << 3))) reached++;
  store<u32>(to, reached);
  to += 4;
}

/** The log's own characters, one for each byte. */
function addVersion(): void {
  const division = divisionOf(OF_VERSION);
  const from = tailWordAt(0);
  const end = tailWordEnd(0);
  if (!hasPatterns(division, from, end)) return;
  addByte(MATCHED);
  for (let part = firstPart(division); part < partsEnd(division); part += PART)
    addRow(part, afterBytes(part, firstRow(part), from, end));
}

function addQuery(): void {
  if (!hasQuery()) {
    addByte(UNREADABLE);
    return;
  }
  for (let parameter: u32 = OF_PREFIX; parameter <= <u32>OF_MAX_KEYS; parameter++) {
    const division = divisionOf(parameter);
    if (load<u32>(division) == NOTHING) continue;
    if (valuesOf(parameter) > 1) addByte(SEVERAL);
    else addParameter(division);
  }
}

function addParameter(division: usize): void {
  if (!hasPatternsFor(division, valueAt, valueEnd)) return;
  takeBytes(valueAt, valueEnd, true);
  if (!decodePercents()) left = true;
  else addUnits(division);
}

function addText(number: u32, from: usize, end: usize): void {
  const division = divisionOf(number);
  if (load<u32>(division) == NOTHING || !hasPatternsFor(division, from, end)) return;
  takeCharacters(from, end);
  addUnits(division);
}

/** Adds the bits of all patterns for the units that were taken. */
function addUnits(division: usize): void {
  addByte(MATCHED);
  for (let part = firstPart(division); part < partsEnd(division); part += PART)
    addRow(part, afterUnits(part, firstRow(part), unitsAt, unitsEnd));
}

/** Writes the class of a field that is not asked for patterns; says whether it is. A dash alone is no value. */
function hasPatterns(division: usize, from: usize, end: usize): bool {
  return hasPatternsFor(division, isNone(from, end) ? 0 : from, end);
}

/** The same for a text where `from` is 0 for no value. */
function hasPatternsFor(division: usize, from: usize, end: usize): bool {
  if (from == 0) addByte(NO_VALUE);
  else {
    const kind = load<u32>(division);
    if (kind == PATTERNS) return true;
    if (kind == EACH) {
      addByte(EACH_VALUE);
      addWord(from, end);
    } else addByte(VALUE);
  }
  return false;
}

/** Adds the bits of a part's patterns that match a text which ends at a row. */
function addRow(part: usize, row: usize): void {
  if (isLeft(row)) {
    left = true;
    return;
  }
  const bytes = load<u32>(part, PART_ANSWER_BYTES);
  copyLoosely(to, row & ~SETTLED, bytes);
  to += bytes;
}

function tailPresence(number: u32): u8 {
  return isNone(tailWordAt(number), tailWordEnd(number)) ? NO_VALUE : VALUE;
}

function addTailWord(number: u32): void {
  const from = tailWordAt(number);
  if (from != 0) {
    addWord(from, tailWordEnd(number));
    return;
  }
  addByte(DASH);
  addByte(LINE_FEED);
}

/** Where the word of this number in the tail begins, 0 where there is none. */
function tailWordAt(number: u32): usize {
  return wordAt(tailWord(number));
}

function tailWordEnd(number: u32): usize {
  return wordEnd(tailWord(number), lineEnd);
}

function tailWord(number: u32): u32 {
  return tailMark + number + (number == 0 ? 0 : moved);
}

// @inline
function addByte(byte: u8): void {
  store<u8>(to, byte);
  to++;
}

function addWord(from: usize, end: usize): void {
  copyLoosely(to, from, end - from);
  to += end - from;
  addByte(LINE_FEED);
}
