// Locks that scanners of one memory share. Nobody holds two.

const FREE = 0;
const HELD = 1;
const AWAITED = 2;

/** The one that this scanner holds, 0 for none. */
let held: usize = 0;

/** Waits until nobody else holds a lock, and holds it. */
export function acquire(lock: usize): void {
  if (atomic.cmpxchg<u32>(lock, FREE, HELD) != FREE) {
    while (atomic.xchg<u32>(lock, AWAITED) != FREE) atomic.wait<i32>(lock, AWAITED, -1);
  }
  held = lock;
}

/** Gives back the lock that is held. */
export function release(): void {
  const lock = held;
  held = 0;
  if (atomic.xchg<u32>(lock, FREE) == AWAITED) atomic.notify(lock, 1);
}

/** Traps. All that was scanned in this memory is void then, but others must not wait for ever before they find that out. */
export function giveUp(): void {
  if (held != 0) release();
  unreachable();
}
