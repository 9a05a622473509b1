import { GROWTH, HEAP_POINTER, MEMORY_PAGE, MOST_PAGES } from '../layout';
import { giveUp } from './locks';

// The one memory that all scanning threads share, divided as ../layout.ts says. See ../program.ts for its making. The heap
// has pages of lines seen, buffers and groups; its bytes are handed out once and never given back.

/** What WebAssembly can address. */
const LIMIT: u64 = <u64>MOST_PAGES * MEMORY_PAGE;

/** Takes bytes from the heap, all zero, aligned to 16. Traps when the 4 GiB that WebAssembly can address are used up. */
export function allocate(bytes: u32): usize {
  const size = (bytes + 15) & ~15;
  const address = atomic.add<u32>(HEAP_POINTER, size);
  const end = <u64>address + size;
  // The last page stays unused: reading ahead must not leave the memory.
  while (end + MEMORY_PAGE > <u64>memory.size() * MEMORY_PAGE) {
    if (end + MEMORY_PAGE > LIMIT || memory.grow(GROWTH) < 0) giveUp();
  }
  return address;
}

const ARENA: u32 = 64 * 1024;
let arena: usize = 0;
let arenaEnd: usize = 0;

/** Takes bytes as `allocate` does, for something small, beside which no other scanner writes. */
export function allocateOwn(bytes: u32): usize {
  const size = (bytes + 15) & ~15;
  if (arena + size > arenaEnd) {
    const room = max(size, ARENA);
    arena = allocate(room);
    arenaEnd = arena + room;
  }
  const address = arena;
  arena += size;
  return address;
}

/** Copies bytes in steps of 16, so up to 15 bytes past the target's end are overwritten too. */
export function copyLoosely(to: usize, from: usize, length: usize): void {
  for (let done: usize = 0; done < length; done += 16) v128.store(to + done, v128.load(from + done));
}

/** Says whether two runs of bytes are equal. */
export function areEqual(a: usize, b: usize, length: usize): bool {
  let done: usize = 0;
  for (; done + 16 <= length; done += 16) {
    if (v128.any_true(v128.xor(v128.load(a + done), v128.load(b + done)))) return false;
  }
  if (done > 0) {
    const last = length - 16;
    return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)));
  }
  for (; done < length; done++) {
    if (load<u8>(a + done) != load<u8>(b + done)) return false;
  }
  return true;
}
