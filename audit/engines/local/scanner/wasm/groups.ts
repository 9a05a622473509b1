import { LINE_FEED } from './marks';
import { allocate, areEqual, copyLoosely } from './memory';
import { hash, hashLow } from './sip-hash';

// Records alike in everything that judgement asks for, counted. A group lies in one run of bytes:
//
//    0 u32  next group, 0 after the last      8 f64  requests        24 f64  first time
//    4 u32  length of the key                16 f64  bytes sent      32 f64  last time
//   40 u32  hash of the key                  44 u32  hour of its last record      48 u32  group of that hour
//   52      the key
//
// A key is: u32 mark (status, and whether the record is outside the window), u32 number of the witness, u32 hour since the
// epoch (0 where hours are not told apart), then bucket, remote IP, requester and operation, each with a line feed after
// it, which no field can hold.

// The hours of a bucket are groups too, with nothing but bucket and hour in their keys.

const KEY: usize = 52;
const TEXT_IN_KEY: usize = 12;
/** In the mark of a key: the record is outside the window. */
export const OUTSIDE: u32 = 1 << 16;
/** In the mark of a key: the group is an hour of a bucket. */
const HOUR: u32 = 1 << 17;
const ARENA: u32 = 64 * 1024;

/** The first group; the others follow by their links, in the order of their first records. */
export let firstGroup: usize = 0;
/** Where the key of the record in hand is written. */
export let keyAt: usize = 0;

let lastGroup: usize = 0;
let keyRoom: u32 = 0;
let table: usize = 0;
let slots: u32 = 0;
let count: u32 = 0;
let arena: usize = 0;
let arenaEnd: usize = 0;

/** Makes room for a key of so many bytes at `keyAt`. */
export function makeKeyRoom(bytes: u32): void {
  if (bytes + 32 <= keyRoom) return;
  keyRoom = max(2 * bytes, 4096) + 32;
  keyAt = allocate(keyRoom);
}

/** Finds the group whose key stands at `keyAt`, or makes it. */
export function groupOf(keyLength: u32): usize {
  if (count * 4 >= slots * 3) growTable();
  hash(keyAt, keyAt + keyLength);
  const mark = <u32>hashLow;
  let slot = mark & (slots - 1);
  let group = <usize>load<u32>(table + (slot << 2));
  while (group != 0 && !isOf(group, mark, keyLength)) {
    slot = (slot + 1) & (slots - 1);
    group = load<u32>(table + (slot << 2));
  }
  if (group != 0) return group;
  const made = newGroup(keyLength, mark);
  store<u32>(table + (slot << 2), <u32>made);
  return made;
}

function isOf(group: usize, mark: u32, keyLength: u32): bool {
  return load<u32>(group, 40) == mark && load<u32>(group, 4) == keyLength && areEqual(group + KEY, keyAt, keyLength);
}

/** Counts a record. */
export function countIn(group: usize, bytesSent: f64, time: f64): void {
  store<f64>(group, load<f64>(group, 8) + 1, 8);
  store<f64>(group, load<f64>(group, 16) + bytesSent, 16);
  store<f64>(group, min(load<f64>(group, 24), time), 24);
  store<f64>(group, max(load<f64>(group, 32), time), 32);
}

/** Counts a record, whose group is known, in the hour of its bucket, unless it is outside the window. */
export function countInHour(group: usize, time: f64): void {
  if ((load<u32>(group + KEY) & OUTSIDE) != 0) return;
  const hour = hourOf(time);
  if (load<u32>(group, 48) == 0 || load<u32>(group, 44) != hour) {
    const bucketAt = group + KEY + TEXT_IN_KEY;
    let bucketEnd = bucketAt;
    while (load<u8>(bucketEnd) != LINE_FEED) bucketEnd++;
    const keyLength = <u32>(TEXT_IN_KEY + (bucketEnd + 1 - bucketAt));
    makeKeyRoom(keyLength);
    store<u32>(keyAt, HOUR);
    store<u32>(keyAt, 0, 4);
    store<u32>(keyAt, hour, 8);
    copyLoosely(keyAt + TEXT_IN_KEY, bucketAt, keyLength - <u32>TEXT_IN_KEY);
    store<u32>(group, hour, 44);
    store<u32>(group, <u32>groupOf(keyLength), 48);
  }
  countIn(load<u32>(group, 48), 0, time);
}

/** Hours since the epoch. */
export function hourOf(time: f64): u32 {
  return <u32>max(time / 3600, 0);
}

/** A group without a record yet. */
function newGroup(keyLength: u32, mark: u32): usize {
  const size = (<u32>KEY + keyLength + 15) & ~15;
  if (arena + size > arenaEnd) {
    const room = max(size, ARENA);
    arena = allocate(room);
    arenaEnd = arena + room;
  }
  const group = arena;
  arena += size;
  store<u32>(group, keyLength, 4);
  store<f64>(group, Infinity, 24);
  store<f64>(group, -Infinity, 32);
  store<u32>(group, mark, 40);
  memory.copy(group + KEY, keyAt, keyLength);
  if (lastGroup == 0) firstGroup = group;
  else store<u32>(lastGroup, <u32>group);
  lastGroup = group;
  count++;
  return group;
}

function growTable(): void {
  slots = max(slots * 2, 1024);
  table = allocate(slots * 4);
  for (let group = firstGroup; group != 0; group = load<u32>(group)) {
    let slot = load<u32>(group, 40) & (slots - 1);
    while (load<u32>(table + (slot << 2)) != 0) slot = (slot + 1) & (slots - 1);
    store<u32>(table + (slot << 2), <u32>group);
  }
}
