import { LINE_KEY } from '../layout';
import { allocate } from './memory';
import { hash } from './sip-hash';

// The hash of lines and of keys of groups, in two steps, both with keys that are drawn anew for each run.
//
// First each block of 1024 bytes becomes three sums of 64 bits, by NH, three times with the key moved on by one step
// (Toeplitz): NH of words m and keys k is the sum of (m[i] + k[i] mod 2^32) * (m[i'] + k[i'] mod 2^32) mod 2^64 over pairs of
// words (Black, Halevi, Krawczyk, Krovetz and Rogaway, "UMAC: Fast and Secure Message Authentication", CRYPTO '99). Then
// SipHash of these sums and of the line's length gives the 128 bits of which 76 are kept.
//
// Two different lines are taken for one with a probability of 2^-76 + 2^-96, as with SipHash of the whole line 2^-76:
//
// - Lines of different length: the last word of what SipHash is given differs.
// - Lines of one length differ in a block, of which the rest is filled with zeros in both. Take its last pair of words in
//   which they differ, say in the first word: x and y, once the key is added, with x != y, and u and u + d mod 2^32 for the
//   second word of either. All other pairs are fixed or add the same to both sums, so the sums are equal only if
//   x*u - y*(u + d mod 2^32) is some fixed c mod 2^64. Where u + d does not wrap, that fixes (x - y)*u mod 2^64, and where it
//   wraps, too: one u each at most, since |x - y| * 2^32 < 2^64. If there were both, u and a larger u', then
//   (x - y)*(u - u') = 2^32 * y mod 2^64; but with x < y, as one may say by exchanging the lines, that product is positive
//   and less than 2^32 * y. So one key of 2^32 for the second word makes the sums equal, at most (theorem 4.2 there).
// - The second and third sum use for that pair the keys one and two steps further on, which the sums before use for later
//   pairs alone: whatever made those equal, one key of 2^32 at most makes each of these equal. Together that is 2^-96.
// - What SipHash is given then differs, and its key is independent of that of the first step.
//
// Clients who write into their lines what they like see nothing of a run's hashes, so lines do not depend on its keys.

const BLOCK: usize = 1024;
/** Bytes that are taken at once: four pairs of words. */
const STEP: usize = 32;
/** Three sums of 64 bits for each block. */
const DIGEST: usize = 24;
/** Longer lines go to SipHash as they are. They cannot meet digests there, which are never so long. */
const MOST_BLOCKS: usize = 64;

let digests: usize = 0;

/** Hashes the bytes from `from` to before `end` into `hashHigh` and `hashLow`; reads up to 31 bytes further, which do not count. */
export function hashLine(from: usize, end: usize): void {
  const length = end - from;
  if (length > BLOCK * MOST_BLOCKS) {
    hash(from, end);
    return;
  }
  if (digests == 0) digests = allocate(<u32>(DIGEST * MOST_BLOCKS + 16));
  let to = digests;
  for (let at = from; at < end; at += BLOCK) {
    addDigest(to, at, min(at + BLOCK, end));
    to += DIGEST;
  }
  store<u64>(to, length);
  hash(digests, to + 8);
}

/** Writes the three sums of a block. */
// @inline
function addDigest(to: usize, from: usize, end: usize): void {
  let a = i64x2.splat(0);
  let b = i64x2.splat(0);
  let c = i64x2.splat(0);
  let key: usize = LINE_KEY;
  let key0 = v128.load(key);
  let key1 = v128.load(key, 16);
  let key2 = v128.load(key, 32);
  let key3 = v128.load(key, 48);
  for (let at = from; at < end; at += STEP) {
    let first = v128.load(at);
    let second = v128.load(at, 16);
    const left = end - at;
    if (left < STEP) {
      first = v128.and(first, onesFor(left));
      second = v128.and(second, onesFor(left > 16 ? left - 16 : 0));
    }
    const key4 = v128.load(key, 64);
    const key5 = v128.load(key, 80);
    a = sum(a, i32x4.add(first, key0), i32x4.add(second, key1));
    b = sum(b, i32x4.add(first, key2), i32x4.add(second, key3));
    c = sum(c, i32x4.add(first, key4), i32x4.add(second, key5));
    key0 = key2;
    key1 = key3;
    key2 = key4;
    key3 = key5;
    key += STEP;
  }
  store<u64>(to, i64x2.extract_lane(a, 0) + i64x2.extract_lane(a, 1));
  store<u64>(to, i64x2.extract_lane(b, 0) + i64x2.extract_lane(b, 1), 8);
  store<u64>(to, i64x2.extract_lane(c, 0) + i64x2.extract_lane(c, 1), 16);
}

/** Adds the products of four pairs of words. */
// @inline
function sum(all: v128, first: v128, second: v128): v128 {
  const products = i64x2.add(i64x2.extmul_low_i32x4_u(first, second), i64x2.extmul_high_i32x4_u(first, second));
  return i64x2.add(all, products);
}

/** Ones for so many bytes, zeros for the others of 16. */
// @inline
function onesFor(bytes: usize): v128 {
  const numbers = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.lt_u(numbers, i8x16.splat(<u8>min<usize>(bytes, 16)));
}
