import {
  EVENT_INSIDE,
  FIRST_HOUR,
  HOUR,
  HOUR_ENTRY,
  HOUR_FIRST_SEEN,
  HOUR_GROUP,
  HOUR_LAST_SEEN,
  HOUR_REQUESTS,
  HOURS_COUNT,
  HOURS_OF_PAGE,
  HOURS_PAGE,
  KEY,
  LAST_SEEN,
  LATEST_HOUR_FIRST_SEEN,
  NEXT_GROUP,
  NEXT_PAGE,
  OUTSIDE,
  OWNER,
  REQUESTS,
  REQUESTS_BEFORE,
} from '../layout';
import { hashLine } from './line-hash';
import { allocate } from './memory';
import { hashLow } from './sip-hash';

// The hours of groups, as ../layout.ts has them. Records come mostly in the order of time: of the latest hour, which ends with the
// last time of the group, the group itself tells most, so that nothing else is touched for most records. Hours before it are noted
// one behind the other, those of all groups together and one perhaps in several parts; from time to time the parts are put together.

let isAsked: bool = false;
/** Where hours are noted: the first of the pages, and the one that has room. */
export let firstHours: usize = 0;
let page: usize = 0;
/** So many are noted before parts are put together. */
const FEW: u32 = 0x40000;
let noted: u32 = 0;
let most: u32 = FEW;

/** Sets whether the hours of each group are counted. */
export function configureHours(ofGroups: bool): void {
  isAsked = ofGroups;
}

/** Hours since the epoch; before it all is one hour. */
export function hourOf(time: f64): u32 {
  return <u32>max(time / 3600, 0);
}

function isAskedOf(group: usize): bool {
  const mark = load<u32>(group + KEY);
  return isAsked && (mark & HOUR) == 0 && (mark & (OUTSIDE | EVENT_INSIDE)) != OUTSIDE;
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
    note(group, 1, time, time);
    store<u32>(group, load<u32>(group, REQUESTS_BEFORE) + 1, REQUESTS_BEFORE);
  }
}

/** Counts the hours of another scanner's group, before the group takes over what else that counted. */
export function takeHoursOf(group: usize, other: usize): void {
  if (!isAskedOf(group)) return;
  const first = load<f64>(other, LATEST_HOUR_FIRST_SEEN);
  const isOneHour =
    load<u32>(group, REQUESTS_BEFORE) == 0 &&
    load<u32>(other, REQUESTS_BEFORE) == 0 &&
    hourOf(load<f64>(group, LAST_SEEN)) == hourOf(first);
  if (isOneHour) {
    store<f64>(group, min(load<f64>(group, LATEST_HOUR_FIRST_SEEN), first), LATEST_HOUR_FIRST_SEEN);
    return;
  }
  endLatest(group);
  endLatest(other);
  store<u32>(group, load<u32>(group, REQUESTS_BEFORE) + load<u32>(other, REQUESTS_BEFORE), REQUESTS_BEFORE);
  store<u32>(other, <u32>group, OWNER);
}

/** Takes over the pages that another scanner noted hours in. */
export function takePages(first: usize): void {
  if (first == 0) return;
  let last = first;
  for (let next = first; next != 0; next = load<u32>(next, NEXT_PAGE)) {
    noted += load<u32>(next, HOURS_COUNT);
    last = next;
  }
  most = max(most, 2 * noted);
  store<u32>(last, <u32>firstHours, NEXT_PAGE);
  firstHours = first;
  if (page == 0) page = last;
}

/**
 * Notes the latest hours too, of groups that have others, and has each hour tell its group by its place among the groups, of which
 * this is the first.
 */
export function numberHours(firstGroup: usize): void {
  if (!isAsked) return;
  let number: u32 = 0;
  for (let group = firstGroup; group != 0; group = load<u32>(group, NEXT_GROUP)) {
    if (load<u32>(group, REQUESTS_BEFORE) != 0) endLatest(group);
    // Odd, as no address is.
    store<u32>(group, 2 * number + 1, OWNER);
    number++;
  }
  for (let at = firstHours; at != 0; at = load<u32>(at, NEXT_PAGE)) {
    const end = entryOf(at, load<u32>(at, HOURS_COUNT));
    for (let hour = entryOf(at, 0); hour < end; hour += HOUR_ENTRY) {
      let owner = load<u32>(load<u32>(hour, HOUR_GROUP), OWNER);
      while ((owner & 1) == 0) owner = load<u32>(owner, OWNER);
      store<u32>(hour, owner >> 1, HOUR_GROUP);
    }
  }
}

/** Notes the latest hour, where there is one. */
function endLatest(group: usize): void {
  const before = load<u32>(group, REQUESTS_BEFORE);
  const requests = <u32>load<f64>(group, REQUESTS) - before;
  if (requests == 0) return;
  note(group, requests, load<f64>(group, LATEST_HOUR_FIRST_SEEN), load<f64>(group, LAST_SEEN));
  store<u32>(group, before + requests, REQUESTS_BEFORE);
}

