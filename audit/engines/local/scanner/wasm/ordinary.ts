import { readTime } from './log-time';
import { DASH, isQuote, isSpace, mark, marks, MOST_MARKS, QUOTE } from './marks';
import {
  isBucket,
  isCount,
  isErrorCode,
  isOperation,
  isOwner,
  isRequestId,
  isStatus,
  mayBeCount,
  readCount,
  readStatus,
} from './words';

// Which lines are ordinary: those that ../../../../access-log/parse-line.ts reads in exactly one way, told by their skeleton
// of spaces and quotes alone. Whoever changes a rule there changes it here; the differential test holds both together.
//
// - The head is nine words with single spaces, without quotes. Its fifth word after the time is then followed by the
//   request URI and nothing else can be: in any longer head the operation would stand where a request ID or a part of a
//   requester must stand, and neither may look like an operation.
// - An HTTP request has six quotes. A response can follow only a quote with a space after it; of the six, those are the
//   end of the URI, the end of the referer (a quote follows its space, which is no status) and the end of the user agent,
//   after which the tail must not read as a response. A referer or user agent that begins with a space is not ordinary.
// - A row that is no HTTP request has no quotes, and bare dashes for URI, referer and user agent.

// Places of fields among the words after the user agent.
const HOST_ID: u32 = 1;
const LONGEST_SIGNATURE_VERSION: usize = 16;
const HOST_HEADER: u32 = 5;
const SOURCE_REGION: u32 = 9;

/** Whether the regular expressions of parse-line.ts have stack enough for a longer line is theirs to find out. */
const LONGEST: usize = 1024 * 1024;

// Fields of the line in hand, set by `isOrdinary`.
export let bucketAt: usize = 0;
export let bucketEnd: usize = 0;
export let remoteIpAt: usize = 0;
export let remoteIpEnd: usize = 0;
export let requesterEnd: usize = 0;
export let requestIdEnd: usize = 0;
export let operationEnd: usize = 0;
export let errorCodeAt: usize = 0;
export let errorCodeEnd: usize = 0;
/** 0 for a dash. */
export let status: u32 = 0;
export let bytesSent: f64 = 0;
/** 0 where the line has none. */
export let hostIdAt: usize = 0;
export let hostIdEnd: usize = 0;
/** 0 where the line has none. */
export let hostHeaderAt: usize = 0;
export let hostHeaderEnd: usize = 0;
/** 0 where the line has none. */
export let sourceRegionAt: usize = 0;
export let sourceRegionEnd: usize = 0;

/** Says whether the line is ordinary, and reads its fields. It lies from `start` to before `end`, without padding. */
export function isOrdinary(start: usize, end: usize): bool {
  if (marks < 16 || marks > MOST_MARKS || end - start > LONGEST) return false;
  if (!isHead(start) || holdsSecondTime()) return false;
  if (isQuote(9)) return mark(9) == mark(8) + 1 && isHttpRequest(end);
  return isDash(8) && isNoHttpRequest(end);
}

/** Bucket owner to key: words 0 to 8 with a space after each, and one within the time. */
function isHead(start: usize): bool {
  for (let i = 0; i < 9; i++) if (!isSpace(i)) return false;
  bucketAt = mark(0) + 1;
  bucketEnd = mark(1);
  const timeAt = bucketEnd + 2;
  if (!isOwner(start, mark(0)) || !isBucket(bucketAt, bucketEnd)) return false;
  if (mark(2) != timeAt + 20 || mark(3) != timeAt + 27) return false;
  if (load<u8>(timeAt - 1) != 0x5b || load<u8>(timeAt + 26) != 0x5d || !readTime(timeAt)) return false;
  remoteIpAt = mark(3) + 1;
  remoteIpEnd = mark(4);
  requesterEnd = mark(5);
  requestIdEnd = mark(6);
  operationEnd = mark(7);
  return (
    remoteIpEnd > remoteIpAt &&
    requesterEnd > remoteIpEnd + 1 &&
    isRequestId(requesterEnd + 1, requestIdEnd) &&
    isOperation(requestIdEnd + 1, operationEnd) &&
    mark(8) > operationEnd + 1
  );
}

/** Says whether a time may end behind the head: a line feed may be lost between two records. May say so wrongly. */
function holdsSecondTime(): bool {
  for (let i: u32 = 9; i < marks; i++) {
    // The space within a time stands before the sign of its zone, 6 bytes before its closing bracket.
    if (isSpace(i) && load<u8>(mark(i) + 6) == 0x5d && isSign(load<u8>(mark(i) + 1))) return true;
  }
  return false;
}

