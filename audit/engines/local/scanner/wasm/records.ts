import { KEY } from '../layout';
import { countInHour } from './group-hours';
import { countIn, countInHourOfBucket, groupOf, hashOfKey, likelyGroup } from './groups';
import { allocate } from './memory';
import { hashLine } from './line-hash';
import { keepFirst } from './samples';
import { isNewLine, reachFor } from './seen-lines';
import { hashHigh, hashLow } from './sip-hash';

// Records on their way into their groups. Whether a line was seen before, and where its group is, is asked for many lines
// at once: the answers lie all over the memory, and fetching them one by one is what takes the time.
//
// A record waits as: u64 and u64 hash of the line, f64 bytes sent, f64 time, u32 address, u32 length and u32 hash of the
// group's key, u32 whether it is ambiguous, u32 each for beginning and end of the line and of what it is ordered by.

const WAITING: usize = 64;
const MOST_WAITING: u32 = 32;
const KEYS: u32 = 16 * 1024;
/** Of the processor's cache. */
const CACHE_LINE: usize = 64;
/** Of a group, no more is fetched before it is asked for: what lies there may be another one, at the end of the memory. */
const MOST_AHEAD: usize = 1024;

// What became of the lines that are records.
export let records: f64 = 0;
export let duplicates: f64 = 0;
export let ambiguous: f64 = 0;

// First and last time of the records since somebody outside set them back, copies and those of other shares among them.
export let firstTime: f64 = Infinity;
export let lastTime: f64 = -Infinity;

let share: u32 = 0;
let shares: u32 = 1;

/** Sets which lines are to be remembered and counted as records: those of one share of so many, told by their hashes. */
export function configureShare(number: u32, count: u32): void {
  share = number;
  shares = count;
}

/** Whether a group keeps its first record, not the hours of its records. */
let keepsFirst: bool = false;

/** Groups keep their first records from now on; no hours are counted. Lines are settled before they move. */
export function keepFirstRecords(): void {
  keepsFirst = true;
}

let queue: usize = 0;
let waiting: u32 = 0;
let reached: u64 = 0;
let keys: usize = 0;
let keysEnd: usize = 0;

/** Where the key of the record in hand is written. */
export let keyAt: usize = 0;

/** Makes room for a key of so many bytes at `keyAt`, and for 32 bytes after it. */
export function makeKeyRoom(bytes: u32): void {
  if (keyAt + bytes + 32 <= keysEnd) return;
  settle();
  if (keys + bytes + 32 > keysEnd) {
    const room = max(2 * bytes + 32, KEYS);
    keys = allocate(room);
    keysEnd = keys + room;
  }
  keyAt = keys;
}

/**
 * Takes the record that the line from `start` to before `end` is; the key of its group stands at `keyAt`.
 *
 * @param orderAt text that sets the record behind or before others of its group and time, to before `orderEnd`; 0 where none of
 * the group is kept.
 */
export function addRecord(
  start: usize,
  end: usize,
  keyLength: u32,
  bytesSent: f64,
  time: f64,
  isAmbiguous: bool,
  orderAt: usize,
  orderEnd: usize,
): void {
  firstTime = min(firstTime, time);
  lastTime = max(lastTime, time);
  hashLine(start, end);
  const lineHigh = hashHigh;
  const lineLow = hashLow;
  // Not the bits that choose a stripe: each share fills all of them.
  if (shares > 1 && <u32>lineHigh % shares != share) return;
  if (queue == 0) queue = allocate(<u32>WAITING * MOST_WAITING);
  const record = queue + WAITING * waiting;
  store<u32>(record, <u32>keyAt, 32);
  store<u32>(record, keyLength, 36);
  store<u32>(record, hashOfKey(keyAt, keyLength), 40);
  store<u32>(record, isAmbiguous, 44);
  keyAt += (keyLength + 15) & ~15;
  store<u64>(record, lineHigh);
  store<u64>(record, lineLow, 8);
  store<f64>(record, bytesSent, 16);
  store<f64>(record, time, 24);
  store<u32>(record, <u32>start, 48);
  store<u32>(record, <u32>end, 52);
  store<u32>(record, <u32>orderAt, 56);
  store<u32>(record, <u32>orderEnd, 60);
  waiting++;
  if (waiting == MOST_WAITING) settle();
}

/** Counts the records that wait. */
export function settle(): void {
  const end = queue + WAITING * waiting;
  for (let at = queue; at < end; at += WAITING) {
    reached ^= reachFor(load<u64>(at), load<u64>(at, 8));
    const group = likelyGroup(load<u32>(at, 40));
    if (group == 0) continue;
    const end = group + min<usize>(KEY + load<u32>(at, 36), MOST_AHEAD);
    for (let line = group; line < end; line += CACHE_LINE) reached ^= load<u64>(line);
  }
  for (let at = queue; at < end; at += WAITING) {
    if (!isNewLine(load<u64>(at), load<u64>(at, 8))) {
      duplicates++;
      continue;
    }
    records++;
    if (load<u32>(at, 44) != 0) ambiguous++;
    const group = groupOf(load<u32>(at, 32), load<u32>(at, 36), load<u32>(at, 40));
    const time = load<f64>(at, 24);
    if (keepsFirst) {
      keepFirst(group, time, load<u32>(at, 56), load<u32>(at, 60), load<u32>(at, 48), load<u32>(at, 52));
      countIn(group, load<f64>(at, 16), time);
      continue;
    }
    countInHour(group, time);
    countIn(group, load<f64>(at, 16), time);
    countInHourOfBucket(group, time);
  }
  waiting = 0;
  keyAt = keys;
}
