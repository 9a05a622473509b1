import { allocate, areEqual } from './memory';

// Whether records of a bucket are rehearsed, and which rows the names of its objects begin with: asked once for each bucket, and
// again where many buckets take turns.
//
// A slot is: u32 address of the rows, u32 length, u32 address of the name, u32 room at that address.

/**
 * Where the rows behind `arn:PARTITION:s3:::BUCKET/` stand, a u32 for each part; 0 where the bucket is none of those, `LEFT`
 * where there is no room for a row.
 */
// @external('scan', 'onBucket')
declare function onBucket(bucketAt: usize, bucketEnd: usize): usize;

const SLOTS: u32 = 256;
const SLOT: usize = 16;

let slots: usize = 0;

/** The rows of a bucket's objects, as `onBucket` gives them. */
export function firstBucketRows(from: usize, end: usize): usize {
  if (slots == 0) slots = allocate(SLOTS * <u32>SLOT);
  const length = <u32>(end - from);
  const slot = slots + slotOf(from, length) * SLOT;
  const isKnown = load<u32>(slot, 4) == length && areEqual(load<u32>(slot, 8), from, length);
  if (isKnown && length > 0) return load<u32>(slot);
  const rows = onBucket(from, end);
  if (load<u32>(slot, 12) < length) {
    store<u32>(slot, <u32>allocate(length), 8);
    store<u32>(slot, length, 12);
  }
  memory.copy(load<u32>(slot, 8), from, length);
  store<u32>(slot, <u32>rows);
  store<u32>(slot, length, 4);
  return rows;
}

/** By the first and last eight bytes; what is behind a short name is the same for all records of a file. */
function slotOf(from: usize, length: u32): usize {
  const first = load<u64>(from);
  const last = load<u64>(from + <usize>max(length, 8) - 8);
  return <usize>((((first ^ rotl<u64>(last, 31)) * 0x9e3779b97f4a7c15) >> 32) % SLOTS);
}
