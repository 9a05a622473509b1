import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { utf8Text } from '../../../access-log/utf8-text';
import { endpointOfHost, mayNameEndpoint } from '../../../records/host-endpoint';
import type { Answer } from '../../../records/outcome';
import type { RequestGroup } from '../../../records/request-group';
import {
  EVENT_INSIDE,
  FOUND_GROUP,
  KEY,
  KEY_LENGTH,
  NEXT_GROUP,
  OUTSIDE,
  TESTIMONY_IN_KEY,
  TEXT_IN_KEY,
} from './layout';

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
}

/** Writes a key as wasm/groups.ts has it. */
export function keyBytes({ record, otherAnswer, inWindow, eventInside, testimony }: GroupKey): Buffer {
  const { bucket, remoteIp, requester, operation, httpStatus, errorCode, hostHeader, sourceRegion } = record;
  const host = hostHeader !== null && mayNameEndpoint(hostHeader) ? hostHeader : null;
  const shared = [bucket, operation, errorCode, host, sourceRegion].map((word) => word ?? '-');
  const text = [...shared, writtenAnswer(otherAnswer), requester ?? '-', remoteIp ?? '-', ''].join('\n');
  const bytes = Buffer.alloc(TEXT_IN_KEY + text.length);
  const outside = eventInside ? OUTSIDE | EVENT_INSIDE : OUTSIDE;
  bytes.writeUInt32LE((httpStatus ?? 0) | (inWindow ? 0 : outside), 0);
  bytes.writeUInt32LE(testimony, TESTIMONY_IN_KEY);
  bytes.write(text, TEXT_IN_KEY, 'latin1');
  return bytes;
}

/** An answer in a key: `403 AccessDenied`, `0 -`; a dash alone for none. */
export function writtenAnswer(answer: Answer | null): string {
  return answer === null ? '-' : `${answer.httpStatus ?? 0} ${answer.errorCode ?? '-'}`;
}

/** The memory of a scanner. */
export interface GroupMemory {
  readonly bytes: Buffer;
  readonly numbers: DataView;
}

/** Makes readers of a scanner's memory. */
export function groupMemory({ buffer }: WebAssembly.Memory): GroupMemory {
  return { bytes: Buffer.from(buffer), numbers: new DataView(buffer) };
}

/** Tells the address of each group that a scanner found, by the address of what it found. */
export function forEachGroup({ numbers }: GroupMemory, found: number, tell: (at: number) => void): void {
  const first = numbers.getUint32(found + FOUND_GROUP, true);
  for (let at = first; at !== 0; at = numbers.getUint32(at + NEXT_GROUP, true)) tell(at);
}

/** The text of a group's key, one character for each byte: what many groups share, and who sent the requests. */
export interface KeyText {
  readonly shared: string;
  readonly requester: string;
  readonly remoteIp: string;
}

/** Reads the text of the key of the group at an address. */
export function keyTextOf(memory: GroupMemory, at: number): KeyText {
  const { bytes } = memory;
  const { from, requesterAt, ipAt, end } = keyPlacesOf(memory, at, TEXT_IN_KEY);
  return {
    shared: bytes.toString('latin1', from, requesterAt - 1),
    requester: bytes.toString('latin1', requesterAt, ipAt - 1),
    remoteIp: bytes.toString('latin1', ipAt, end - 1),
  };
}

/** The text of the key of an hour: one word. */
export function hourTextOf({ bytes, numbers }: GroupMemory, at: number): string {
  const from = at + KEY + TEXT_IN_KEY;
  return bytes.toString('latin1', from, at + KEY + numbers.getUint32(at + KEY_LENGTH, true) - 1);
}

/** Where the key of a group has its last two words. */
interface KeyPlaces {
  readonly from: number;
  readonly requesterAt: number;
  readonly ipAt: number;
  readonly end: number;
}

/**
 * Finds the last two words of the key of the group at an address.
 *
 * @param skipped bytes of the key that are not taken for text.
 */
export function keyPlacesOf({ bytes, numbers }: GroupMemory, at: number, skipped: number): KeyPlaces {
  const from = at + KEY + skipped;
  const end = at + KEY + numbers.getUint32(at + KEY_LENGTH, true);
  const ipAt = feedBefore(bytes, end - 1, from) + 1;
  return { from, requesterAt: feedBefore(bytes, ipAt - 1, from) + 1, ipAt, end };
}

/** Where the last line feed before a place is; before `from` where there is none. */
function feedBefore(bytes: Buffer, place: number, from: number): number {
  let at = place - 1;
  while (at >= from && bytes[at] !== LINE_FEED) at--;
  return at;
}

const LINE_FEED = 0x0a;

/** What groups share that differ in who sent the requests, status and what CloudTrail says. */
export interface Profile extends Pick<
  RequestGroup,
  'bucket' | 'operation' | 'errorCode' | 'otherAnswer' | 'hostEndpoint' | 'sourceRegion'
> {
  /** Whether the key has a Host header. */
  readonly hasHost: boolean;
}

/** How many are kept for being met again. */
const MOST_PROFILES = 65_536;

/** Reads the shared text of keys, once for all groups that have it. */
export function createProfiles(): (shared: string) => Profile {
  const known = new Map<string, Profile>();
  return (shared) => {
    const first = known.get(shared);
    if (first !== undefined) return first;
    if (known.size >= MOST_PROFILES) known.clear();
    const profile = readProfile(shared);
    known.set(shared, profile);
    return profile;
  };
}

function readProfile(shared: string): Profile {
  const [bucket = '', operation = '-', errorCode = '-', host = '-', region = '-', other = '-'] = shared.split('\n');
  return {
    bucket: utf8Text(bucket),
    operation: utf8Text(operation),
    errorCode: orNull(utf8Text(errorCode)),
    otherAnswer: readAnswer(other),
    hostEndpoint: endpointOfHost(orNull(host), bucket),
    sourceRegion: orNull(utf8Text(region)),
    hasHost: host !== '-',
  };
}

const SLOTS = 4096;

/**
 * Makes a function that gives one and the same text for texts that are equal, as far as it met them lately: few requesters
 * send most requests, and where there are hundreds of thousands, to remember them all takes longer than to have some twice.
 */
export function createSameTexts(): (text: string) => string {
  const met = Array<string>(SLOTS).fill('');
  return (text) => {
    const slot = slotOf(text);
    const known = met[slot];
    if (known === text) return known;
    met[slot] = text;
    return text;
  };
}

/** By the end of the text, where names of sessions stand. */
function slotOf(text: string): number {
  let slot = text.length;
  for (let i = Math.max(0, text.length - 8); i < text.length; i++) slot = (slot * 31 + text.charCodeAt(i)) | 0;
  return slot & (SLOTS - 1);
}

function readAnswer(text: string): Answer | null {
  const [status, errorCode] = text.split(' ');
  return errorCode === undefined ? null : { httpStatus: orNoStatus(Number(status)), errorCode: orNull(errorCode) };
}

/** The log's `-` is 0 here. */
export function orNoStatus(status: number): number | null {
  return status === 0 ? null : status;
}

/** The log's `-` is `null` here. */
export function orNull(text: string): string | null {
  return text === '-' ? null : text;
}
