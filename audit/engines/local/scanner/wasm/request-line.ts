import { OF_DELIMITER, OF_MAX_KEYS, OF_PREFIX } from '../layout';
import { requestLineAt, requestLineEnd } from './client-text';
import { allocateOwn } from './memory';

// The query of a request line, as ../../../../access-log/request-query.ts reads it: the first word has one space behind it,
// and between the query, or the first space if there is none, and the version of HTTP nothing else stands

let queryAt: usize = 0;
let queryEnd: usize = 0;
/** Where the value asked for begins, 0 for none, and ends. */
export let valueAt: usize = 0;
export let valueEnd: usize = 0;

const SPACE: u8 = 0x20;
const QUESTION: u8 = 0x3f;
const AMPERSAND: u8 = 0x26;
const EQUALS: u8 = 0x3d;

/** Finds the query of the record in hand. Says no where its request line cannot be read. */
export function hasQuery(): bool {
  if (requestLineAt == 0) return false;
  const end = requestLineEnd;
  let at = endOfWord(requestLineAt, end);
  if (at == requestLineAt || at == end || load<u8>(at) != SPACE) return false;
  at++;
  while (at < end && load<u8>(at) != QUESTION && load<u8>(at) != SPACE) at++;
  if (at == end) return false;
  queryAt = load<u8>(at) == QUESTION ? at + 1 : at;
  queryEnd = endOfWord(queryAt, end);
  // " HTTP/", then a digit.
  if (queryEnd + 7 > end || load<u32>(queryEnd) != 0x54544820 || load<u16>(queryEnd, 4) != 0x2f50) return false;
  if (<u32>load<u8>(queryEnd, 6) - 0x30 >= 10) return false;
  findParameters();
  return true;
}

/**
 * Gives the values of a parameter in the query that was found last.
 *
 * @param parameter number of its division.
 * @returns how many there are, 2 for more than one; the first is at `valueAt`.
 */
export function valuesOf(parameter: u32): u32 {
  const place = placeOf(parameter);
  valueAt = load<u32>(place, 4);
  valueEnd = load<u32>(place, 8);
  return load<u32>(place);
}

// For each parameter: u32 each for how many values it has, and for where the first begins and ends.
const PLACE: usize = 12;
let places: usize = 0;

// @inline
function placeOf(parameter: u32): usize {
  return places + <usize>parameter * PLACE;
}

function findParameters(): void {
  const bytes = (OF_MAX_KEYS + 1) * PLACE;
  if (places == 0) places = allocateOwn(<u32>bytes);
  memory.fill(places, 0, bytes);
  if (queryAt == queryEnd) return;
  for (let at = queryAt; at <= queryEnd;) {
    let nameEnd = at;
    while (nameEnd < queryEnd && load<u8>(nameEnd) != AMPERSAND && load<u8>(nameEnd) != EQUALS) nameEnd++;
    let to = nameEnd;
    while (to < queryEnd && load<u8>(to) != AMPERSAND) to++;
    const parameter = parameterOf(at, nameEnd);
    if (parameter != 0) addValue(placeOf(parameter), min(nameEnd + 1, to), to);
    at = to + 1;
  }
}

function addValue(place: usize, from: usize, end: usize): void {
  const found = load<u32>(place);
  store<u32>(place, min<u32>(found + 1, 2));
  if (found > 0) return;
  store<u32>(place, <u32>from, 4);
  store<u32>(place, <u32>end, 8);
}

/** The number of the parameter that a word names, 0 for no such. */
function parameterOf(from: usize, end: usize): u32 {
  // "pref", "ix"; "delimite", "r"; "max-keys": a byte's lowest first.
  if (end - from == 6) return load<u32>(from) == 0x66657270 && load<u16>(from, 4) == 0x7869 ? OF_PREFIX : 0;
  if (end - from == 8) return load<u64>(from) == 0x7379656b2d78616d ? OF_MAX_KEYS : 0;
  if (end - from == 9) return load<u64>(from) == 0x6574696d696c6564 && load<u8>(from, 8) == 0x72 ? OF_DELIMITER : 0;
  return 0;
}

/** Where white space begins as expressions over latin1 have it, or the end. */
function endOfWord(from: usize, end: usize): usize {
  let at = from;
  while (at < end && !isWhite(<u32>load<u8>(at))) at++;
  return at;
}

function isWhite(byte: u32): bool {
  return byte == 0x20 || byte - 9 < 5 || byte == 0xa0;
}
