/** U+FFFD, which stands for what was no UTF-8, as little-endian bytes. */
const REPLACEMENT: u32 = 0xbdbfef;

/**
 * Says whether text is UTF-8 throughout and holds no U+FFFD, as ../../../../access-log/utf8-text.ts has it: by the table of
 * well-formed sequences (Unicode Standard, table 3-7). Bytes up to three behind the text are read and must not matter: the
 * line feed there continues no sequence.
 */
export function isUtf8(from: usize, end: usize): bool {
  let at = from;
  while (at < end) {
    if (at + 16 <= end && i8x16.bitmask(v128.load(at)) == 0) {
      at += 16;
      continue;
    }
    const length = sequenceAt(at);
    if (length == 0) return false;
    at += length;
  }
  return at == end;
}

/** Bytes of the well-formed sequence that begins here, 0 where none does. */
function sequenceAt(at: usize): usize {
  const first = <u32>load<u8>(at);
  if (first < 0x80) return 1;
  const second = <u32>load<u8>(at, 1);
  if (first < 0xc2 || first > 0xf4 || !continues(second)) return 0;
  if (first < 0xe0) return 2;
  if (!continues(load<u8>(at, 2))) return 0;
  if (first < 0xf0) {
    // Overlong, a surrogate, or the replacement character.
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
    return (load<u32>(at) & 0xffffff) == REPLACEMENT ? 0 : 3;
  }
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  return continues(load<u8>(at, 3)) ? 4 : 0;
}

function continues(byte: u32): bool {
  return (byte & 0xc0) == 0x80;
}
