// [06/Feb/2019:00:00:38 +0000]: the 26 bytes between the brackets.

/** Seconds since the epoch of the time that `readTime` found. */
export let time: f64 = 0;

let hasCached: bool = false;
let cachedStart: v128 = i64x2(0, 0);
let cachedEnd: v128 = i64x2(0, 0);

const PLUS: u8 = 0x2b;
const MINUS: u8 = 0x2d;

/**
 * Reads a time in any zone. Says no to what it does not read, valid or not: leap seconds, and what lies before 1970; the
 * exact path decides about those.
 */
export function readTime(at: usize): bool {
  const start = v128.load(at);
  const end = v128.load(at + 10);
  // Neighbouring records are often of one second.
  if (hasCached && !v128.any_true(v128.or(v128.xor(start, cachedStart), v128.xor(end, cachedEnd)))) return true;

  // "/" after day and month, ":" three times, then a space and the zone.
  if (load<u8>(at, 2) != 0x2f || load<u8>(at, 6) != 0x2f || load<u8>(at, 11) != 0x3a) return false;
  if (load<u8>(at, 14) != 0x3a || load<u8>(at, 17) != 0x3a) return false;
  const sign = load<u8>(at, 21);
  if (load<u8>(at, 20) != 0x20 || (sign != PLUS && sign != MINUS)) return false;
  const day = twoDigits(at);
  const month = monthOf(load<u32>(at + 3) & 0xffffff);
  const century = twoDigits(at + 7);
  const yearOfCentury = twoDigits(at + 9);
  const hour = twoDigits(at + 12);
  const minute = twoDigits(at + 15);
  const second = twoDigits(at + 18);
  const zoneHour = twoDigits(at + 22);
  const zoneMinute = twoDigits(at + 24);
  if (month < 0 || century < 0 || yearOfCentury < 0) return false;
  const year = century * 100 + yearOfCentury;
  if (year < 1970 || day < 1 || day > daysOf(month, year)) return false;
  if (<u32>hour > 23 || <u32>minute > 59 || <u32>second > 59) return false;
  if (<u32>zoneHour > 14 || <u32>zoneMinute > 59) return false;

  const zone = (zoneHour * 60 + zoneMinute) * 60;
  const ofDay = hour * 3600 + minute * 60 + second - (sign == MINUS ? -zone : zone);
  const found = <f64>daysBefore(year, month, day) * 86400 + <f64>ofDay;
  if (found < 0) return false;
  time = found;
  hasCached = true;
  cachedStart = start;
  cachedEnd = end;
  return true;
}

/** A number of two digits, or -1. */
function twoDigits(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens > 9 || ones > 9 ? -1 : <i32>(tens * 10 + ones);
}

/** The month from 0 to 11 that three letters name, given as a little-endian number; or -1. */
function monthOf(letters: u32): i32 {
  if (letters == 0x6e614a) return 0; // Jan
  if (letters == 0x626546) return 1; // Feb
  if (letters == 0x72614d) return 2; // Mar
  if (letters == 0x727041) return 3; // Apr
  if (letters == 0x79614d) return 4; // May
  if (letters == 0x6e754a) return 5; // Jun
  if (letters == 0x6c754a) return 6; // Jul
  if (letters == 0x677541) return 7; // Aug
  if (letters == 0x706553) return 8; // Sep
  if (letters == 0x74634f) return 9; // Oct
  if (letters == 0x766f4e) return 10; // Nov
  if (letters == 0x636544) return 11; // Dec
  return -1;
}

function isLeap(year: i32): bool {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

function daysOf(month: i32, year: i32): i32 {
  if (month == 1) return isLeap(year) ? 29 : 28;
  return month == 3 || month == 5 || month == 8 || month == 10 ? 30 : 31;
}

/** Days from 1970-01-01 to the day. */
function daysBefore(year: i32, month: i32, day: i32): i32 {
  const past = year - 1;
  let days = year * 365 + past / 4 - past / 100 + past / 400 - 719528;
  for (let before = 0; before < month; before++) days += daysOf(before, year);
  return days + day;
}
