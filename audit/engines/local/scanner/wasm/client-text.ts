import { responseMark, tailAt } from './answer';
import { DASH, mark, QUOTE } from './marks';
import { isSeparator } from './readings';
import { keyEnd } from './record';

// What the client wrote into the record in hand: request line, referer and user agent, without their quotes; 0 where the record
// has none. Of a line that can be read in several ways nobody asks.

export let requestLineAt: usize = 0;
export let requestLineEnd: usize = 0;
export let refererAt: usize = 0;
export let refererEnd: usize = 0;
export let userAgentAt: usize = 0;
export let userAgentEnd: usize = 0;

/** Finds all three by where the response and the tail stand. */
export function findClientText(): void {
  requestLineAt = refererAt = userAgentAt = 0;
  if (responseMark > keyEnd + 1) {
    requestLineEnd = mark(responseMark - 1);
    requestLineAt = orNone(mark(keyEnd) + 2, requestLineEnd);
  }
  const from = mark(responseMark + 6) + 1;
  // What stands last before the tail is the user agent's quote, or a dash for it.
  const hasAgent = load<u8>(tailAt - 1) == QUOTE;
  const hasReferer = load<u8>(from) != DASH;
  const separator = hasReferer && hasAgent ? mark(separatorFrom(responseMark + 8)) : 0;
  if (hasReferer) {
    refererEnd = hasAgent ? separator : tailAt - 3;
    refererAt = orNone(from + 1, refererEnd);
  }
  if (hasAgent) {
    userAgentEnd = tailAt - 1;
    userAgentAt = orNone(hasReferer ? separator + 3 : from + 3, userAgentEnd);
  }
}

/** Number of the first quote from mark `i` on, between which and the next one nothing but a space stands. */
function separatorFrom(i: u32): u32 {
  let separator = i;
  while (!isSeparator(separator)) separator++;
  return separator;
}

function orNone(from: usize, end: usize): usize {
  return isNone(from, end) ? 0 : from;
}

/** Says whether a field is missing or a dash alone. */
export function isNone(from: usize, end: usize): bool {
  return from == 0 || (end - from == 1 && load<u8>(from) == DASH);
}
