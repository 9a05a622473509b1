import { STRIPE, STRIPE_BITS, STRIPES } from '../layout';
import { acquire, giveUp, release } from './locks';
import { allocate } from './memory';

// The lines seen so far, by all threads together: extendible hashing. 12 bits of a line's hash choose a stripe, which has a
// lock of its own; the highest of 64 further bits choose a page within the stripe; the page holds those 64 bits. A page
// without room is split in two by the next bit, so little memory is idle and none is left behind: 9 to 18 bytes for a line.
// Two different lines are taken for one with a probability of n*n / 2^77: for a billion lines one in 150,000.
//
// A stripe is: u32 lock, u32 depth, then 2^depth addresses of pages. A page is: u64 depth, then 511 lines, 0 where free.

const PAGES: usize = 8;
const DEEPEST: u32 = 8;
const PAGE = 4096;
const SLOTS: u32 = 511;
/** A line is looked for in so many slots; a page that has none free among them is split. */
const REACH: u32 = 48;

/** Where a page lies that is being split; each thread has its own. */
let splitting: usize = 0;

/** Reads where the line would be, for that part of the memory to be near when it is asked for. */
export function reachFor(high: u64, low: u64): u64 {
  const stripe = stripeOf(high);
  const page = pageOf(stripe, low);
  return page == 0 ? 0 : load<u64>(page + ((<usize>placeOf(low)) << 3));
}

/** Remembers the line of this hash, and says whether it was not known before. */
export function isNewLine(high: u64, low: u64): bool {
  // Zero marks a slot that is free.
  const line = low == 0 ? 1 : low;
  const stripe = stripeOf(high);
  acquire(stripe);
  if (load<u32>(stripe + PAGES) == 0) store<u32>(stripe + PAGES, <u32>newPage());
  let page = pageOf(stripe, line);
  let slot = slotFor(page, line);
  while (slot == 0) {
    splitPage(stripe, page, line);
    page = pageOf(stripe, line);
    slot = slotFor(page, line);
  }
  const isNew = load<u64>(slot) == 0;
  if (isNew) store<u64>(slot, line);
  release();
  return isNew;
}

/**
 * Takes a page, and writes to its first and last bytes: memory that is read before it is written is mapped twice by the system,
 * which has all other threads wait the second time.
 */
function newPage(): usize {
  const page = allocate(PAGE);
  store<u64>(page, 0);
  store<u64>(page + PAGE - 8, 0);
  return page;
}

function stripeOf(high: u64): usize {
  return STRIPES + <usize>(high >> (64 - STRIPE_BITS)) * STRIPE;
}

function pageOf(stripe: usize, line: u64): usize {
  return <usize>load<u32>(stripe + PAGES + (indexOf(load<u32>(stripe, 4), line) << 2));
}

/** The first bits of a line. */
function indexOf(bits: u32, line: u64): usize {
  return bits == 0 ? 0 : <usize>(line >> (64 - <u64>bits));
}

/** The slot from 1 where the search for a line begins. */
function placeOf(line: u64): u32 {
  return 1 + <u32>(((line & 0xffffffff) * SLOTS) >> 32);
}

/** Address of the slot that holds the line, or else of a free one for it; 0 when neither is within reach. */
function slotFor(page: usize, line: u64): usize {
  let place = placeOf(line);
  for (let i: u32 = 0; i < REACH; i++) {
    const slot = page + ((<usize>place) << 3);
    const found = load<u64>(slot);
    if (found == 0 || found == line) return slot;
    place = place == SLOTS ? 1 : place + 1;
  }
  return 0;
}

/** Moves the lines whose next bit is set into a page of their own. */
function splitPage(stripe: usize, page: usize, line: u64): void {
  const depth = <u32>load<u64>(page);
  if (depth == load<u32>(stripe, 4)) doublePages(stripe);
  if (splitting == 0) splitting = allocate(PAGE);
  memory.copy(splitting, page, PAGE);
  memory.fill(page, 0, PAGE);
  const other = newPage();
  store<u64>(page, depth + 1);
  store<u64>(other, depth + 1);
  const bit = 63 - <u64>depth;
  for (let i: usize = 1; i <= SLOTS; i++) {
    const moved = load<u64>(splitting + (i << 3));
    if (moved == 0) continue;
    store<u64>(slotFor((moved >> bit) & 1 ? other : page, moved), moved);
  }
  const deeper = load<u32>(stripe, 4) - depth;
  const half: usize = 1 << (deeper - 1);
  const first = indexOf(depth, line) * 2 * half + half;
  for (let i: usize = 0; i < half; i++) store<u32>(stripe + PAGES + ((first + i) << 2), <u32>other);
}

/** Gives a stripe twice the pages, each twice. */
function doublePages(stripe: usize): void {
  const depth = load<u32>(stripe, 4);
  if (depth == DEEPEST) giveUp();
  for (let i: isize = (1 << depth) - 1; i >= 0; i--) {
    const page = load<u32>(stripe + PAGES + (i << 2));
    store<u32>(stripe + PAGES + (i << 3), page);
    store<u32>(stripe + PAGES + (i << 3) + 4, page);
  }
  store<u32>(stripe, depth + 1, 4);
}
