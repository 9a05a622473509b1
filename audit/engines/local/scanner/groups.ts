import { utf8Text } from '../../../access-log/utf8-text';
import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import type { LoggedPath, Trail } from '../../../cloudtrail/trail';
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

/** Puts groups together that are alike, whichever scanner found them. */
export interface GroupMerger {
  /**
   * Reads groups out of a memory.
   *
   * @param firsts address of each scanner's first group, 0 for none.
   */
  add(memory: WebAssembly.Memory, firsts: readonly number[]): void;
  merged(): MergedGroups;
}

/**
 * Makes an empty merger.
 *
 * @param trail whose testimonies the keys number.
 */
export function createGroupMerger(buckets: Selection['buckets'], trail: Trail | undefined): GroupMerger {
  const groups = new Map<string, Mutable<RequestGroup>>();
  const hours = new Map<string, Mutable<BucketHour>>();
  const lasts = new Map<string, Mutable<LastRecord>>();
  const witnesses = createWitnesses(trail);
  const left = { otherBuckets: 0, outsideWindow: 0, witnessed: 0 };

  function addGroup(bytes: Buffer, at: number): void {
    const requests = bytes.readDoubleLE(at + REQUESTS);
    const key = bytes.toString('latin1', at + KEY, at + KEY + bytes.readUInt32LE(at + KEY_LENGTH));
    const mark = bytes.readUInt32LE(at + KEY);
    const words = key.slice(TEXT_IN_KEY).split('\n');
    const [bucket = ''] = words;
    const isOther = buckets.length > 0 && !buckets.includes(bucket);
    if (mark === HOUR) {
      const hour = bytes.readUInt32LE(at + KEY + HOUR_IN_KEY);
      if (!isOther) found(hours, key, () => ({ bucket: utf8Text(bucket), hour, records: 0 })).records += requests;
      return;
    }
    const testimony = bytes.readUInt32LE(at + KEY + TESTIMONY_IN_KEY);
    if (testimony !== 0) left.witnessed += requests;
    if (isOther) {
      left.otherBuckets += requests;
      return;
    }
    const last = found(lasts, bucket, () => ({ bucket: utf8Text(bucket), time: -Infinity }));
    last.time = Math.max(last.time, bytes.readDoubleLE(at + LAST_SEEN));
    if ((mark & OUTSIDE) !== 0 && (mark & EVENT_INSIDE) === 0) left.outsideWindow += requests;
    else {
      const alike = alikeIn(words, mark);
      const witness = witnesses.of(testimony, { ...alike, bucket });
      const hour = bytes.readUInt32LE(at + KEY + HOUR_IN_KEY);
      const group = found(groups, JSON.stringify([alike, witnesses.numberOf(witness), hour]), () => ({
        ...readable(alike),
        witness,
        ...{ requests: 0, bytesSent: 0, firstSeen: Infinity, lastSeen: -Infinity },
      }));
      group.requests += requests;
      group.bytesSent += bytes.readDoubleLE(at + BYTES_SENT);
      group.firstSeen = Math.min(group.firstSeen, bytes.readDoubleLE(at + FIRST_SEEN));
      group.lastSeen = Math.max(group.lastSeen, bytes.readDoubleLE(at + LAST_SEEN));
    }
  }

  return {
    add(memory, firsts) {
      const bytes = Buffer.from(memory.buffer);
      for (const first of firsts) {
        for (let at = first; at !== 0; at = bytes.readUInt32LE(at + NEXT_GROUP)) addGroup(bytes, at);
      }
    },
    merged: () => ({
      groups: [...groups.values()],
      activity: [...hours.values()],
      lastRecords: [...lasts.values()].sort((a, b) => (a.bucket < b.bucket ? -1 : 1)),
      ...left,
    }),
  };
}

type Alike = Omit<RequestGroup, 'witness' | 'requests' | 'bytesSent' | 'firstSeen' | 'lastSeen'>;

/** What records of a group have in common, one character per byte. */
function alikeIn(words: readonly string[], mark: number): Alike {
  const [bucket = '', remoteIp = '', requester = '', operation = '', ...others] = words;
  const [errorCode = '', host = '', region = '', other = ''] = others;
  return {
    bucket,
    remoteIp: orNull(remoteIp),
    requester: orNull(requester),
    operation,
    httpStatus: orNoStatus(mark & STATUS),
    errorCode: orNull(errorCode),
    otherAnswer: readAnswer(other),
    hostEndpoint: endpointOfHost(orNull(host), bucket),
    sourceRegion: orNull(region),
  };
}

function readable(alike: Alike): Alike {
  const { bucket, remoteIp, requester, sourceRegion } = alike;
  return {
    ...alike,
    bucket: utf8Text(bucket),
    remoteIp: remoteIp && utf8Text(remoteIp),
    requester: requester && utf8Text(requester),
    sourceRegion: sourceRegion && utf8Text(sourceRegion),
  };
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
