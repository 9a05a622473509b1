import { errorCodeAt, errorCodeEnd, isResponse, isTail, status } from './answer';
import { DASH, isDash, isQuote, isSpace, mark, marks, QUOTE, spaceFollows } from './marks';
import { areEqual } from './memory';

// Every way to read a line from its request URI on, as ../../../../access-log/parse-line.ts finds them: request URI, referer
// and user agent may hold quotes, so each quote with a response behind it may end the URI, and each may be what a client
// wrote. The parser's names are used, for whoever holds both side by side. A response or a tail is told by mark numbers.

/** Says how much an answer gave away, as ../../../../records/outcome.ts judges it. */
// @external('scan', 'onAnswer')
declare function onAnswer(status: u32, errorCodeAt: usize, errorCodeEnd: usize): i32;

/** No mark has this number. */
const NONE: u32 = 0xffffffff;

/** Whether there is more than one way to read the line; its answer is then the first of those that gave most away. */
export let isAmbiguous: bool = false;
/** Whether another reading gave less away: the first of those that gave least. */
export let hasOtherAnswer: bool = false;
export let otherStatus: u32 = 0;
export let otherErrorCodeAt: usize = 0;
export let otherErrorCodeEnd: usize = 0;

// What all readings of the line share.
let lastQuote: u32 = NONE;
/** The last quote, space and quote between which a referer can end and a user agent begin. */
let lastSeparator: u32 = NONE;
/** The first such at the place that was asked for last, or behind it. */
let nextSeparator: u32 = 0;
let hasTail: bool = false;
/** Whether a tail follows a user agent that is a bare dash behind a quoted referer. */
let hasTailAfterDash: bool = false;

// The readings so far.
let ways: u32 = 0;
let readings: u32 = 0;
let worst: i32 = 0;
let worstResponse: u32 = 0;
let worstTailAt: usize = 0;
let worstTail: u32 = 0;
let mildest: i32 = 0;
let mildestResponse: u32 = 0;

// The answer of this line that was asked about last, and how much it gave away.
let askedStatus: u32 = NONE;
let askedAt: usize = 0;
let askedEnd: usize = 0;
let asked: i32 = 0;

/** Forgets the readings of the line before. */
export function forgetReadings(): void {
  isAmbiguous = false;
  hasOtherAnswer = false;
}

/**
 * Says whether there is a way to read a line whose key ends with the space at mark `keyEnd`, and reads the answer.
 *
 * A line that ends in a quote behind what may be a tail with further fields is left to the parser.
 */
export function hasReading(keyEnd: u32, end: usize): bool {
  readEnding(end);
  if (lastQuote != NONE && mark(lastQuote) == end - 1 && mayHaveLaterQuoted()) return false;
  ways = 0;
  readings = 0;
  askedStatus = NONE;
  const isQuoted = isQuote(keyEnd + 1) && mark(keyEnd + 1) == mark(keyEnd) + 1;
  if (isQuoted) {
    for (let i = keyEnd + 2; i < marks; i++) {
      if (isQuote(i) && spaceFollows(i) && isResponse(i + 1)) readAgents(i + 1, end);
    }
  } else if (isDash(keyEnd) && isResponse(keyEnd + 1)) readAgents(keyEnd + 1, end);
  if (ways == 0) return false;
  isAmbiguous = ways > 1;
  hasOtherAnswer = readings > 1 && mildest < worst;
  if (hasOtherAnswer) {
    isResponse(mildestResponse);
    otherStatus = status;
    otherErrorCodeAt = errorCodeAt;
    otherErrorCodeEnd = errorCodeEnd;
  }
  return isResponse(worstResponse) && isTail(worstTailAt, worstTail, end);
}

function readEnding(end: usize): void {
  hasTail = hasTailAfterDash = false;
  lastSeparator = NONE;
  nextSeparator = 0;
  lastQuote = marks - 1;
  while (lastQuote > 0 && !isQuote(lastQuote)) lastQuote--;
  if (lastQuote == 0) {
    lastQuote = NONE;
    return;
  }
  hasTail = isTail(mark(lastQuote) + 1, lastQuote + 1, end);
  hasTailAfterDash =
    spaceFollows(lastQuote) && load<u8>(mark(lastQuote) + 2) == DASH && isTail(mark(lastQuote) + 3, lastQuote + 2, end);
  for (let i = lastQuote - 1; i > 2; i--) {
    if (!isSeparator(i - 2)) continue;
    lastSeparator = i - 2;
    return;
  }
}

