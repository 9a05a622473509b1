import { isSpace, mark, marks } from './marks';
import { isCount, isErrorCode, isHostId, isStatus, readCount, readStatus } from './words';

// What S3 writes after the request URI, and after the user agent.

// Places of fields among the words after the user agent.
const HOST_ID: u32 = 1;
const HOST_HEADER: u32 = 5;
const SOURCE_REGION: u32 = 9;

// Fields of the response in hand.
/** 0 for a dash. */
export let status: u32 = 0;
export let errorCodeAt: usize = 0;
export let errorCodeEnd: usize = 0;
export let bytesSent: f64 = 0;
/** Number of the space before its status. */
export let responseMark: u32 = 0;

// Fields of the tail in hand, 0 where it has none.
export let hostIdAt: usize = 0;
export let hostIdEnd: usize = 0;
export let hostHeaderAt: usize = 0;
export let hostHeaderEnd: usize = 0;
export let sourceRegionAt: usize = 0;
export let sourceRegionEnd: usize = 0;
/** Where it begins, right behind the user agent, and the number of the space that stands there if anything does. */
export let tailAt: usize = 0;
export let tailMark: u32 = 0;
/** 1 where another id stands before the host id, which all behind it is moved by; else 0. */
export let moved: u32 = 0;

/** Status, error code, bytes sent, object size, total time, turn-around time, between the spaces from mark `i` on. */
export function isResponse(i: u32): bool {
  for (let n: u32 = 0; n <= 6; n++) if (!isSpace(i + n)) return false;
  const statusAt = mark(i) + 1;
  const sentAt = mark(i + 2) + 1;
  if (!isStatus(statusAt, mark(i + 1)) || !isErrorCode(mark(i + 1) + 1, mark(i + 2))) return false;
  for (let n: u32 = 2; n < 6; n++) if (!isCount(mark(i + n) + 1, mark(i + n + 1))) return false;
  responseMark = i;
  status = readStatus(statusAt);
  errorCodeAt = mark(i + 1) + 1;
  errorCodeEnd = mark(i + 2);
  bytesSent = readCount(sentAt, mark(i + 3));
  return true;
}

/** The words after the user agent: each after one space, from mark `i`, which must stand at `at`, to the line's end. */
export function isTail(at: usize, i: u32, end: usize): bool {
  // Both ends: what takes their difference must not meet an address of the line before.
  hostIdAt = hostIdEnd = 0;
  hostHeaderAt = hostHeaderEnd = 0;
  sourceRegionAt = sourceRegionEnd = 0;
  tailAt = at;
  tailMark = i;
  moved = 0;
  if (i >= marks) return at == end;
  if (mark(i) != at || mark(marks - 1) == end - 1) return false;
  for (let n = i; n < marks; n++) {
    if (!isSpace(n) || (n > i && mark(n) == mark(n - 1) + 1)) return false;
  }
  // The id of a principal may stand before the host id, and moves all behind it.
  moved = isHostIdAt(i + HOST_ID + 1, end) && !isHostIdAt(i + HOST_ID, end) ? 1 : 0;
  hostIdAt = wordAt(i + moved + HOST_ID);
  hostIdEnd = wordEnd(i + moved + HOST_ID, end);
  hostHeaderAt = wordAt(i + moved + HOST_HEADER);
  hostHeaderEnd = wordEnd(i + moved + HOST_HEADER, end);
  sourceRegionAt = wordAt(i + moved + SOURCE_REGION);
  sourceRegionEnd = wordEnd(i + moved + SOURCE_REGION, end);
  return true;
}

function isHostIdAt(i: u32, end: usize): bool {
  return wordEnd(i, end) >= wordAt(i) + 40 && isHostId(wordAt(i), wordEnd(i, end));
}

/** Where the word after the space at mark `i` begins, 0 where there is no such space. */
export function wordAt(i: u32): usize {
  return i < marks ? mark(i) + 1 : 0;
}

export function wordEnd(i: u32, end: usize): usize {
  if (i >= marks) return 0;
  return i + 1 < marks ? mark(i + 1) : end;
}
