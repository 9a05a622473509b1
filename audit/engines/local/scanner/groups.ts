import { requireMemory } from '../../../memory';
import { utf8Text } from '../../../access-log/utf8-text';
import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import type { LoggedPath, Trail } from '../../../cloudtrail/trail';
import { grouped } from '../../../output/numbers';
import { endpointOfHost, ENDPOINT_MARK } from '../../../records/host-endpoint';
import type { Answer } from '../../../records/outcome';
import type { Witness } from '../../../records/witness';
import type { BucketHour, LastRecord } from '../../../records/aggregate';
import type { RequestGroup } from '../../../records/request-group';
import type { Selection } from '../../../records/selection';
import {
  BYTES_SENT,
  EVENT_INSIDE,
  FIRST_SEEN,
  HOUR,
  HOUR_IN_KEY,
  KEY,
  KEY_LENGTH,
  LAST_SEEN,
  NEXT_GROUP,
  OUTSIDE,
  REQUESTS,
  STATUS,
  TESTIMONY_IN_KEY,
  TEXT_IN_KEY,
} from './layout';

/** How often it is looked at whether further groups fit. */
const EVERY_SO_MANY = 2 ** 12;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

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
export function createGroupMerger(buckets: Selection['buckets'], trail: Trail | undefined): GroupMerger {
  /** Groups without Host header, testimony and hour: what a scanner tells apart by others is apart for judgement too. */
  const plain: Mutable<RequestGroup>[] = [];
  const others = new Map<string, Mutable<RequestGroup>>();
  const hours = new Map<string, Mutable<BucketHour>>();
  const lasts = new Map<string, Mutable<LastRecord>>();
  const witnesses = createWitnesses(trail);
  const textOf = createTexts();
  const left = { otherBuckets: 0, outsideWindow: 0, witnessed: 0 };

  let added = 0;

  function addGroup(memory: GroupMemory, at: number, isAll: boolean): void {
    const { numbers } = memory;
    const requests = numbers.getFloat64(at + REQUESTS, true);
    const mark = numbers.getUint32(at + KEY, true);
    const words = wordsOf(memory, at);
    const [bucket = ''] = words;
    const isOther = buckets.length > 0 && !buckets.includes(bucket);
    const hour = numbers.getUint32(at + KEY + HOUR_IN_KEY, true);
    if (mark === HOUR) {
      const make = (): Mutable<BucketHour> => ({ bucket: textOf(bucket), hour, records: 0 });
      if (!isOther) found(hours, `${bucket}\n${hour}`, make).records += requests;
      return;
    }
    const testimony = numbers.getUint32(at + KEY + TESTIMONY_IN_KEY, true);
    if (testimony !== 0) left.witnessed += requests;
    if (isOther) {
      left.otherBuckets += requests;
      return;
    }
    const last = found(lasts, bucket, () => ({ bucket: textOf(bucket), time: -Infinity }));
    last.time = Math.max(last.time, numbers.getFloat64(at + LAST_SEEN, true));
    if ((mark & OUTSIDE) !== 0 && (mark & EVENT_INSIDE) === 0) {
      left.outsideWindow += requests;
      return;
    }
    if (++added % EVERY_SO_MANY === 0)
      requireMemory(`${grouped(added)} groups of requests: judge a shorter time or fewer buckets`);
    const group = readGroup(memory, at, words, textOf, (path) => witnesses.of(testimony, path));
    const isPlain = isAll && testimony === 0 && hour === 0 && mark === (mark & STATUS) && words[HOST_IN_TEXT] === '-';
    if (isPlain) plain.push(group);
    else addTo(others, keyOf(group, hour, witnesses), group);
  }

  /** Plain groups that are alike another one become part of it. */
  function remaining(): readonly RequestGroup[] {
    if (others.size === 0) return plain;
    return plain.filter((group) => {
      const other = others.get(keyOf(group, 0, witnesses));
      if (other !== undefined) count(other, group);
      return other === undefined;
    });
  }

  return {
    add(memory, first, isAll) {
      const from = { bytes: Buffer.from(memory.buffer), numbers: new DataView(memory.buffer) };
      for (let at = first; at !== 0; at = from.numbers.getUint32(at + NEXT_GROUP, true)) addGroup(from, at, isAll);
    },
    merged: () => {
      const rest = remaining();
      return {
        groups: others.size === 0 ? rest : [...rest, ...others.values()],
        activity: [...hours.values()],
        lastRecords: [...lasts.values()].sort((a, b) => (a.bucket < b.bucket ? -1 : 1)),
        ...left,
      };
    },
  };
}

