import {
  EVENT_INSIDE,
  FIRST_HOUR,
  HOUR_ENTRY,
  HOUR_FIRST_SEEN,
  HOUR_LAST_SEEN,
  HOUR_NUMBER,
  HOUR_REQUESTS,
  HOURS,
  HOURS_COUNT,
  HOURS_REQUESTS,
  HOURS_ROOM,
  KEY,
  LAST_SEEN,
  LATEST_HOUR_FIRST_SEEN,
  OUTSIDE,
  REQUESTS,
} from '../layout';
import { allocateOwn } from './memory';

// The hours of groups, as ../layout.ts has them. Records come mostly in the order of time: of the latest hour, which ends with the
// last time of the group, the group itself tells most, so that nothing else is touched for most records. Hours before it stand in
// the order of time, in one run of bytes for each group that has any.

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
  if (!isAskedOf(group)) return;
  if (load<f64>(group, REQUESTS) == 0) {
    store<f64>(group, time, LATEST_HOUR_FIRST_SEEN);
    return;
  }
  const hour = hourOf(time);
  const latest = hourOf(load<f64>(group, LAST_SEEN));
  if (hour == latest) {
    store<f64>(group, min(load<f64>(group, LATEST_HOUR_FIRST_SEEN), time), LATEST_HOUR_FIRST_SEEN);
  } else if (hour > latest) {
    endLatest(group);
    store<f64>(group, time, LATEST_HOUR_FIRST_SEEN);
  } else {
    if (load<u32>(group, HOURS) == 0) beginHours(group);
    add(group, 1, time, time);
  }
}

/** Counts the hours of another scanner's group, before the group takes over what else that counted. */
export function takeHoursOf(group: usize, other: usize): void {
  if (!isAskedOf(group)) return;
  const hours = <usize>load<u32>(other, HOURS);
  const first = load<f64>(other, LATEST_HOUR_FIRST_SEEN);
  if (load<u32>(group, HOURS) == 0 && hours == 0 && hourOf(load<f64>(group, LAST_SEEN)) == hourOf(first)) {
    store<f64>(group, min(load<f64>(group, LATEST_HOUR_FIRST_SEEN), first), LATEST_HOUR_FIRST_SEEN);
    return;
  }
  endLatest(group);
  let before: f64 = 0;
  if (hours != 0) {
    before = load<f64>(hours, HOURS_REQUESTS);
    const end = addressOf(hours, load<u32>(hours, HOURS_COUNT));
    for (let at = addressOf(hours, 0); at < end; at += HOUR_ENTRY) {
      add(group, load<u32>(at, HOUR_REQUESTS), load<f64>(at, HOUR_FIRST_SEEN), load<f64>(at, HOUR_LAST_SEEN));
    }
  }
  add(group, <u32>(load<f64>(other, REQUESTS) - before), first, load<f64>(other, LAST_SEEN));
  beginLatest(group);
}

/** Makes the latest hour one of those before. */
function endLatest(group: usize): void {
  if (load<u32>(group, HOURS) == 0) beginHours(group);
  const requests = load<f64>(group, REQUESTS) - load<f64>(load<u32>(group, HOURS), HOURS_REQUESTS);
  add(group, <u32>requests, load<f64>(group, LATEST_HOUR_FIRST_SEEN), load<f64>(group, LAST_SEEN));
}

/** Makes the last of the hours before the latest. */
function beginLatest(group: usize): void {
  const hours = <usize>load<u32>(group, HOURS);
  const count = load<u32>(hours, HOURS_COUNT) - 1;
  const last = addressOf(hours, count);
  store<u32>(hours, count, HOURS_COUNT);
  store<f64>(hours, load<f64>(hours, HOURS_REQUESTS) - load<u32>(last, HOUR_REQUESTS), HOURS_REQUESTS);
  store<f64>(group, load<f64>(last, HOUR_FIRST_SEEN), LATEST_HOUR_FIRST_SEEN);
}

function beginHours(group: usize): void {
  store<u32>(group, <u32>emptyHours(2), HOURS);
}

/** Counts requests of one hour, none of the latest. */
function add(group: usize, requests: u32, first: f64, last: f64): void {
  const hour = entryOf(group, hourOf(first));
  store<u32>(hour, load<u32>(hour, HOUR_REQUESTS) + requests, HOUR_REQUESTS);
  store<f64>(hour, min(load<f64>(hour, HOUR_FIRST_SEEN), first), HOUR_FIRST_SEEN);
  store<f64>(hour, max(load<f64>(hour, HOUR_LAST_SEEN), last), HOUR_LAST_SEEN);
  const hours = <usize>load<u32>(group, HOURS);
  store<f64>(hours, load<f64>(hours, HOURS_REQUESTS) + requests, HOURS_REQUESTS);
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
  store<f64>(larger, load<f64>(hours, HOURS_REQUESTS), HOURS_REQUESTS);
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
