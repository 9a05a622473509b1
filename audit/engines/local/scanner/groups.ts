import { requireMemory, SHARE_OF_GROUPS } from '../../../memory';
import { utf8Text } from '../../../access-log/utf8-text';
import type { LoggedPath, Trail } from '../../../cloudtrail/trail';
import { grouped } from '../../../output/numbers';
import type { Witness } from '../../../records/witness';
import type { BucketHour, LastRecord } from '../../../records/aggregate';
import { HourBook, type Hours } from '../../../records/hours';
import { addRequests, type GrowingGroup, type RequestGroup } from '../../../records/request-group';
import type { Selection } from '../../../records/selection';
import {
  createProfiles,
  forEachGroup,
  groupMemory,
  createSameTexts,
  hourTextOf,
  keyTextOf,
  orNoStatus,
  orNull,
  writtenAnswer,
  type GroupMemory,
  type Profile,
} from './group-key';
import {
  BYTES_SENT,
  EVENT_INSIDE,
  FIRST_HOUR,
  FIRST_SEEN,
  FOUND_GROUPS,
  FOUND_HOURS,
  HOUR,
  HOUR_ENTRY,
  HOUR_IN_KEY,
  HOURS_COUNT,
  KEY,
  LAST_SEEN,
  NEXT_PAGE,
  OUTSIDE,
  REQUESTS,
  REQUESTS_BEFORE,
  STATUS,
  TESTIMONY_IN_KEY,
} from './layout';

/** How often it is looked at whether further groups fit. */
const EVERY_SO_MANY = 2 ** 12;

/** What all scanners found, and how many records the selection leaves out. */
export interface MergedGroups {
  readonly groups: readonly RequestGroup[];
  readonly activity: readonly BucketHour[];
  /** Of each bucket that is not left out, within the window or not. */
  readonly lastRecords: readonly LastRecord[];
  readonly otherBuckets: number;
  readonly outsideWindow: number;
  /** Records, left out or not, that CloudTrail has an event of. */
  readonly witnessed: number;
}

/** Puts groups together that are alike for judgement, though scanners tell them apart: by whole Host headers, by testimonies. */
export interface GroupMerger {
  /**
   * Reads groups out of a memory.
   *
   * @param found address of what a scanner found, by itself and with others.
   * @param isAll whether no other memory has groups to add.
   */
  add(memory: WebAssembly.Memory, found: number, isAll: boolean): void;
  merged(): MergedGroups;
}

/**
 * Makes an empty merger.
 *
 * @param trail whose testimonies the keys number.
 */
export function createGroupMerger(
  { buckets, hourly = false }: Pick<Selection, 'buckets' | 'hourly'>,
  trail: Trail | undefined,
): GroupMerger {
  const asked = new Set(buckets);
  /** Groups without Host header and testimony: what a scanner tells apart by others is apart for judgement too. */
  const plain: GrowingGroup[] = [];
  const others = new Map<string, GrowingGroup>();
  /** Of each bucket, by the hour. */
  const activity = new Map<string, Map<number, BucketHour>>();
  const lasts = new Map<string, number>();
  const book = hourly ? new HourBook() : undefined;
  const witnesses = createWitnesses(trail);
  const profileOf = createProfiles();
  const requesterOf = createSameTexts();
  const left = { otherBuckets: 0, outsideWindow: 0, witnessed: 0 };

  let added = 0;

  function requireRoom(): void {
    if (++added % EVERY_SO_MANY === 0)
      requireMemory(
        `${grouped(added)} groups of requests: judge a shorter time or fewer buckets`,
        SHARE_OF_GROUPS,
        book?.bytes,
      );
  }

  const isOther = (bucket: string): boolean => asked.size > 0 && !asked.has(bucket);

  function addGroup(memory: GroupMemory, at: number, isAll: boolean, number: number | undefined): void {
    const { numbers } = memory;
    const requests = numbers.getFloat64(at + REQUESTS, true);
    const mark = numbers.getUint32(at + KEY, true);
    const text = keyTextOf(memory, at);
    const profile = profileOf(text.shared);
    const { bucket } = profile;
    const testimony = numbers.getUint32(at + KEY + TESTIMONY_IN_KEY, true);
    if (testimony !== 0) left.witnessed += requests;
    if (isOther(bucket)) {
      left.otherBuckets += requests;
      return;
    }
    const lastSeen = numbers.getFloat64(at + LAST_SEEN, true);
    if (lastSeen > (lasts.get(bucket) ?? -Infinity)) lasts.set(bucket, lastSeen);
    if ((mark & OUTSIDE) !== 0 && (mark & EVENT_INSIDE) === 0) {
      left.outsideWindow += requests;
      return;
    }
    requireRoom();
    const sender = { remoteIp: orNull(text.remoteIp), requester: orNull(requesterOf(text.requester)) };
    const witness = testimony === 0 ? null : witnesses.of(testimony, { bucket, ...sender });
    // Of one hour alone the group tells itself.
    const isOneHour = numbers.getUint32(at + REQUESTS_BEFORE, true) === 0;
    const hours = book === undefined || number === undefined || isOneHour ? undefined : { book, group: number };
    const group = readGroup(memory, at, profile, sender, witness, hours);
    const isPlain = isAll && testimony === 0 && mark === (mark & STATUS) && !profile.hasHost;
    if (isPlain) plain.push(group);
    else addOther(group);
  }

  function addHour(memory: GroupMemory, at: number): void {
    const { bucket } = profileOf(hourTextOf(memory, at));
    if (isOther(bucket)) return;
    const hour = memory.numbers.getUint32(at + KEY + HOUR_IN_KEY, true);
    const known = activity.get(bucket);
    const hours = known ?? new Map<number, BucketHour>();
    if (known === undefined) activity.set(bucket, hours);
    const records = memory.numbers.getFloat64(at + REQUESTS, true);
    hours.set(hour, { bucket, hour, records: (hours.get(hour)?.records ?? 0) + records });
  }

  function addOther(group: GrowingGroup): void {
    const key = keyOf(group, witnesses);
    const known = others.get(key);
    if (known === undefined) others.set(key, group);
    else addRequests(known, group, book);
  }

  /** Plain groups that are alike another one become part of it; those of an endpoint or of a witness are alike none. */
  function remaining(): readonly RequestGroup[] {
    const mayBeAlike = ({ hostEndpoint, witness }: RequestGroup): boolean => hostEndpoint === null && witness === null;
    if (![...others.values()].some(mayBeAlike)) return plain;
    return plain.filter((group) => {
      const other = others.get(keyOf(group, witnesses));
      if (other !== undefined) addRequests(other, group, book);
      return other === undefined;
    });
  }

  return {
    add(memory, found, isAll) {
      const from = groupMemory(memory);
      let number = book && takeHours(book, from, found);
      forEachGroup(from, found, (at) => {
        // Told apart before all else: what optimizes a function by what it met counts on not meeting the few hours.
        if (from.numbers.getUint32(at + KEY, true) === HOUR) addHour(from, at);
        else addGroup(from, at, isAll, number);
        if (number !== undefined) number++;
      });
    },
    merged: () => {
      const rest = remaining();
      return {
        groups: others.size === 0 ? rest : [...rest, ...others.values()],
        activity: [...activity.values()].flatMap((hours) => [...hours.values()]),
        lastRecords: [...lasts]
          .map(([bucket, time]) => ({ bucket, time }))
          .sort((a, b) => (a.bucket < b.bucket ? -1 : 1)),
        ...left,
      };
    },
  };
}

