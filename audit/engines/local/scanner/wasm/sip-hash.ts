import { HASH_KEY } from '../layout';

// SipHash-1-3 with 128 bits of result (Aumasson and Bernstein, "SipHash: a fast short-input PRF"). Clients choose part of
// each line; without the key, which is drawn anew for each run, they cannot make two lines or groups collide.

/** Result of the last call of `hash`. */
export let hashHigh: u64 = 0;
export let hashLow: u64 = 0;

let v0: u64 = 0;
let v1: u64 = 0;
let v2: u64 = 0;
let v3: u64 = 0;

/** Hashes the bytes from `from` to before `end`; reads up to 7 bytes further, which do not count. */
export function hash(from: usize, end: usize): void {
  const key0 = load<u64>(HASH_KEY);
  const key1 = load<u64>(HASH_KEY + 8);
  let a = key0 ^ 0x736f6d6570736575;
  let b = key1 ^ 0x646f72616e646f6d ^ 0xee;
  let c = key0 ^ 0x6c7967656e657261;
  let d = key1 ^ 0x7465646279746573;

  const length = end - from;
  const whole = from + (length & ~7);
  let at = from;
  let word: u64 = 0;
  // The last word carries the length in its highest byte.
  for (; at <= whole; at += 8) {
    word = load<u64>(at);
    if (at == whole) {
      const bits: u64 = (length & 7) * 8;
      word = (word & (((<u64>1) << bits) - 1)) | ((<u64>length) << 56);
    }
    d ^= word;
    a += b;
    c += d;
    b = rotl<u64>(b, 13) ^ a;
    d = rotl<u64>(d, 16) ^ c;
    a = rotl<u64>(a, 32);
    c += b;
    a += d;
    b = rotl<u64>(b, 17) ^ c;
    d = rotl<u64>(d, 21) ^ a;
    c = rotl<u64>(c, 32);
    a ^= word;
  }
  v0 = a;
  v1 = b;
  v2 = c ^ 0xee;
  v3 = d;
  threeRounds();
  hashHigh = v0 ^ v1 ^ v2 ^ v3;
  v1 ^= 0xdd;
  threeRounds();
  hashLow = v0 ^ v1 ^ v2 ^ v3;
}

function threeRounds(): void {
  let a = v0;
  let b = v1;
  let c = v2;
  let d = v3;
  for (let round = 0; round < 3; round++) {
    a += b;
    c += d;
    b = rotl<u64>(b, 13) ^ a;
    d = rotl<u64>(d, 16) ^ c;
    a = rotl<u64>(a, 32);
    c += b;
    a += d;
    b = rotl<u64>(b, 17) ^ c;
    d = rotl<u64>(d, 21) ^ a;
    c = rotl<u64>(c, 32);
  }
  v0 = a;
  v1 = b;
  v2 = c;
  v3 = d;
}
