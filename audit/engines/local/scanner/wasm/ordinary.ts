import { hostIdEnd, isResponse, isTail } from './answer';
import { KEY_END } from './head';
import { DASH, isDash, isQuote, isSpace, mark, marks, nextQuote, spaceFollows } from './marks';
import { mayBeCount } from './words';

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
//
// ./readings.ts reads all others.

/** Says whether a line with a head of nine words is ordinary, and reads its answer. It ends before `end`, without padding. */
export function isOrdinary(end: usize): bool {
  const uri = KEY_END + 1;
  if (isQuote(uri)) return mark(uri) == mark(KEY_END) + 1 && isHttpRequest(end);
  return isDash(KEY_END) && isNoHttpRequest(end);
}

function isHttpRequest(end: usize): bool {
  const uriEnd = nextQuote(KEY_END + 2);
  if (!spaceFollows(uriEnd) || !isResponse(uriEnd + 1)) return false;
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
  const response = KEY_END + 1;
  const referer = response + 6;
  if (!isResponse(response) || !isDash(referer)) return false;
  const agentAt = mark(referer + 1) + 1;
  return load<u8>(agentAt) == DASH && isTail(agentAt + 1, referer + 2, end);
}

/** Says whether the tail, whose first space is mark `i`, could be a response with what follows it. May say so wrongly. */
function mayBeResponse(i: u32): bool {
  if (marks - i < 7) return false;
  if (load<u8>(hostIdEnd - 1) == 0x3d) return false;
  for (let n: u32 = 2; n < 6; n++) if (!mayBeCount(mark(i + n) + 1)) return false;
  return true;
}