/** @param sender one character for each byte. */
function readGroup(
  { numbers }: GroupMemory,
  at: number,
  { bucket, operation, errorCode, otherAnswer, hostEndpoint, sourceRegion }: Profile,
  { remoteIp, requester }: Omit<LoggedPath, 'bucket'>,
  witness: Witness | null,
  hours: Hours | undefined,
): GrowingGroup {
  return {
    bucket,
    remoteIp: remoteIp === null ? null : utf8Text(remoteIp),
    requester: requester === null ? null : utf8Text(requester),
    operation,
    httpStatus: orNoStatus(numbers.getUint32(at + KEY, true) & STATUS),
    errorCode,
    otherAnswer,
    hostEndpoint,
    sourceRegion,
    witness,
    requests: numbers.getFloat64(at + REQUESTS, true),
    bytesSent: numbers.getFloat64(at + BYTES_SENT, true),
    firstSeen: numbers.getFloat64(at + FIRST_SEEN, true),
    lastSeen: numbers.getFloat64(at + LAST_SEEN, true),
    // There from the beginning: a property that is added later lies elsewhere.
    hours,
  };
}

/**
 * Copies the hours that a scanner found: its memory is given back before others grow.
 *
 * @returns the number of its first group; those of the others follow, whatever the book numbers while they are read.
 */
function takeHours(book: HourBook, { bytes, numbers }: GroupMemory, found: number): number {
  const first = numbers.getUint32(found + FOUND_HOURS, true);
  for (let page = first; page !== 0; page = numbers.getUint32(page + NEXT_PAGE, true)) {
    const from = page + FIRST_HOUR;
    const hours = bytes.subarray(from, from + HOUR_ENTRY * numbers.getUint32(page + HOURS_COUNT, true));
    book.take(Uint8Array.prototype.slice.call(hours));
  }
  return book.number(numbers.getUint32(found + FOUND_GROUPS, true));
}

const LINE_FEED = '\n';

/** Equal for groups that are alike; no field holds a line feed. */
function keyOf(group: RequestGroup, witnesses: Witnesses): string {
  const { bucket, remoteIp, requester, operation, httpStatus, errorCode, otherAnswer, hostEndpoint } = group;
  const words = [bucket, remoteIp, requester, operation, httpStatus, errorCode, hostEndpoint, group.sourceRegion];
  const answer = writtenAnswer(otherAnswer);
  return [...words.map((word) => word ?? '-'), answer, witnesses.numberOf(group.witness)].join(LINE_FEED);
}

interface Witnesses {
  /** What a testimony is worth for lines of a path. */
  of(testimony: number, path: LoggedPath): Witness;
  /** Numbers witnesses, 0 for none: many testimonies come to one. */
  numberOf(witness: Witness | null): number;
}

function createWitnesses(trail: Trail | undefined): Witnesses {
  const numbers = new Map<Witness, number>();
  return {
    of(testimony, path) {
      if (trail === undefined) throw new Error('a group has a testimony of no trail');
      return trail.witnessFor(trail.numberedTestimony(testimony), path);
    },
    numberOf(witness) {
      if (witness === null) return 0;
      const number = numbers.get(witness) ?? numbers.size + 1;
      numbers.set(witness, number);
      return number;
    },
  };
}
