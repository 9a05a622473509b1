import { areAll, bitsBeyond, bitsEqual } from './bytes';
import { DASH } from './marks';

// The words of a record, as the regular expressions of parse-line.ts have them or narrower.
// What stands in the comment beside each class is what its bits say, which ./bytes.ts explains.

const DOT: u8 = 0x2e;
const UNDERLINE: u8 = 0x5f;

/** Bucket owner: printable ASCII. */
export function isOwner(from: usize, end: usize): bool {
  return areAll(from, end, i8x16(-8, -4, -8, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, 124));
}

/** A dash alone is none: S3 always knows the bucket. */
export function isBucket(from: usize, end: usize): bool {
  return isName(from, end) && (end > from + 1 || load<u8>(from) != DASH);
}

/** Letters, digits, dash, dot and underline. */
function isName(from: usize, end: usize): bool {
  return areAll(from, end, i8x16(-88, -8, -8, -8, -8, -8, -8, -8, -8, -8, -16, 80, 80, 84, 84, 112));
}

/** Letters, digits and dash. */
export function isRequestId(from: usize, end: usize): bool {
  return areAll(from, end, i8x16(-88, -8, -8, -8, -8, -8, -8, -8, -8, -8, -16, 80, 80, 84, 80, 80));
}

/** Capital words, each after a dot but the first, which begins with a letter and holds no dash or underline. */
export function isOperation(from: usize, end: usize): bool {
  if (from >= end || !isCapital(load<u8>(from))) return false;
  if (end - from > 32) return isLongOperation(from, end);
  // Capitals, digits, dash, dot and underline.
  const ofClass = i8x16(40, 56, 56, 56, 56, 56, 56, 56, 56, 56, 48, 16, 16, 20, 20, 48);
  const start = v128.load(from);
  const rest = v128.load(from, 16);
  const length = <u32>(end - from);
  const last = (<u32>1) << (length - 1);
  const valid = last | (last - 1);
  const others = bitsBeyond(start, ofClass) | (bitsBeyond(rest, ofClass) << 16);
  const dots = (bitsEqual(start, DOT) | (bitsEqual(rest, DOT) << 16)) & valid;
  const dashes = bitsEqual(start, DASH) | (bitsEqual(rest, DASH) << 16);
  const lines = bitsEqual(start, UNDERLINE) | (bitsEqual(rest, UNDERLINE) << 16);
  if ((others & valid) != 0 || dots == 0 || (dots & ((dots << 1) | last)) != 0) return false;
  const firstWord = (dots & (0 - dots)) - 1;
  return ((dashes | lines) & firstWord) == 0;
}

function isLongOperation(from: usize, end: usize): bool {
  let at = from + 1;
  while (at < end && (isCapital(load<u8>(at)) || isDigit(load<u8>(at)))) at++;
  if (at == end) return false;
  let previous: u8 = 0;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == DOT) {
      if (previous == DOT) return false;
    } else if (!isCapital(byte) && !isDigit(byte) && byte != DASH && byte != UNDERLINE) return false;
    else if (previous == 0) return false;
    previous = byte;
  }
  return previous != DOT;
}

/** `SOAP.` and letters or digits. */
export function isSoapOperation(from: usize, end: usize): bool {
  if (end < from + 6 || !mayBeSoapOperation(from)) return false;
  return areAll(from + 5, end, i8x16(-88, -8, -8, -8, -8, -8, -8, -8, -8, -8, -16, 80, 80, 80, 80, 80));
}

/** Says whether a word may be an operation of the SOAP API, which keep the spelling of their names: `SOAP.GetObject`. */
export function mayBeSoapOperation(from: usize): bool {
  // "SOAP."
  return load<u32>(from) == 0x50414f53 && load<u8>(from, 4) == DOT;
}

/** Extended request id: at least 40 characters of Base64. */
export function isHostId(from: usize, end: usize): bool {
  let last = end;
  while (last > from && end - last < 2 && load<u8>(last - 1) == 0x3d) last--;
  return (
    last >= from + 40 && areAll(from, last, i8x16(-88, -8, -8, -8, -8, -8, -8, -8, -8, -8, -16, 84, 80, 80, 80, 84))
  );
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
  return areAll(from, end, i8x16(8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 0, 0, 0, 0, 0, 0));
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

/** Says whether a host header may name an endpoint, as ../../../../records/host-endpoint.ts has it. */
export function namesEndpoint(from: usize, end: usize): bool {
  for (let at = from; at + 5 <= end; at += 16) {
    const small = v128.or(v128.load(at), i8x16.splat(0x20));
    for (let bits = bitsEqual(small, 0x76) | bitsEqual(small, 0x73); bits != 0; bits &= bits - 1) {
      const mark = at + <usize>ctz(bits);
      if (isVpceAt(mark, end) || isServiceAt(mark, end)) return true;
    }
  }
  return false;
}

// Words as numbers: a byte's lowest first, each letter made small, which no other byte becomes.

/** `vpce-` */
function isVpceAt(at: usize, end: usize): bool {
  return (load<u32>(at) | 0x20202020) == 0x65637076 && load<u8>(at, 4) == DASH && at + 5 <= end;
}

/** `s3-accelerate` or `s3-global` */
function isServiceAt(at: usize, end: usize): bool {
  const first = load<u32>(at) | 0x20000020;
  const rest = load<u64>(at, 4) | 0x2020202020202020;
  if (first == 0x612d3373) return rest == 0x7461_7265_6c65_6363 && (load<u8>(at, 12) | 0x20) == 0x65 && at + 13 <= end;
  return first == 0x672d3373 && (rest & 0xff_ffff_ffff) == 0x6c_6162_6f6c && at + 9 <= end;
}

function isDigit(byte: u8): bool {
  return <u32>byte - 0x30 < 10;
}

function isCapital(byte: u8): bool {
  return <u32>byte - 0x41 < 26;
}
