// Sixteen bytes at a time: which of them equal one, which are of a class.

/** Bits of those of 16 bytes that equal a byte. */
// @inline
export function bitsEqual(bytes: v128, byte: u8): u32 {
  return <u32>i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(byte)));
}

/**
 * Bits of those of 16 bytes that are not of a class. A class has, for each low half of a byte, the high halves that may
 * stand before it, a bit for each from 0 to 7; what is no ASCII is of no class.
 */
// @inline
export function bitsBeyond(bytes: v128, ofClass: v128): u32 {
  const highs = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
  const half = i8x16.splat(15);
  const allowed = i8x16.swizzle(ofClass, v128.and(bytes, half));
  const found = i8x16.swizzle(highs, v128.and(i16x8.shr_u(bytes, 4), half));
  return <u32>i8x16.bitmask(i8x16.eq(v128.and(allowed, found), i8x16.splat(0)));
}

/** Says whether there are bytes from `from` to before `end`, and all are of a class. */
// @inline
export function areAll(from: usize, end: usize, ofClass: v128): bool {
  if (from >= end) return false;
  for (let at = from; at < end; at += 16) {
    if ((bitsBeyond(v128.load(at), ofClass) & firstBits(end - at)) != 0) return false;
  }
  return true;
}

/** A bit for each of so many bytes, of 16 at most. */
// @inline
function firstBits(bytes: usize): u32 {
  return bytes >= 16 ? 0xffff : ((<u32>1) << (<u32>bytes)) - 1;
}

/** Joins the bits of four times 16 bytes. */
// @inline
export function joined(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    (<u64>(<u32>i8x16.bitmask(a))) |
    ((<u64>(<u32>i8x16.bitmask(b))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(c))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(d))) << 48)
  );
}
