import { DASH, QUOTE } from './marks';

// The words of a record, as the regular expressions of parse-line.ts have them or narrower.

/** Bucket owner: printable ASCII. */
export function isOwner(from: usize, end: usize): bool {
  if (from >= end) return false;
  for (let at = from; at < end; at += 16) {
    const printable = i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(0x21)), i8x16.splat(0x5e));
    const bits = ~i8x16.bitmask(printable) & 0xffff;
    const left = end - at;
    if ((left >= 16 ? bits : bits & ((1 << (<i32>left)) - 1)) != 0) return false;
  }
  return true;
}

/** A dash alone is none: S3 always knows the bucket. */
export function isBucket(from: usize, end: usize): bool {
  return isName(from, end) && (end > from + 1 || load<u8>(from) != DASH);
}

function isName(from: usize, end: usize): bool {
  if (from >= end) return false;
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at);
    if (!isAlphanumeric(byte) && byte != 0x2d && byte != 0x2e && byte != 0x5f) return false;
  }
  return true;
}

export function isRequestId(from: usize, end: usize): bool {
  if (from >= end) return false;
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at);
    if (!isAlphanumeric(byte) && byte != DASH) return false;
  }
  return true;
}

/** Capital words, each after a dot but the first, which begins with a letter and holds no dash or underline. */
export function isOperation(from: usize, end: usize): bool {
  if (from >= end || !isCapital(load<u8>(from))) return false;
  let at = from + 1;
  while (at < end && (isCapital(load<u8>(at)) || isDigit(load<u8>(at)))) at++;
  if (at == end) return false;
  let previous: u8 = 0;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == 0x2e) {
      if (previous == 0x2e) return false;
    } else if (!isCapital(byte) && !isDigit(byte) && byte != DASH && byte != 0x5f) return false;
    else if (previous == 0) return false;
    previous = byte;
  }
  return previous != 0x2e;
}

export function isStatus(from: usize, end: usize): bool {
  if (end - from == 1) return load<u8>(from) == DASH;
  return end - from == 3 && <u32>load<u8>(from) - 0x31 < 5 && isDigit(load<u8>(from, 1)) && isDigit(load<u8>(from, 2));
}

/** The status, 0 for a dash. */
export function readStatus(from: usize): u32 {
  if (load<u8>(from) == DASH) return 0;
  return <u32>load<u8>(from) * 100 + <u32>load<u8>(from, 1) * 10 + <u32>load<u8>(from, 2) - 0x30 * 111;
}

export function isErrorCode(from: usize, end: usize): bool {
  return isName(from, end);
}

/** A number of up to 15 digits, or a dash. */
export function isCount(from: usize, end: usize): bool {
  if (from >= end || end - from > 15) return false;
  if (load<u8>(from) == DASH) return end - from == 1;
  for (let at = from; at < end; at++) if (!isDigit(load<u8>(at))) return false;
  return true;
}

/** Says whether a count could begin here. */
export function mayBeCount(at: usize): bool {
  return load<u8>(at) == DASH || isDigit(load<u8>(at));
}

/** The number, 0 for a dash. */
export function readCount(from: usize, end: usize): f64 {
  if (load<u8>(from) == DASH) return 0;
  let count: u64 = 0;
  for (let at = from; at < end; at++) count = count * 10 + load<u8>(at) - 0x30;
  return <f64>count;
}

/** Says whether a host header names a VPC endpoint: whether `vpce-` stands in it, in any case. */
export function namesEndpoint(from: usize, end: usize): bool {
  for (let at = from; at + 5 <= end; at++) {
    // "vpce", a byte's lowest first, each letter made small.
    if ((load<u32>(at) | 0x20202020) == 0x65637076 && load<u8>(at, 4) == DASH) return true;
  }
  return false;
}

function isDigit(byte: u8): bool {
  return <u32>byte - 0x30 < 10;
}

function isCapital(byte: u8): bool {
  return <u32>byte - 0x41 < 26;
}

function isAlphanumeric(byte: u8): bool {
  return isDigit(byte) || ((<u32>byte) | 0x20) - 0x61 < 26;
}
