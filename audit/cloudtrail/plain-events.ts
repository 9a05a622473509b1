import { isWatched } from './configuration-changes';
import { countEvent, type EventCount } from './event-count';
import { readEvent, timeOf, type CloudTrailEvent } from './events';
import type { Neighbour } from './neighbours';
import { slotOf, SLOTS } from './plain-fields';
import { BEGIN_AT, END_AT, FIRST_SLOT, IS_ODD, PlainScanner, ROOM_OF_RECORD } from './plain-records';
import { endOfTelling, standsAt } from './plain-telling';
import type { IdPlaces } from './request-key';
import type { Said } from './testimony';

/** An event of a request that says what another one said before, but for its ids and time. */
export interface PlainRequest extends IdPlaces {
  /** Of what it says, as `numberOf` gave it. */
  said: number;
  /** Seconds since the epoch. */
  time: number;
  /** In these its ids stand. */
  bytes: Uint8Array;
}

/** Receives the events of a file in their order, those that tell of requests. */
export interface PlainTaker {
  /** Gives a number to what is said. */
  numberOf(said: Said): number;
  /** What it is given is valid within the call. */
  onRequest(request: PlainRequest): void;
  /** Takes an event that was read by itself, and the record that it was read from. */
  onEvent(event: CloudTrailEvent, record: unknown): void;
}

/**
 * Reads a file and counts its records.
 *
 * @returns how many of them had to be parsed; `undefined` of a file that has not the plain form: nothing was told or counted then.
 */
export type PlainReader = (bytes: Buffer, count: EventCount) => number | undefined;

/** What records are that say the same; `undefined` of those that have to be read one by one. */
type Meaning = { readonly said: number } | { readonly neighbour: Neighbour } | 'other' | undefined;

const [TIME, REQUEST_ID, HOST_ID] = [
  slotOf('eventTime'),
  slotOf('requestID'),
  slotOf('additionalEventData.x-amz-id-2'),
];
/** These differ from event to event; all behind them says something. */
const FIRST_SAID = Math.max(TIME, REQUEST_ID, HOST_ID) + 1;
const [ABSENT, PRESENT] = [0, 1];

/** Meanings are forgotten when there are so many: of records that all say something else, a copy's source perhaps. */
const MOST_MEANINGS = 2 ** 16;
const LONGEST_MEANING = 4096;

/**
 * Makes a reader of files of the plain form (plain-records.ts). Most events say what others said: what is read of a record, but
 * for its time and ids, is looked up as a text; only where that is new the record is parsed, and read as readEvent reads it.
 */
export function createPlainReader(taker: PlainTaker): PlainReader {
  const scanner = new PlainScanner();
  const meanings = new Map<string, Meaning>();
  const text = Buffer.alloc(LONGEST_MEANING);
  const times = createTimeReader();
  const request: PlainRequest = { said: 0, time: 0, bytes: text, idAt: 0, idEnd: 0, hostAt: 0, hostEnd: 0 };

  return (bytes, count) => {
    const found = scanner.scan(bytes);
    if (found === undefined) return undefined;
    const { places } = found;
    let parsed = 0;
    request.bytes = bytes;
    for (let i = 0; i < found.count; i++) {
      const record = i * ROOM_OF_RECORD;
      const at = record + FIRST_SLOT;
      const time =
        places[record + IS_ODD] === 1 ? NaN : times(bytes, places[at + 2 * TIME] ?? 0, places[at + 2 * TIME + 1] ?? 0);
      const length = Number.isNaN(time) ? -1 : writeMeaning(text, bytes, places, at);
      const key = length < 0 ? undefined : text.toString('latin1', 0, length);
      const known = key === undefined ? undefined : meanings.get(key);
      if (known === undefined) {
        parsed++;
        const json: unknown = JSON.parse(bytes.toString('utf8', places[record + BEGIN_AT], places[record + END_AT]));
        const event = readEvent(json);
        countEvent(event, count);
        taker.onEvent(event, json);
        if (key === undefined) continue;
        if (meanings.size >= MOST_MEANINGS) meanings.clear();
        meanings.set(key, meaningOf(event, json));
      } else if (known === 'other') count.others++;
      else if ('neighbour' in known) count.passOver(known.neighbour);
      else {
        count.events++;
        request.said = known.said;
        request.time = time;
        request.idAt = places[at + 2 * REQUEST_ID] ?? 0;
        request.idEnd = places[at + 2 * REQUEST_ID + 1] ?? 0;
        request.hostAt = places[at + 2 * HOST_ID] ?? 0;
        request.hostEnd = places[at + 2 * HOST_ID + 1] ?? 0;
        taker.onRequest(request);
      }
    }
    return parsed;
  };

  /** What an event means that has the same text; denials and changes are told whole, and what is wrong of each record. */
  function meaningOf(event: CloudTrailEvent, record: unknown): Meaning {
    if (isWatched(record)) return undefined;
    if (event.kind === 'request') return { said: taker.numberOf(event) };
    if (event.kind === 'neighbour') return { neighbour: event.neighbour };
    return event.kind === 'other' ? 'other' : undefined;
  }
}

/** Writes all that a record says, and whether it has ids; gives the length, -1 where there is no room. */
function writeMeaning(text: Uint8Array, bytes: Uint8Array, places: Int32Array, at: number): number {
  let to = 0;
  for (const slot of [REQUEST_ID, HOST_ID]) {
    text[to++] = places[at + 2 * slot] === places[at + 2 * slot + 1] ? ABSENT : PRESENT;
  }
  for (let slot = FIRST_SAID; slot < SLOTS; slot++) {
    const start = places[at + 2 * slot] ?? 0;
    const end = places[at + 2 * slot + 1] ?? 0;
    text[to++] = end === 0 ? ABSENT : PRESENT;
    const telling = endOfTelling(slot, bytes, start, end);
    if (to + telling - start > LONGEST_MEANING - SLOTS) return -1;
    for (let from = start; from < telling; from++) text[to++] = bytes[from] ?? 0;
  }
  return to;
}

const COLON = 0x3a;
const TO_MINUTE = 'YYYY-MM-DDTHH:MM'.length;
const [ZERO, Z] = [0x30, 0x5a];

/** Reads times as CloudTrail writes them, `2026-01-05T08:00:00Z`, one minute like the one before; `NaN` for all others. */
function createTimeReader(): (bytes: Buffer, start: number, end: number) => number {
  const minute = Buffer.alloc(TO_MINUTE);
  let begin = NaN;
  return (bytes, start, end) => {
    if (end - start !== TO_MINUTE + 4 || bytes[end - 4] !== COLON || bytes[end - 1] !== Z) return NaN;
    const [tens, ones] = [(bytes[end - 3] ?? 0) - ZERO, (bytes[end - 2] ?? 0) - ZERO];
    if (tens < 0 || tens > 5 || ones < 0 || ones > 9) return NaN;
    if (!standsAt(bytes, start, end, minute)) {
      bytes.copy(minute, 0, start, start + TO_MINUTE);
      begin = timeOf(`${minute.toString('latin1')}:00Z`);
    }
    return begin + 10 * tens + ones;
  };
}
