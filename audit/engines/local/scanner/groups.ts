import { requireMemory } from '../../../memory';
import { utf8Text } from '../../../access-log/utf8-text';
import type { LoggedPath, Trail } from '../../../cloudtrail/trail';
import { grouped } from '../../../output/numbers';
import type { Witness } from '../../../records/witness';
import type { BucketHour, LastRecord } from '../../../records/aggregate';
import { joinedHours, type RequestGroup, type RequestHour } from '../../../records/request-group';
import type { Selection } from '../../../records/selection';
import {
  createProfiles,
  createSameTexts,
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
  FIRST_SEEN,
  GROUP_IN_KEY,
  HOUR,
  HOUR_IN_KEY,
  KEY,
  LAST_SEEN,
  NEXT_GROUP,
  OUTSIDE,
  REQUESTS,
  STATUS,
  TESTIMONY_IN_KEY,
} from './layout';

/** How often it is looked at whether further groups fit. */
const EVERY_SO_MANY = 2 ** 12;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Group = Mutable<Omit<RequestGroup, 'hours'>> & { hours?: RequestHour[] };

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
   * @param first address of the first group, 0 for none.
   * @param isAll whether no other memory has groups to add.
   */
  add(memory: WebAssembly.Memory, first: number, isAll: boolean): void;
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
  /** Groups without Host header and testimony: what a scanner tells apart by others is apart for judgement too. */
  const plain: Group[] = [];
  const others = new Map<string, Group>();
  const hours = new Map<string, Mutable<BucketHour>>();
  const lasts = new Map<string, number>();
  const witnesses = createWitnesses(trail);
  const profileOf = createProfiles();
  const requesterOf = createSameTexts();
  const left = { otherBuckets: 0, outsideWindow: 0, witnessed: 0 };

  let added = 0;

  function requireRoom(): void {
    if (++added % EVERY_SO_MANY === 0)
      requireMemory(`${grouped(added)} groups of requests: judge a shorter time or fewer buckets`);
  }

  function addHourOf(group: Group, { numbers }: GroupMemory, at: number): void {
    requireRoom();
    (group.hours ??= []).push({
      requests: numbers.getFloat64(at + REQUESTS, true),
      firstSeen: numbers.getFloat64(at + FIRST_SEEN, true),
      lastSeen: numbers.getFloat64(at + LAST_SEEN, true),
    });
  }

  /** Gives what the group has become, or a part of; `undefined` where it is left out or the hour of a bucket. */
  function addGroup(memory: GroupMemory, at: number, isAll: boolean): Group | undefined {
    const { numbers } = memory;
    const requests = numbers.getFloat64(at + REQUESTS, true);
    const mark = numbers.getUint32(at + KEY, true);
    const text = keyTextOf(memory, at);
    const profile = profileOf(text.shared);
    const { bucket } = profile;
    const isOther = buckets.length > 0 && !buckets.includes(bucket);
    if (mark === HOUR) {
      const hour = numbers.getUint32(at + KEY + HOUR_IN_KEY, true);
      if (!isOther) found(hours, `${bucket}\n${hour}`, () => ({ bucket, hour, records: 0 })).records += requests;
      return undefined;
    }
    const testimony = numbers.getUint32(at + KEY + TESTIMONY_IN_KEY, true);
    if (testimony !== 0) left.witnessed += requests;
    if (isOther) {
      left.otherBuckets += requests;
      return undefined;
    }
    const lastSeen = numbers.getFloat64(at + LAST_SEEN, true);
    if (lastSeen > (lasts.get(bucket) ?? -Infinity)) lasts.set(bucket, lastSeen);
    if ((mark & OUTSIDE) !== 0 && (mark & EVENT_INSIDE) === 0) {
      left.outsideWindow += requests;
      return undefined;
    }
    requireRoom();
    const sender = { remoteIp: orNull(text.remoteIp), requester: orNull(requesterOf(text.requester)) };
    const witness = testimony === 0 ? null : witnesses.of(testimony, { bucket, ...sender });
    const group = readGroup(memory, at, profile, sender, witness);
    const isPlain = isAll && testimony === 0 && mark === (mark & STATUS) && !profile.hasHost;
    if (!isPlain) return addTo(others, keyOf(group, witnesses), group);
    plain.push(group);
    return group;
  }

  /** Plain groups that are alike another one become part of it; those of an endpoint or of a witness are alike none. */
  function remaining(): readonly Group[] {
    const mayBeAlike = ({ hostEndpoint, witness }: RequestGroup): boolean => hostEndpoint === null && witness === null;
    if (![...others.values()].some(mayBeAlike)) return plain;
    return plain.filter((group) => {
      const other = others.get(keyOf(group, witnesses));
      if (other !== undefined) count(other, group);
      return other === undefined;
    });
  }

  return {
    add(memory, first, isAll) {
      const from = { bytes: Buffer.from(memory.buffer), numbers: new DataView(memory.buffer) };
      const byAddress = new Map<number, Group>();
      for (let at = first; at !== 0; at = from.numbers.getUint32(at + NEXT_GROUP, true)) {
        const ofGroup = groupOfHour(from, at);
        if (ofGroup === 0) {
          const group = addGroup(from, at, isAll);
          if (hourly && group !== undefined) byAddress.set(at, group);
        } else {
          // A group stands before its hours.
          const group = byAddress.get(ofGroup);
          if (group !== undefined) addHourOf(group, from, at);
        }
      }
    },
    merged: () => {
      const rest = remaining();
      const groups: readonly Group[] = others.size === 0 ? rest : [...rest, ...others.values()];
      if (hourly) for (const group of groups) group.hours = joinedHours(group.hours ?? []);
      return {
        groups,
        activity: [...hours.values()],
        lastRecords: [...lasts]
          .map(([bucket, time]) => ({ bucket, time }))
          .sort((a, b) => (a.bucket < b.bucket ? -1 : 1)),
        ...left,
      };
    },
  };
}

