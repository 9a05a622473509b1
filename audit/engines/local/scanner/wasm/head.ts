import { readTime } from './log-time';
import { isQuote, isSpace, mark, spaceFollows } from './marks';
import { isBucket, isOperation, isOwner, isRequestId, isSoapOperation, mayBeSoapOperation } from './words';

// Bucket owner to key, which hold no quotes: S3 writes them. Says no to what the parser may take for a head all the same: a
// time before 1970, a bucket with odd bytes, an operation of the SOAP API in a head of other than nine words.

// Fields of the head in hand.
export let bucketAt: usize = 0;
export let bucketEnd: usize = 0;
export let remoteIpAt: usize = 0;
export let remoteIpEnd: usize = 0;
export let requesterAt: usize = 0;
export let requesterEnd: usize = 0;
export let requestIdEnd: usize = 0;
export let operationEnd: usize = 0;

/** Number of the space after the key of a head of nine words with single spaces. */
export const KEY_END: u32 = 8;

/** "arn:", a byte's lowest first. */
const ARN: u32 = 0x3a6e7261;

/** Says whether the line begins with nine words with a space after each, and one within the time. */
export function isHead(start: usize): bool {
  for (let i: u32 = 0; i <= KEY_END; i++) if (!isSpace(i)) return false;
  if (!isStart(start)) return false;
  remoteIpAt = mark(3) + 1;
  remoteIpEnd = mark(4);
  requesterAt = remoteIpEnd + 1;
  requesterEnd = mark(5);
  requestIdEnd = mark(6);
  operationEnd = mark(7);
  return (
    remoteIpEnd > remoteIpAt &&
    requesterEnd > requesterAt &&
    isRequestId(requesterEnd + 1, requestIdEnd) &&
    mark(KEY_END) > operationEnd + 1 &&
    (isOperation(requestIdEnd + 1, operationEnd) || (isQuotedUri() && isSoapOperation(requestIdEnd + 1, operationEnd)))
  );
}

/**
 * Says whether the request URI behind the ninth word is in quotes: then nothing else is a head. Behind a bare one, words that a
 * requester may hold could lead to another, and an operation of the SOAP API is such a word.
 */
function isQuotedUri(): bool {
  return isQuote(KEY_END + 1) && mark(KEY_END + 1) == mark(KEY_END) + 1;
}

/**
 * Reads a head that may have further spaces after the time, two after the remote IP, and a requester of several words. An
 * operation may be no part of such a requester and no request ID, so the head ends with the first one that has four words
 * before it, and the key after that.
 *
 * @returns number of the space after the key, 0 where there is no such head.
 */
export function endOfAnyHead(start: usize): u32 {
  for (let i: u32 = 0; i < 4; i++) if (!isSpace(i)) return 0;
  if (!isStart(start)) return 0;
  let space: u32 = 3;
  while (spaceFollows(space)) space++;
  if (!isWord(space)) return 0;
  remoteIpAt = mark(space) + 1;
  remoteIpEnd = mark(++space);
  if (spaceFollows(space)) {
    if (!isOwner(remoteIpAt, remoteIpEnd)) return 0;
    space++;
  }
  if (!isWord(space) || !isWord(space + 1)) return 0;
  requesterAt = mark(space) + 1;
  let operation = space + 2;
  for (; isWord(operation); operation++) {
    if (mayBeSoapOperation(mark(operation) + 1)) return 0;
    if (isOperation(mark(operation) + 1, mark(operation + 1))) break;
  }
  if (!isWord(operation) || !isWord(operation + 1)) return 0;
  requesterEnd = mark(operation - 1);
  requestIdEnd = mark(operation);
  operationEnd = mark(operation + 1);
  if (!isRequestId(requesterEnd + 1, requestIdEnd)) return 0;
  const isOfWords = operation > space + 2;
  if (isOfWords && (load<u32>(requesterAt) != ARN || isOperation(mark(space + 1) + 1, mark(space + 2)))) return 0;
  return operation + 2;
}

/** Bucket owner, bucket and time, of which marks 0 to 3 are known to be spaces. No JSON: that begins with a brace. */
function isStart(start: usize): bool {
  bucketAt = mark(0) + 1;
  bucketEnd = mark(1);
  const timeAt = bucketEnd + 2;
  if (load<u8>(start) == 0x7b || !isOwner(start, mark(0)) || !isBucket(bucketAt, bucketEnd)) return false;
  if (mark(2) != timeAt + 20 || mark(3) != timeAt + 27) return false;
  return load<u8>(timeAt - 1) == 0x5b && load<u8>(timeAt + 26) == 0x5d && readTime(timeAt);
}

/** Says whether a word stands between the marks `i` and `i + 1`, both of them spaces. */
export function isWord(i: u32): bool {
  return isSpace(i) && isSpace(i + 1) && mark(i + 1) > mark(i) + 1;
}
