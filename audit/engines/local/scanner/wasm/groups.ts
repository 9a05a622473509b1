import {
  BYTES_SENT,
  FIRST_SEEN,
  FOUND,
  FOUND_GROUP,
  FOUND_GROUPS,
  FOUND_HOURS,
  HOUR,
  HOUR_IN_KEY,
  HOUR_OF_BUCKET,
  KEY,
  KEY_HASH,
  KEY_LENGTH,
  LAST_SEEN,
  NEXT_GROUP,
  OUTSIDE,
  REQUESTS,
  TEXT_IN_KEY,
} from '../layout';
import { firstHours, hourOf, numberHours, takeHoursOf, takePages } from './group-hours';
import { LINE_FEED } from './marks';
import { allocate, allocateOwn, areEqual, copyLoosely } from './memory';
import { hashLine } from './line-hash';
import { keepFirstOf } from './samples';
import { hashLow } from './sip-hash';

// Records alike in everything that judgement asks for, counted. A group lies in one run of bytes, as ../layout.ts has it. The
// text of its key is bucket, operation, error code, the host header if it may name an endpoint, source region, another answer that
// the line can be read to have (none, if it is ordinary), and, behind what many groups share, requester and remote IP; each
// with a line feed after it, which no field can hold.

// The hours of a bucket are groups too, with nothing but bucket and hour in their keys.

/** The first group; the others follow by their links, in the order of their first records. */
export let firstGroup: usize = 0;
let lastGroup: usize = 0;
let hourKey: usize = 0;
let hourKeyRoom: u32 = 0;
let table: usize = 0;
let slots: u32 = 0;
let count: u32 = 0;

/** Hash of a key. */
export function hashOfKey(keyAt: usize, keyLength: u32): u32 {
  hashLine(keyAt, keyAt + keyLength);
  return <u32>hashLow;
}

/** Reads where the group of this hash most likely is, for that part of the memory to be near when it is asked for. */
export function likelyGroup(keyHash: u32): usize {
  return slots == 0 ? 0 : <usize>load<u32>(table + ((keyHash & (slots - 1)) << 2));
}

/** Finds the group of a key, or makes it. */
export function groupOf(keyAt: usize, keyLength: u32, keyHash: u32): usize {
  const slot = slotFor(keyAt, keyLength, keyHash);
  const group = <usize>load<u32>(slot);
  if (group != 0) return group;
  const made = newGroup(keyAt, keyLength, keyHash);
  append(made, slot);
  return made;
}

/** Address of the slot that holds the group of a key, or of the free one for it. */
function slotFor(keyAt: usize, keyLength: u32, keyHash: u32): usize {
  if (count * 4 >= slots * 3) growTable();
  let slot = keyHash & (slots - 1);
  for (;;) {
    const group = <usize>load<u32>(table + (slot << 2));
    if (group == 0) break;
    const isOf =
      load<u32>(group, KEY_HASH) == keyHash &&
      load<u32>(group, KEY_LENGTH) == keyLength &&
      areEqual(group + KEY, keyAt, keyLength);
    if (isOf) break;
    slot = (slot + 1) & (slots - 1);
  }
  return table + (slot << 2);
}

/** Makes a group the last one, in a free slot. */
function append(group: usize, slot: usize): void {
  store<u32>(slot, <u32>group);
  store<u32>(group, 0, NEXT_GROUP);
  if (lastGroup == 0) firstGroup = group;
  else store<u32>(lastGroup, <u32>group, NEXT_GROUP);
  lastGroup = group;
  count++;
}

let foundAt: usize = 0;

/** Takes the room that is needed to tell what was found, when there may be no more. */
export function reserveFound(): void {
  foundAt = allocate(FOUND);
}

/** Address of what this scanner found, where another one can read it. */
export function found(): usize {
  store<u32>(foundAt, <u32>firstGroup, FOUND_GROUP);
  store<u32>(foundAt, <u32>firstHours, FOUND_HOURS);
  store<u32>(foundAt, count, FOUND_GROUPS);
  return foundAt;
}

/** The same once all is counted, by this scanner and those whose groups it took over. */
export function foundInAll(): usize {
  numberHours(firstGroup);
  return found();
}

/**
 * Takes over the groups that another scanner found; neither must count any further record. Keys have one hash for all scanners of
 * a memory.
 */