/** Address of the group that an hour is of, 0 for what is none. */
function groupOfHour({ numbers }: GroupMemory, at: number): number {
  return numbers.getUint32(at + KEY, true) === HOUR ? numbers.getUint32(at + KEY + GROUP_IN_KEY, true) : 0;
}

/** @param sender one character for each byte. */
function readGroup(
  { numbers }: GroupMemory,
  at: number,
  { bucket, operation, errorCode, otherAnswer, hostEndpoint, sourceRegion }: Profile,
  { remoteIp, requester }: Omit<LoggedPath, 'bucket'>,
  witness: Witness | null,
): Group {
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
  };
}

const LINE_FEED = '\n';

/** Equal for groups that are alike; no field holds a line feed. */
function keyOf(group: RequestGroup, witnesses: Witnesses): string {
  const { bucket, remoteIp, requester, operation, httpStatus, errorCode, otherAnswer, hostEndpoint } = group;
  const words = [bucket, remoteIp, requester, operation, httpStatus, errorCode, hostEndpoint, group.sourceRegion];
  const answer = writtenAnswer(otherAnswer);
  return [...words.map((word) => word ?? '-'), answer, witnesses.numberOf(group.witness)].join(LINE_FEED);
}

/** Gives the group that it became, or became a part of. */
function addTo(groups: Map<string, Group>, key: string, group: Group): Group {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, group);
  else count(known, group);
  return known ?? group;
}

function count(into: Group, { requests, bytesSent, firstSeen, lastSeen, hours }: RequestGroup): void {
  into.requests += requests;
  into.bytesSent += bytesSent;
  into.firstSeen = Math.min(into.firstSeen, firstSeen);
  into.lastSeen = Math.max(into.lastSeen, lastSeen);
  if (hours !== undefined) into.hours = [...(into.hours ?? []), ...hours];
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

/** The entry of a key, made where there is none yet. */
function found<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
