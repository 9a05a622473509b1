import {
  EVENT_INSIDE,
  FIRST_HOUR,
  FIRST_SEEN,
  HOUR_ENTRY,
  HOUR_FIRST_SEEN,
  HOUR_LAST_SEEN,
  HOUR_NUMBER,
  HOUR_REQUESTS,
  HOURS,
  HOURS_COUNT,
  HOURS_ROOM,
  KEY,
  LAST_SEEN,
  OUTSIDE,
  REQUESTS,
} from '../layout';
import { allocateOwn } from './memory';

// The hours of groups, as ../layout.ts has them: in the order of time, in one run of bytes for each group. A group of one hour
// has none: it tells of that hour itself.

let isAsked: bool = false;

/** Sets whether the hours of each group are counted. */
export function configureHours(ofGroups: bool): void {
  isAsked = ofGroups;
}

/** Hours since the epoch; before it all is one hour. */
export function hourOf(time: f64): u32 {
  return <u32>max(time / 3600, 0);
}

function isAskedOf(group: usize): bool {
  return isAsked && (load<u32>(group + KEY) & (OUTSIDE | EVENT_INSIDE)) != OUTSIDE;
}

/** Counts a record in the hour of its group, before the group counts it. */
export function countInHour(group: usize, time: f64): void {
  if (!isAskedOf(group) || load<f64>(group, REQUESTS) == 0) return;
  if (load<u32>(group, HOURS) == 0) {
    if (hourOf(load<f64>(group, FIRST_SEEN)) == hourOf(time)) return;
    beginHours(group);
  }
  add(group, 1, time, time);
}

/** Counts the hours of another scanner's group, before the group takes over what else that counted. */
export function takeHoursOf(group: usize, other: usize): void {
  if (!isAskedOf(group)) return;
  const hours = <usize>load<u32>(other, HOURS);
  const first = load<f64>(other, FIRST_SEEN);
  if (load<u32>(group, HOURS) == 0) {
    if (hours == 0 && hourOf(load<f64>(group, FIRST_SEEN)) == hourOf(first)) return;
    beginHours(group);
  }
  if (hours == 0) {
    add(group, <u32>load<f64>(other, REQUESTS), first, load<f64>(other, LAST_SEEN));
    return;
  }
  const end = hours + FIRST_HOUR + HOUR_ENTRY * <usize>load<u32>(hours, HOURS_COUNT);
  for (let at = hours + FIRST_HOUR; at < end; at += HOUR_ENTRY) {
    add(group, load<u32>(at, HOUR_REQUESTS), load<f64>(at, HOUR_FIRST_SEEN), load<f64>(at, HOUR_LAST_SEEN));
  }
}

/** Makes the one hour that a group has so far its first entry. */
function beginHours(group: usize): void {
  store<u32>(group, <u32>emptyHours(2), HOURS);
  add(group, <u32>load<f64>(group, REQUESTS), load<f64>(group, FIRST_SEEN), load<f64>(group, LAST_SEEN));
}

/** Counts requests of one hour. */
function add(group: usize, requests: u32, first: f64, last: f64): void {
  const hour = entryOf(group, hourOf(first));
  store<u32>(hour, load<u32>(hour, HOUR_REQUESTS) + requests, HOUR_REQUESTS);
  store<f64>(hour, min(load<f64>(hour, HOUR_FIRST_SEEN), first), HOUR_FIRST_SEEN);
  store<f64>(hour, max(load<f64>(hour, HOUR_LAST_SEEN), last), HOUR_LAST_SEEN);
}

/** Finds the entry of an hour, or makes it. */
function entryOf(group: usize, hour: u32): usize {
  const hours = <usize>load<u32>(group, HOURS);
  const count = load<u32>(hours, HOURS_COUNT);
  const at = placeOf(hours, count, hour);
  if (at < count && numberOf(hours, at) == hour) return addressOf(hours, at);
  if (count < load<u32>(hours, HOURS_ROOM)) return insert(hours, at, hour);
  const larger = emptyHours(2 * count);
  memory.copy(addressOf(larger, 0), addressOf(hours, 0), HOUR_ENTRY * count);
  store<u32>(larger, count, HOURS_COUNT);
  store<u32>(group, <u32>larger, HOURS);
  return insert(larger, at, hour);
}

/** How many of the entries are of earlier hours. Records come mostly in the order of time. */
function placeOf(hours: usize, count: u32, hour: u32): u32 {
  if (count == 0 || numberOf(hours, count - 1) < hour) return count;
  if (count == 1 || numberOf(hours, count - 2) < hour) return count - 1;
  let low: u32 = 0;
  let high = count - 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(hours, middle) < hour) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Makes an entry without requests before the one at a place. */
function insert(hours: usize, place: u32, hour: u32): usize {
  const count = load<u32>(hours, HOURS_COUNT);
  const entry = addressOf(hours, place);
  memory.copy(entry + HOUR_ENTRY, entry, HOUR_ENTRY * (count - place));
  store<u32>(entry, hour, HOUR_NUMBER);
  store<u32>(entry, 0, HOUR_REQUESTS);
  store<f64>(entry, Infinity, HOUR_FIRST_SEEN);
  store<f64>(entry, -Infinity, HOUR_LAST_SEEN);
  store<u32>(hours, count + 1, HOURS_COUNT);
  return entry;
}

function emptyHours(room: u32): usize {
  const hours = allocateOwn(FIRST_HOUR + HOUR_ENTRY * room);
  store<u32>(hours, room, HOURS_ROOM);
  return hours;
}

function addressOf(hours: usize, place: u32): usize {
  return hours + FIRST_HOUR + HOUR_ENTRY * <usize>place;
}

function numberOf(hours: usize, place: u32): u32 {
  return load<u32>(addressOf(hours, place), HOUR_NUMBER);
}
