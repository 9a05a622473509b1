import { countIn, countInHour, groupOf } from './groups';
import { allocate } from './memory';
import { isNewLine, reachFor } from './seen-lines';
import { hash, hashHigh, hashLow } from './sip-hash';

// Records on their way into their groups. Whether a line was seen before is asked for many lines at once: the answers lie
// all over the memory, and fetching them one by one is what takes the time.
//
// A record waits as: u64 and u64 hash, f64 bytes sent, f64 time, u32 group, u32 whether it is ambiguous.

const WAITING: usize = 40;
const MOST_WAITING: u32 = 32;

// What became of the lines that are records.
export let records: f64 = 0;
export let duplicates: f64 = 0;
export let ambiguous: f64 = 0;

let queue: usize = 0;
let waiting: u32 = 0;
let reached: u64 = 0;

/** Takes the record that the line from `start` to before `end` is; the key of its group stands at `keyAt`. */
export function addRecord(
  start: usize,
  end: usize,
  keyLength: u32,
  bytesSent: f64,
  time: f64,
  isAmbiguous: bool,
): void {
  if (queue == 0) queue = allocate(<u32>WAITING * MOST_WAITING);
  const record = queue + WAITING * waiting;
  store<u32>(record, <u32>groupOf(keyLength), 32);
  store<u32>(record, isAmbiguous, 36);
  hash(start, end);
  store<u64>(record, hashHigh);
  store<u64>(record, hashLow, 8);
  store<f64>(record, bytesSent, 16);
  store<f64>(record, time, 24);
  waiting++;
  if (waiting == MOST_WAITING) settle();
}

/** Counts the records that wait. */
export function settle(): void {
  const end = queue + WAITING * waiting;
  for (let at = queue; at < end; at += WAITING) reached ^= reachFor(load<u64>(at), load<u64>(at, 8));
  for (let at = queue; at < end; at += WAITING) {
    if (!isNewLine(load<u64>(at), load<u64>(at, 8))) {
      duplicates++;
      continue;
    }
    records++;
    if (load<u32>(at, 36) != 0) ambiguous++;
    const group = <usize>load<u32>(at, 32);
    const time = load<f64>(at, 24);
    countIn(group, load<f64>(at, 16), time);
    countInHour(group, time);
  }
  waiting = 0;
}