function note(group: usize, requests: u32, first: f64, last: f64): void {
  if (noted >= most) putTogether();
  if (page == 0 || load<u32>(page, HOURS_COUNT) == HOURS_OF_PAGE) turnPage();
  const count = load<u32>(page, HOURS_COUNT);
  const hour = entryOf(page, count);
  store<u32>(hour, <u32>group, HOUR_GROUP);
  store<u32>(hour, requests, HOUR_REQUESTS);
  store<f64>(hour, first, HOUR_FIRST_SEEN);
  store<f64>(hour, last, HOUR_LAST_SEEN);
  store<u32>(page, count + 1, HOURS_COUNT);
  noted++;
}

/** To the next page, if that is empty, or to a new one before it. */
function turnPage(): void {
  const next = page == 0 ? firstHours : <usize>load<u32>(page, NEXT_PAGE);
  if (next != 0 && load<u32>(next, HOURS_COUNT) == 0) {
    page = next;
    return;
  }
  const made = allocate(HOURS_PAGE);
  store<u32>(made, <u32>next, NEXT_PAGE);
  if (page == 0) firstHours = made;
  else store<u32>(page, <u32>made, NEXT_PAGE);
  page = made;
}

function entryOf(ofPage: usize, place: u32): usize {
  return ofPage + FIRST_HOUR + HOUR_ENTRY * <usize>place;
}

let table: usize = 0;
let tableSlots: u32 = 0;
let hourKey: usize = 0;

/** Makes one of all parts of the same hour and group, and empties the pages that are left. */
function putTogether(): void {
  const slots = cleared(2 * noted);
  let toPage = firstHours;
  let place: u32 = 0;
  noted = 0;
  for (let from = firstHours; from != 0; from = load<u32>(from, NEXT_PAGE)) {
    const end = entryOf(from, load<u32>(from, HOURS_COUNT));
    for (let hour = entryOf(from, 0); hour < end; hour += HOUR_ENTRY) {
      const slot = slotOf(hour, slots);
      const known = <usize>load<u32>(slot);
      if (known != 0) {
        addPart(known, hour);
        continue;
      }
      if (place == HOURS_OF_PAGE) {
        store<u32>(toPage, place, HOURS_COUNT);
        toPage = load<u32>(toPage, NEXT_PAGE);
        place = 0;
      }
      const to = entryOf(toPage, place++);
      memory.copy(to, hour, HOUR_ENTRY);
      store<u32>(slot, <u32>to);
      noted++;
    }
  }
  store<u32>(toPage, place, HOURS_COUNT);
  page = toPage;
  for (let rest = load<u32>(toPage, NEXT_PAGE); rest != 0; rest = load<u32>(rest, NEXT_PAGE)) {
    store<u32>(rest, 0, HOURS_COUNT);
  }
  most = max(FEW, 2 * noted);
}

/** A table of at least so many free slots; tells how many. */
function cleared(atLeast: u32): u32 {
  let slots: u32 = 1024;
  while (slots < atLeast) slots *= 2;
  if (slots > tableSlots) {
    table = allocate(4 * slots);
    tableSlots = slots;
  } else memory.fill(table, 0, 4 * slots);
  return slots;
}

/** Address of the slot that holds an entry of this one's group and hour, or of the free one for it. */
function slotOf(hour: usize, slots: u32): usize {
  if (hourKey == 0) hourKey = allocate(64);
  const group = load<u32>(hour, HOUR_GROUP);
  const number = hourOf(load<f64>(hour, HOUR_FIRST_SEEN));
  store<u32>(hourKey, group);
  store<u32>(hourKey, number, 4);
  hashLine(hourKey, hourKey + 8);
  let slot = (<u32>hashLow) & (slots - 1);
  for (;;) {
    const known = <usize>load<u32>(table + (slot << 2));
    if (known == 0) break;
    if (load<u32>(known, HOUR_GROUP) == group && hourOf(load<f64>(known, HOUR_FIRST_SEEN)) == number) break;
    slot = (slot + 1) & (slots - 1);
  }
  return table + (slot << 2);
}

function addPart(known: usize, part: usize): void {
  store<u32>(known, load<u32>(known, HOUR_REQUESTS) + load<u32>(part, HOUR_REQUESTS), HOUR_REQUESTS);
  store<f64>(known, min(load<f64>(known, HOUR_FIRST_SEEN), load<f64>(part, HOUR_FIRST_SEEN)), HOUR_FIRST_SEEN);
  store<f64>(known, max(load<f64>(known, HOUR_LAST_SEEN), load<f64>(part, HOUR_LAST_SEEN)), HOUR_LAST_SEEN);
}