export function adopt(other: usize): void {
  takePages(load<u32>(other, FOUND_HOURS));
  for (let next: usize = load<u32>(other, FOUND_GROUP); next != 0;) {
    const taken = next;
    next = load<u32>(taken, NEXT_GROUP);
    const slot = slotFor(taken + KEY, load<u32>(taken, KEY_LENGTH), load<u32>(taken, KEY_HASH));
    const group = <usize>load<u32>(slot);
    if (group == 0) append(taken, slot);
    else {
      keepFirstOf(group, taken);
      takeHoursOf(group, taken);
      store<f64>(group, load<f64>(group, REQUESTS) + load<f64>(taken, REQUESTS), REQUESTS);
      store<f64>(group, load<f64>(group, BYTES_SENT) + load<f64>(taken, BYTES_SENT), BYTES_SENT);
      store<f64>(group, min(load<f64>(group, FIRST_SEEN), load<f64>(taken, FIRST_SEEN)), FIRST_SEEN);
      store<f64>(group, max(load<f64>(group, LAST_SEEN), load<f64>(taken, LAST_SEEN)), LAST_SEEN);
    }
  }
}

/** Counts a record. */
export function countIn(group: usize, bytesSent: f64, time: f64): void {
  store<f64>(group, load<f64>(group, REQUESTS) + 1, REQUESTS);
  store<f64>(group, load<f64>(group, BYTES_SENT) + bytesSent, BYTES_SENT);
  store<f64>(group, min(load<f64>(group, FIRST_SEEN), time), FIRST_SEEN);
  store<f64>(group, max(load<f64>(group, LAST_SEEN), time), LAST_SEEN);
}

/** Counts a record, whose group is known, in the hour of its bucket, unless it is outside the window. */
export function countInHourOfBucket(group: usize, time: f64): void {
  if ((load<u32>(group + KEY) & OUTSIDE) != 0) return;
  const hour = hourOf(time);
  if (!isOfHour(load<u32>(group, HOUR_OF_BUCKET), hour)) {
    const bucketAt = group + KEY + TEXT_IN_KEY;
    let bucketEnd = bucketAt;
    while (load<u8>(bucketEnd) != LINE_FEED) bucketEnd++;
    const length = bucketEnd + 1 - bucketAt;
    writeHourKey(hour, <u32>length);
    copyLoosely(hourKey + TEXT_IN_KEY, bucketAt, length);
    const keyLength = <u32>(TEXT_IN_KEY + length);
    store<u32>(group, <u32>groupOf(hourKey, keyLength, hashOfKey(hourKey, keyLength)), HOUR_OF_BUCKET);
  }
  countIn(load<u32>(group, HOUR_OF_BUCKET), 0, time);
}

function isOfHour(group: usize, hour: u32): bool {
  return group != 0 && load<u32>(group + KEY, HOUR_IN_KEY) == hour;
}

/** Writes the key of an hour to `hourKey`, where so many bytes of text may follow. */
function writeHourKey(hour: u32, textLength: u32): void {
  const room = <u32>TEXT_IN_KEY + textLength + 16;
  if (room > hourKeyRoom) {
    hourKeyRoom = 2 * room + 256;
    hourKey = allocate(hourKeyRoom);
  }
  store<u32>(hourKey, HOUR);
  store<u32>(hourKey, hour, HOUR_IN_KEY);
}

/** A group without a record yet. */
function newGroup(keyAt: usize, keyLength: u32, keyHash: u32): usize {
  const group = allocateOwn(<u32>KEY + keyLength);
  store<u32>(group, keyLength, KEY_LENGTH);
  store<f64>(group, Infinity, FIRST_SEEN);
  store<f64>(group, -Infinity, LAST_SEEN);
  store<u32>(group, keyHash, KEY_HASH);
  memory.copy(group + KEY, keyAt, keyLength);
  return group;
}

function growTable(): void {
  slots = max(slots * 2, 1024);
  table = allocate(slots * 4);
  // Written before it is read, as a page of lines is: seen-lines.ts tells why.
  memory.fill(table, 0, slots * 4);
  for (let group = firstGroup; group != 0; group = load<u32>(group, NEXT_GROUP)) {
    let slot = load<u32>(group, KEY_HASH) & (slots - 1);
    while (load<u32>(table + (slot << 2)) != 0) slot = (slot + 1) & (slots - 1);
    store<u32>(table + (slot << 2), <u32>group);
  }
}