/** Says whether quote, space and quote stand from mark `i` on, one behind the other. */
export function isSeparator(i: u32): bool {
  return isQuote(i) && spaceFollows(i) && isQuote(i + 2) && mark(i + 2) == mark(i) + 2;
}

/** Reads referer, user agent and tail behind the response that begins with the space at mark `response`. */
function readAgents(response: u32, end: usize): void {
  const i = response + 6;
  const refererAt = mark(i) + 1;
  if (load<u8>(refererAt) == DASH) {
    if (!isDash(i)) return;
    const agentAt = refererAt + 2;
    const isBehindQuotes = lastQuote == NONE || mark(lastQuote) < refererAt;
    if (load<u8>(agentAt) == QUOTE) {
      if (lastQuote != NONE && mark(lastQuote) > agentAt && hasTail) addReading(response, 1, 1);
    } else if (load<u8>(agentAt) == DASH && isBehindQuotes && isTail(agentAt + 1, i + 2, end)) {
      addTail(response, 1, agentAt + 1, i + 2);
    }
    return;
  }
  if (load<u8>(refererAt) != QUOTE) return;
  if (lastSeparator != NONE && mark(lastSeparator) > refererAt) {
    if (!hasTail) return;
    nextSeparator = max(nextSeparator, i + 2);
    while (!isSeparator(nextSeparator)) nextSeparator++;
    addReading(response, nextSeparator == lastSeparator ? 1 : 2, 1);
  } else if (mark(lastQuote) > refererAt && hasTailAfterDash) addReading(response, 1, 2);
}

/** @param behind marks from the last quote to the tail's first space, with the dash of a bare user agent among them. */
function addReading(response: u32, count: u32, behind: u32): void {
  addTail(response, count, mark(lastQuote) + (behind == 1 ? 1 : 3), lastQuote + behind);
}

/** @param count how many ways to read the line this stands for. */
function addTail(response: u32, count: u32, tailAt: usize, tail: u32): void {
  ways += count;
  readings++;
  if (readings == 1) {
    worstResponse = mildestResponse = response;
    worstTailAt = tailAt;
    worstTail = tail;
    return;
  }
  // Of a line with one reading nobody asks.
  if (readings == 2) worst = mildest = exposureOf(worstResponse);
  const exposure = exposureOf(response);
  if (exposure > worst) {
    worst = exposure;
    worstResponse = response;
    worstTailAt = tailAt;
    worstTail = tail;
  }
  if (exposure < mildest) {
    mildest = exposure;
    mildestResponse = response;
  }
}

function exposureOf(response: u32): i32 {
  isResponse(response);
  if (!isAskedAlready()) {
    asked = onAnswer(status, errorCodeAt, errorCodeEnd);
    askedStatus = status;
    askedAt = errorCodeAt;
    askedEnd = errorCodeEnd;
  }
  return asked;
}

/** Whoever writes hundreds of answers into a line mostly writes the same one. */
function isAskedAlready(): bool {
  const length = errorCodeEnd - errorCodeAt;
  return askedStatus == status && askedEnd - askedAt == length && areEqual(askedAt, errorCodeAt, length);
}

/**
 * Says whether a quote may be followed by all known fields of a tail and further ones in quotes, as AWS may add them: by the
 * words for host id, signature version, authentication type and TLS version. May say so wrongly.
 */
function mayHaveLaterQuoted(): bool {
  for (let i = lastQuote - 1; i > 3; i--) {
    if (isQuote(i) && spaceFollows(i) && mayBeFullTail(i + 1)) return true;
  }
  return false;
}

function mayBeFullTail(i: u32): bool {
  for (let n: u32 = 0; n < 10; n++) if (!isSpace(i + n)) return false;
  return mayBe(i + 1, 0, 0) && mayBe(i + 2, 0x53, 0x53) && mayBe(i + 4, 0x41, 0x51) && mayBe(i + 6, 0x54, 0x54);
}

/** Says whether the word behind the space at mark `i` begins with a dash or one of two letters; 0 is for a word of 40 or more. */
function mayBe(i: u32, one: u8, other: u8): bool {
  const first = load<u8>(mark(i) + 1);
  return first == DASH || (one == 0 ? mark(i + 1) > mark(i) + 40 : first == one || first == other);
}
