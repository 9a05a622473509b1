import { isWord } from './head';
import { CLOSING_BRACKET, DASH, isQuote, isSpace, mark, marks, QUOTE, spaceFollows } from './marks';
import { isOperation } from './words';

// A line feed may be lost between two records; the parser rejects a line in which a second record begins. What is left to it
// here is every such line and few others, though clients can write times into their headers.

/** Spaces from the time of a record to its operation: before and behind the remote IP, 2, eight of a requester, request ID. */
const MOST_SPACES: u32 = 12;

/** Says whether a second record may begin behind the head, whose key ends at mark `keyEnd`. May say so wrongly. */
export function mayHoldSecondRecord(keyEnd: u32): bool {
  let hasQuote = false;
  for (let i = marks - 1; i > 3; i--) {
    if (isQuote(i)) hasQuote = true;
    // Neither the head nor what follows the last quote can hold a time.
    else if (isWithinTime(i) && (i <= keyEnd || !hasQuote || mayBeginRecord(i))) return true;
  }
  return false;
}

/** Says whether the space at mark `i` may be that of a time: before the sign of its zone, 6 bytes before its bracket. */
function isWithinTime(i: u32): bool {
  if (load<u8>(mark(i) + 6) != CLOSING_BRACKET) return false;
  const sign = load<u8>(mark(i) + 1);
  return sign == 0x2b || sign == 0x2d;
}

/** Says whether operation, key and the beginning of a request URI follow where they would in a record with this time. */
function mayBeginRecord(i: u32): bool {
  let space = i + 1;
  while (spaceFollows(space)) space++;
  for (let n: u32 = 0; n < MOST_SPACES && isSpace(space + n); n++) {
    if (
      isWord(space + n + 1) &&
      isUriAt(mark(space + n + 2) + 1) &&
      isOperation(mark(space + n) + 1, mark(space + n + 1))
    )
      return true;
  }
  return false;
}

/** Says whether a request URI may begin here: a quote, or a dash for none. */
function isUriAt(at: usize): bool {
  return load<u8>(at) == QUOTE || load<u8>(at) == DASH;
}
