import { allocate } from './memory';

// Text as units of UTF-16, as ../../../../access-log/decode-key.ts decodes it: a run of `%xx` is UTF-8, and what is no UTF-8 is
// left to the parser. Text that is not encoded is one unit a byte there, so it is here.

const PERCENT: u32 = 0x25;

/** Where the units in hand begin and end. */
export let unitsAt: usize = 0;
export let unitsEnd: usize = 0;
let room: u32 = 0;

/** Takes bytes as units; a plus becomes a space where that is asked for. */
export function takeBytes(from: usize, end: usize, plusIsSpace: bool): void {
  makeRoom(<u32>(end - from));
  let to = unitsAt;
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at);
    store<u16>(to, plusIsSpace && byte == 0x2b ? 0x20 : byte);
    to += 2;
  }
  unitsEnd = to;
}

/** Takes the characters of well-formed UTF-8. */
export function takeCharacters(from: usize, end: usize): void {
  makeRoom(<u32>(end - from));
  let to = unitsAt;
  for (let at = from; at < end;) {
    const first = <u32>load<u8>(at);
    const length = lengthOf(first);
    let character = length == 1 ? first : first & (0xff >> (<u32>length + 1));
    for (let i: usize = 1; i < length; i++) character = (character << 6) | (load<u8>(at + i) & 0x3f);
    to = put(to, character);
    at += length;
  }
  unitsEnd = to;
}

/** Decodes runs of `%xx` in the units in hand. Says no where one is no UTF-8. */
export function decodePercents(): bool {
  let to = unitsAt;
  let at = unitsAt;
  while (at < unitsEnd) {
    const first = encodedAt(at);
    if (first < 0) {
      store<u16>(to, load<u16>(at));
      to += 2;
      at += 2;
      continue;
    }
    const length = lengthOf(first);
    if (length == 0) return false;
    let character = length == 1 ? <u32>first : (<u32>first) & (0xff >> (<u32>length + 1));
    for (let i: usize = 1; i < length; i++) {
      const byte = encodedAt(at + i * 6);
      if ((byte & ~0x3f) != 0x80) return false;
      character = (character << 6) | ((<u32>byte) & 0x3f);
    }
    if (!isCharacter(character, length)) return false;
    to = put(to, character);
    at += length * 6;
  }
  unitsEnd = to;
  return true;
}

/** Bytes of the sequence that a byte begins, 0 where it begins none. */
function lengthOf(first: u32): usize {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Says whether so many bytes are the way to write a character: none is overlong, a surrogate or past the last one. */
function isCharacter(character: u32, length: usize): bool {
  if (length == 3) return character >= 0x800 && (character < 0xd800 || character > 0xdfff);
  return length != 4 || (character >= 0x10000 && character <= 0x10ffff);
}

/** The byte that three units encode, below 0 where they do not. */
function encodedAt(at: usize): i32 {
  if (at + 6 > unitsEnd || load<u16>(at) != PERCENT) return -1;
  const high = digitOf(<u32>load<u16>(at, 2));
  const low = digitOf(<u32>load<u16>(at, 4));
  return high < 0 || low < 0 ? -1 : (high << 4) | low;
}

function digitOf(unit: u32): i32 {
  if (unit - 0x30 < 10) return unit - 0x30;
  const letter = (unit | 0x20) - 0x61;
  return unit < 0x80 && letter < 6 ? <i32>letter + 10 : -1;
}

function put(to: usize, character: u32): usize {
  if (character < 0x10000) {
    store<u16>(to, <u16>character);
    return to + 2;
  }
  const rest = character - 0x10000;
  store<u16>(to, <u16>(0xd800 | (rest >> 10)));
  store<u16>(to, <u16>(0xdc00 | (rest & 0x3ff)), 2);
  return to + 4;
}

function makeRoom(units: u32): void {
  if (units <= room && room > 0) return;
  room = max(2 * units, 4096);
  unitsAt = allocate(2 * room);
}