interface GroupMemory {
  readonly bytes: Buffer;
  readonly numbers: DataView;
}

const HOST_IN_TEXT = 5;
const LINE_FEED = '\n';

/** The words of a group's text, one character for each byte. The remote IP, which few groups share, keeps no others alive. */
function wordsOf({ bytes, numbers }: GroupMemory, at: number): readonly string[] {
  const from = at + KEY + TEXT_IN_KEY;
  const words = bytes.toString('latin1', from, at + KEY + numbers.getUint32(at + KEY_LENGTH, true)).split(LINE_FEED);
  const [bucket = '', remoteIp] = words;
  // V8 makes views of the whole text of words that are as long as this.
  if (remoteIp !== undefined && remoteIp.length >= 13) {
    const ipFrom = from + bucket.length + 1;
    words[1] = bytes.toString('latin1', ipFrom, ipFrom + remoteIp.length);
  }
  return words;
}

/** How many texts are kept for being the same. */
const MOST_TEXTS = 65_536;

/** Gives the text of bytes, the same one for the same bytes: few buckets, requesters and operations stand in most groups. */
function createTexts(): (latin1: string) => string {
  const known = new Map<string, string>();
  return (latin1) => {
    const first = known.get(latin1);
    if (first !== undefined) return first;
    if (known.size >= MOST_TEXTS) known.clear();
    // Not a view of the text of the group that it was found in.
    const bytes = Buffer.from(latin1, 'latin1');
    const text = utf8Text(bytes.toString('latin1'));
    known.set(bytes.toString('latin1'), text);
    return text;
  };
}

/**
 * Reads a group.
 *
 * @param words of its text.
 * @param witnessOf what is known of a path, which is told in bytes, one character each.
 */
function readGroup(
  { numbers }: GroupMemory,
  at: number,
  words: readonly string[],
  textOf: (latin1: string) => string,
  witnessOf: (path: LoggedPath) => Witness | null,
): Mutable<RequestGroup> {
  const [bucket = '', remoteIp = '', requester = '', operation = '', ...rest] = words;
  const [errorCode = '', host = '', region = '', other = ''] = rest;
  const textOrNull = (word: string): string | null => (word === '-' ? null : textOf(word));
  return {
    bucket: textOf(bucket),
    remoteIp: remoteIp === '-' ? null : utf8Text(remoteIp),
    requester: textOrNull(requester),
    operation: textOf(operation),
    httpStatus: orNoStatus(numbers.getUint32(at + KEY, true) & STATUS),
    errorCode: textOrNull(errorCode),
    otherAnswer: readAnswer(other),
    hostEndpoint: endpointOfHost(orNull(host), bucket),
    sourceRegion: textOrNull(region),
    witness: witnessOf({ bucket, remoteIp: orNull(remoteIp), requester: orNull(requester) }),
    requests: numbers.getFloat64(at + REQUESTS, true),
    bytesSent: numbers.getFloat64(at + BYTES_SENT, true),
    firstSeen: numbers.getFloat64(at + FIRST_SEEN, true),
    lastSeen: numbers.getFloat64(at + LAST_SEEN, true),
  };
}

