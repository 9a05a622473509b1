import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode up to which V8 takes a function into the code of those that call it, if nobody says otherwise. */
export const INLINED = 460;
/** Enough for what reads a property or compares two texts. */
const LITTLE = 60;

/**
 * Has V8 inline little while threads do work beside this one. What optimizes runs on threads as well, and inlining is most of
 * what it does: with a processor to spare that costs nothing, without one it takes more than it brings to code that runs for
 * tenths of a second.
 */
export async function inlineLittleDuring<Result>(work: () => Promise<Result>): Promise<Result> {
  setFlagsFromString(`--max-inlined-bytecode-size=${LITTLE}`);
  try {
    return await work();
  } finally {
    // V8 takes no compiled code that was kept under other flags (bin/load-compiled.cjs).
    setFlagsFromString(`--max-inlined-bytecode-size=${INLINED}`);
  }
}
