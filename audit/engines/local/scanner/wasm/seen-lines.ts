import { allocate, DIRECTORY, LOCKS } from './memory';
import { hash, hashHigh, hashLow } from './sip-hash';

// The lines seen so far, by all threads together: extendible hashing. 12 bits of the hash choose a stripe with a lock of
// its own, the 8 highest of 64 further bits a page within it; the page holds those 64 bits of each line. A full page is
// split in two, so little memory is idle and none is left behind: 9 to 18 bytes for a line.
// Two different lines are taken for one with a probability of n*n / 2^77: for a billion lines one in 150,000.

const PAGE = 4096;
const HEADER: usize = 8;
const SLOTS: u32 = (PAGE - 8) / 8;
const FULL: u32 = 440;
const DEEPEST: u32 = 8;

const FREE = 0;
const HELD = 1;
const AWAITED = 2;

/** Where a page that is being split lies meanwhile; each thread has its own. */
let split: usize = 0;

/** Remembers the line from `from` to before `end`, and says whether it was not known before. */
export function isNewLine(from: usize, end: usize): bool {
  hash(from, end);
  const stripe = <u32>(hashHigh >> 52);
  // Zero marks a slot that is free.
  const line = hashLow == 0 ? 1 : hashLow;
  const lock = LOCKS + (stripe << 2);
  acquire(lock);
  const added = insert(DIRECTORY + (stripe << (DEEPEST + 2)), line);
  release(lock);
  return added;
}

function insert(pages: usize, line: u64): bool {
  let page = pageOf(pages, line);
  if (holds(page, line)) return false;
  while (load<u32>(page, 4) >= FULL) {
    splitPage(pages, page, line);
    page = pageOf(pages, line);
  }
  put(page, line);
  return true;
}

function pageOf(pages: usize, line: u64): usize {
  if (load<u32>(pages) == 0) {
    const first = <u32>allocate(PAGE);
    for (let i: usize = 0; i < 1 << DEEPEST; i++) store<u32>(pages + (i << 2), first);
  }
  return <usize>load<u32>(pages + ((<usize>(line >> (64 - DEEPEST))) << 2));
}

/** The place in a page where the search for a line begins. */
function placeOf(line: u64): u32 {
  return <u32>(((line & 0xffffffff) * SLOTS) >> 32);
}

function holds(page: usize, line: u64): bool {
  let i = placeOf(line);
  let found = load<u64>(page + HEADER + (i << 3));
  while (found != 0 && found != line) {
    i = i + 1 == SLOTS ? 0 : i + 1;
    found = load<u64>(page + HEADER + (i << 3));
  }
  return found == line;
}

function put(page: usize, line: u64): void {
  let i = placeOf(line);
  while (load<u64>(page + HEADER + (i << 3)) != 0) i = i + 1 == SLOTS ? 0 : i + 1;
  store<u64>(page + HEADER + (i << 3), line);
  store<u32>(page, load<u32>(page, 4) + 1, 4);
}

/** Moves the lines whose next bit is set into a page of their own. */
function splitPage(pages: usize, page: usize, line: u64): void {
  const depth = load<u32>(page);
  if (depth == DEEPEST) unreachable();
  if (split == 0) split = allocate(PAGE);
  memory.copy(split, page, PAGE);
  memory.fill(page, 0, PAGE);
  const other = allocate(PAGE);
  store<u32>(page, depth + 1);
  store<u32>(other, depth + 1);
  const bit = 63 - <u64>depth;
  for (let i: u32 = 0; i < SLOTS; i++) {
    const moved = load<u64>(split + HEADER + (i << 3));
    if (moved != 0) put((moved >> bit) & 1 ? other : page, moved);
  }
  const half = 1 << (DEEPEST - depth - 1);
  const first = ((<u32>(line >> (64 - DEEPEST))) & ~(2 * half - 1)) + half;
  for (let i: u32 = 0; i < <u32>half; i++) store<u32>(pages + ((first + i) << 2), <u32>other);
}

function acquire(lock: usize): void {
  if (atomic.cmpxchg<u32>(lock, FREE, HELD) == FREE) return;
  while (atomic.xchg<u32>(lock, AWAITED) != FREE) atomic.wait<i32>(lock, AWAITED, -1);
}

function release(lock: usize): void {
  if (atomic.xchg<u32>(lock, FREE) == AWAITED) atomic.notify(lock, 1);
}