/** Equal for groups that are alike; no field holds a line feed. */
function keyOf(group: RequestGroup, hour: number, witnesses: Witnesses): string {
  const { bucket, remoteIp, requester, operation, httpStatus, errorCode, otherAnswer, hostEndpoint } = group;
  const words = [bucket, remoteIp, requester, operation, httpStatus, errorCode, hostEndpoint, group.sourceRegion];
  const answer = writtenAnswer(otherAnswer);
  return [...words.map((word) => word ?? '-'), answer, witnesses.numberOf(group.witness), hour].join(LINE_FEED);
}

function addTo(groups: Map<string, Mutable<RequestGroup>>, key: string, group: Mutable<RequestGroup>): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, group);
  else count(known, group);
}

function count(into: Mutable<RequestGroup>, { requests, bytesSent, firstSeen, lastSeen }: RequestGroup): void {
  into.requests += requests;
  into.bytesSent += bytesSent;
  into.firstSeen = Math.min(into.firstSeen, firstSeen);
  into.lastSeen = Math.max(into.lastSeen, lastSeen);
}

/** The log's `-` is 0 here. */
export function orNoStatus(status: number): number | null {
  return status === 0 ? null : status;
}

/** An answer in a key: `403 AccessDenied`, `0 -`; a dash alone for none. */
function writtenAnswer(answer: Answer | null): string {
  return answer === null ? '-' : `${answer.httpStatus ?? 0} ${answer.errorCode ?? '-'}`;
}

function readAnswer(text: string): Answer | null {
  const [status, errorCode] = text.split(' ');
  return errorCode === undefined ? null : { httpStatus: orNoStatus(Number(status)), errorCode: orNull(errorCode) };
}

interface Witnesses {
  /** What a testimony is worth for lines of a path; `null` where there is none. */
  of(testimony: number, path: LoggedPath): Witness | null;
  /** Numbers witnesses, 0 for none: many testimonies come to one. */
  numberOf(witness: Witness | null): number;
}

function createWitnesses(trail: Trail | undefined): Witnesses {
  const numbers = new Map<Witness, number>();
  return {
    of(testimony, path) {
      if (testimony === 0) return null;
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

function orNull(text: string): string | null {
  return text === '-' ? null : text;
}

/** The entry of a key, made where there is none yet. */
function found<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** What makes a record belong to its group; text with one character per byte. */
export interface GroupKey {
  readonly record: AccessLogRecord;
  /** Another answer that the line can be read to have. */
  readonly otherAnswer: Answer | null;
  readonly inWindow: boolean;
  /** Whether an event of the record's lies in the window. */
  readonly eventInside: boolean;
  /** Number of what CloudTrail says, 0 for nothing. */
  readonly testimony: number;
  /** Hours since the epoch, 0 where hours are not told apart. */
  readonly hour: number;
}

/** Writes a key as wasm/groups.ts has it. */
export function keyBytes({ record, otherAnswer, inWindow, eventInside, testimony, hour }: GroupKey): Buffer {
  const { bucket, remoteIp, requester, operation, httpStatus, errorCode, hostHeader, sourceRegion } = record;
  const host = hostHeader?.toLowerCase().includes(ENDPOINT_MARK) === true ? hostHeader : null;
  const words = [bucket, remoteIp, requester, operation, errorCode, host, sourceRegion].map((word) => word ?? '-');
  const text = [...words, writtenAnswer(otherAnswer), ''].join('\n');
  const bytes = Buffer.alloc(TEXT_IN_KEY + text.length);
  const outside = eventInside ? OUTSIDE | EVENT_INSIDE : OUTSIDE;
  bytes.writeUInt32LE((httpStatus ?? 0) | (inWindow ? 0 : outside), 0);
  bytes.writeUInt32LE(testimony, TESTIMONY_IN_KEY);
  bytes.writeUInt32LE(hour, HOUR_IN_KEY);
  bytes.write(text, TEXT_IN_KEY, 'latin1');
  return bytes;
}