function isSign(byte: u8): bool {
  return byte == 0x2b || byte == DASH;
}

/** Says whether a dash and a space follow the space at mark `i`. */
function isDash(i: u32): bool {
  return load<u8>(mark(i) + 1) == DASH && isSpace(i + 1) && mark(i + 1) == mark(i) + 2;
}

function isHttpRequest(end: usize): bool {
  const uriEnd = nextQuote(10);
  if (!isSpace(uriEnd + 1) || mark(uriEnd + 1) != mark(uriEnd) + 1 || !isResponse(uriEnd + 1)) return false;
  const referer = uriEnd + 8;
  if (!isQuote(referer) || mark(referer) != mark(referer - 1) + 1 || spaceFollows(referer)) return false;
  const refererEnd = nextQuote(referer + 1);
  const agent = refererEnd + 2;
  if (!isSpace(refererEnd + 1) || !isQuote(agent) || mark(agent) != mark(refererEnd) + 2 || spaceFollows(agent)) {
    return false;
  }
  const agentEnd = nextQuote(agent + 1);
  return agentEnd < marks && isTail(mark(agentEnd) + 1, agentEnd + 1, end) && !mayBeResponse(agentEnd + 1);
}

function isNoHttpRequest(end: usize): bool {
  if (!isResponse(9) || !isDash(15)) return false;
  const agentAt = mark(16) + 1;
  return load<u8>(agentAt) == DASH && isTail(agentAt + 1, 17, end);
}

/** Number of the first quote from mark `i`, or of no mark. */
function nextQuote(i: u32): u32 {
  while (i < marks && !isQuote(i)) i++;
  return i;
}

function spaceFollows(i: u32): bool {
  return isSpace(i + 1) && mark(i + 1) == mark(i) + 1;
}

/** Status, error code, bytes sent, object size, total time, turn-around time, between the spaces from mark `i` on. */
function isResponse(i: u32): bool {
  for (let n: u32 = 1; n <= 6; n++) if (!isSpace(i + n)) return false;
  const statusAt = mark(i) + 1;
  const sentAt = mark(i + 2) + 1;
  if (!isStatus(statusAt, mark(i + 1)) || !isErrorCode(mark(i + 1) + 1, mark(i + 2))) return false;
  for (let n: u32 = 2; n < 6; n++) if (!isCount(mark(i + n) + 1, mark(i + n + 1))) return false;
  status = readStatus(statusAt);
  errorCodeAt = mark(i + 1) + 1;
  errorCodeEnd = mark(i + 2);
  bytesSent = readCount(sentAt, mark(i + 3));
  return true;
}

/** The words after the user agent: each after one space, from mark `i` to the line's end. */
function isTail(at: usize, i: u32, end: usize): bool {
  // Both ends: what takes their difference must not meet an address of the line before.
  hostIdAt = hostIdEnd = 0;
  hostHeaderAt = hostHeaderEnd = 0;
  sourceRegionAt = sourceRegionEnd = 0;
  if (i >= marks) return at == end;
  if (mark(i) != at || mark(marks - 1) == end - 1) return false;
  for (let n = i; n < marks; n++) {
    if (!isSpace(n) || (n > i && mark(n) == mark(n - 1) + 1)) return false;
  }
  // A host id of two words moves the fields behind it; no signature version is so long.
  if (wordEnd(i + HOST_ID + 1, end) - wordAt(i + HOST_ID + 1) > LONGEST_SIGNATURE_VERSION) return false;
  hostIdAt = wordAt(i + HOST_ID);
  hostIdEnd = wordEnd(i + HOST_ID, end);
  hostHeaderAt = wordAt(i + HOST_HEADER);
  hostHeaderEnd = wordEnd(i + HOST_HEADER, end);
  sourceRegionAt = wordAt(i + SOURCE_REGION);
  sourceRegionEnd = wordEnd(i + SOURCE_REGION, end);
  return true;
}

/** Where the word after the space at mark `i` begins, 0 where there is no such space. */
function wordAt(i: u32): usize {
  return i < marks ? mark(i) + 1 : 0;
}

function wordEnd(i: u32, end: usize): usize {
  if (i >= marks) return 0;
  return i + 1 < marks ? mark(i + 1) : end;
}

/** Says whether the tail, whose first space is mark `i`, could be a response with what follows it. May say so wrongly. */
function mayBeResponse(i: u32): bool {
  if (marks - i < 7) return false;
  if (load<u8>(hostIdEnd - 1) == 0x3d) return false;
  for (let n: u32 = 2; n < 6; n++) if (!mayBeCount(mark(i + n) + 1)) return false;
  return true;
}
