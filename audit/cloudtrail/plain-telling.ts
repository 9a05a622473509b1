import { slotOf } from './plain-fields';

// Of a text that names an object only the bucket tells something; keys differ from event to event, and may hold anything.

const ARN = slotOf('resources.ARN');
const COPY_SOURCE = slotOf('requestParameters.x-amz-copy-source');

/** Where ends what tells something of the text in a slot: before `end` only if what follows tells nothing, whatever it is. */
export function endOfTelling(slot: number, bytes: Uint8Array, start: number, end: number): number {
  if (slot >= ARN) return endOfBucketArn(bytes, start, end);
  return slot === COPY_SOURCE ? endOfBucket(bytes, start, end) : end;
}

const [COLON, SLASH, PERCENT] = [0x3a, 0x2f, 0x25];
const ARN_BEGIN = Buffer.from('arn:');
const OF_BUCKET = Buffer.from(':s3:::');

/** Where the bucket ends of `arn:aws:s3:::bucket/key`, of which events.ts reads no more; of any other ARN its end. */
function endOfBucketArn(bytes: Uint8Array, start: number, end: number): number {
  if (!standsAt(bytes, start, end, ARN_BEGIN)) return end;
  let at = start + ARN_BEGIN.length;
  while (at < end && bytes[at] !== COLON && bytes[at] !== SLASH) at++;
  if (!standsAt(bytes, at, end, OF_BUCKET)) return end;
  const slash = firstSlash(bytes, at + OF_BUCKET.length, end);
  return slash > at + OF_BUCKET.length ? slash : end;
}

/** Where the bucket ends of a copy's source, `bucket/key` or `/bucket/key`; of any other spelling its end. */
function endOfBucket(bytes: Uint8Array, start: number, end: number): number {
  const bucket = bytes[start] === SLASH ? start + 1 : start;
  const slash = firstSlash(bytes, bucket, end);
  for (let at = bucket; at < slash; at++) if (bytes[at] === PERCENT) return end;
  return slash > bucket ? slash : end;
}

function firstSlash(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== SLASH) at++;
  return at;
}

/** Says whether a word stands there. */
export function standsAt(bytes: Uint8Array, at: number, end: number, word: Uint8Array): boolean {
  if (at + word.length > end) return false;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}
