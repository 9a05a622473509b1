/** Chances that come out the same on every run and every machine. */
export interface Chance {
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** True about so often, from 0 to 1. */
  happens(probability: number): boolean;
  /** So many characters out of an alphabet. */
  text(length: number, alphabet: string): string;
}

/**
 * A seeded generator: a 32-bit counter stepped by the golden ratio and mixed by multiplications. Good enough to make log
 * lines look alive; nothing else depends on it.
 */
export function chanceFrom(seed: number): Chance {
  let counter = seed >>> 0;
  const next = (): number => {
    counter = (counter + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    integer,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    happens: (probability) => next() < probability,
    text: (length, alphabet) => Array.from({ length }, () => alphabet.charAt(integer(0, alphabet.length - 1))).join(''),
  };
}
