import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { bucketArn } from '../../../../contract/deployment/names';
import { decodeKey, percentDecoded } from '../../../access-log/decode-key';
import { utf8Text } from '../../../access-log/utf8-text';
import { QUERY_PARAMETERS, type Division, type RecordGrouping } from '../../../records/record-grouping';
import { queryOf, valuesIn } from '../../../access-log/request-query';
import {
  AMBIGUOUS,
  ANSWER_BYTES,
  CUT_TIMES,
  CUTS,
  DIVISION,
  EACH,
  EACH_SECOND,
  EVENT_INSIDE,
  FIRST_PART,
  FIRST_ROW,
  LEFT,
  NOTHING,
  OFFSETS,
  OTHER_BUCKET,
  OUTSIDE,
  PART,
  PART_ANSWER_BYTES,
  PARTS_END,
  PATTERNS,
  PRESENCE,
  TESTIMONY_IN_KEY,
  TEXT_IN_KEY,
} from './layout';
import { rowsOf, type RowMemory, type Rows } from './pattern-rows';
import { remembering } from '../../../remembering';

/** A record that the parser read, and what is known of it. */
export interface ReadRecord {
  /** Of the ways to read it, the one that got most. */
  readonly record: AccessLogRecord;
  readonly ambiguous: boolean;
  readonly inWindow: boolean;
  /** Whether an event of the record's lies in the window. */
  readonly eventInside: boolean;
  /** Number of what CloudTrail says, 0 for nothing. */
  readonly testimony: number;
}

/** How records of a rehearsal are told apart, for the program and for what it leaves to the parser. */
export interface RecordClasses {
  /** Where the program finds the divisions. */
  readonly address: number;
  /** Answers the program: see wasm/pattern-walk.ts and wasm/bucket-rows.ts. */
  onStep(row: number, offset: number): number;
  onBucket(bucket: string): number;
  /** The key of a record's group, as wasm/recorded-key.ts writes it. */
  keyOf(read: ReadRecord): Buffer;
  /** Whether a record is one of those that are gathered. */
  isIn(read: ReadRecord): boolean;
}

/** A division with its patterns, where it has some, as rows of several automata. */
interface Divided {
  readonly division: Division;
  readonly parts: readonly Rows[];
}

/**
 * Writes what a grouping tells apart into a memory.
 *
 * @param buckets that are rehearsed.
 */
export function createRecordClasses(
  grouping: RecordGrouping,
  buckets: readonly string[],
  room: RowMemory,
): RecordClasses {
  const divided = (division: Division): Divided => ({
    division,
    parts: division.kind === 'patterns' ? rowsOf(division.patterns, room) : [],
  });
  const { partition, times } = grouping;
  const object = divided(grouping.objectArn);
  const parameters = QUERY_PARAMETERS.map((name) => [name, divided(grouping.query[name])] as const);
  const asked = parameters.filter(([, { division }]) => division.kind !== 'none');
  const [userAgent, referer, versionId] = [grouping.userAgent, grouping.referer, grouping.versionId].map(divided) as [
    Divided,
    Divided,
    Divided,
  ];
  const all = [object, ...parameters.map(([, one]) => one), userAgent, referer, versionId];
  const address = writeDivisions(all, times, room);
  const arnOf = (bucket: string): string => `${bucketArn(partition, bucket)}/`;
  const isAsked = new Set(buckets);
  const isIn = ({ record, inWindow, eventInside }: ReadRecord): boolean =>
    isAsked.has(record.bucket) && (inWindow || eventInside);

  function ofObject({ key, operation, bucket, accessPointArn }: AccessLogRecord): string {
    const decoded = decodeKey(key, operation);
    const given = decoded === null ? null : { written: key ?? '', text: `${arnOf(bucket)}${decoded}` };
    const own = classOf(object, given);
    if (decoded === null || accessPointArn === null || object.parts.length === 0) return own;
    return own + classOf(object, { written: '', text: `${accessPointArn}/object/${decoded}` });
  }

  function ofQuery(requestUri: string | null): string {
    if (asked.length === 0) return '';
    const query = queryOf(requestUri);
    return query === undefined ? '?' : asked.map(([name, one]) => ofParameter(one, query, name)).join('');
  }

  function ofClient({ requestUri, userAgent: agent, referer: from }: AccessLogRecord): string {
    return `${ofQuery(requestUri)}${classOf(userAgent, asText(agent))}${classOf(referer, asText(from))}`;
  }

  /** Once for each bucket: what is allocated stays so. */
  const rowsOfBucket = remembering((bucket) => {
    if (object.parts.length === 0) return ANY_ROW;
    const firsts = object.parts.map((rows) => rows.rowOf(rows.stateBehind(arnOf(bucket))));
    if (firsts.includes(LEFT)) return LEFT;
    const at = room.allocate(4 * firsts.length);
    new Uint32Array(room.memory.buffer, at, firsts.length).set(firsts);
    return at;
  });

  return {
    address,
    onStep(row, offset) {
      for (const { parts } of all) {
        for (const rows of parts) {
          const next = rows.step(row, offset);
          if (next !== undefined) return next;
        }
      }
      throw new Error('the scanner asks for a row of no division');
    },
    onBucket(bucket) {
      return isAsked.has(bucket) ? rowsOfBucket(bucket) : 0;
    },
    isIn,
    keyOf(read) {
      const { record, ambiguous, inWindow, testimony } = read;
      const { bucket, operation, errorCode, requester, remoteIp, signatureVersion, authenticationType } = record;
      const { tlsVersion, accessPointArn, hostId, cipherSuite, hostHeader, aclRequired } = record;
      if (!isIn(read)) return keyBytes(isAsked.has(bucket) ? OUTSIDE : OTHER_BUCKET, testimony, '');
      const words = [bucket, operation, errorCode, signatureVersion, authenticationType, tlsVersion, accessPointArn];
      const text = [
        ...words.map(asWord),
        ...[hostId, cipherSuite, hostHeader, aclRequired].map((word) => (word === null ? '-' : '+')),
        ofObject(record),
        timeClass(times, record.time),
        classOf(versionId, asWritten(record.versionId)),
        ambiguous ? '~' : ofClient(record),
        '\n',
        ...[requester, remoteIp].map(asWord),
      ];
      const mark = (record.httpStatus ?? 0) | (inWindow ? 0 : OUTSIDE | EVENT_INSIDE) | (ambiguous ? AMBIGUOUS : 0);
      return keyBytes(mark, testimony, text.join(''));
    },
  };
}

/** Stands for the rows of a bucket where no patterns are asked of its objects. */
const ANY_ROW = 16;

/** A value as the log writes it, and as patterns see it. */
interface Value {
  readonly written: string;
  readonly text: string;
}

const asWritten = (text: string | null): Value | null => (text === null ? null : { written: text, text });
const asText = (text: string | null): Value | null => (text === null ? null : { written: text, text: utf8Text(text) });

const asWord = (word: string | null): string => `${word ?? '-'}\n`;

/** One character for each byte. */
function classOf({ division, parts }: Divided, value: Value | null): string {
  if (division.kind === 'none') return '';
  if (value === null) return '-';
  if (parts.length > 0) return `#${parts.map((rows) => answersOf(rows, value.text)).join('')}`;
  return division.kind === 'each' ? `=${value.written}\n` : '+';
}

function answersOf(rows: Rows, text: string): string {
  return Buffer.from(rows.stateBehind(text).accepts).toString('latin1');
}

/** A parameter of the request line: none, one, or nobody knows which. */
function ofParameter(divided: Divided, query: string, name: string): string {
  const [value, ...others] = valuesIn(query, name);
  if (others.length > 0) return '!';
  if (value === undefined) return classOf(divided, null);
  return classOf(divided, { written: value, text: percentDecoded(value.replaceAll('+', ' ')) });
}

function timeClass(times: RecordGrouping['times'], time: number): string {
  const bytes = Buffer.alloc(times === null ? 8 : 4);
  if (times === null) bytes.writeDoubleLE(time);
  else bytes.writeUInt32LE(times.filter((cut) => time >= cut).length);
  return bytes.toString('latin1');
}

function keyBytes(mark: number, testimony: number, text: string): Buffer {
  const bytes = Buffer.alloc(TEXT_IN_KEY + text.length);
  bytes.writeUInt32LE(mark, 0);
  bytes.writeUInt32LE(testimony, TESTIMONY_IN_KEY);
  bytes.write(text, TEXT_IN_KEY, 'latin1');
  return bytes;
}

const KINDS = { none: NOTHING, presence: PRESENCE, each: EACH, patterns: PATTERNS } as const;

function writeDivisions(
  all: readonly Divided[],
  times: RecordGrouping['times'],
  { memory, allocate }: RowMemory,
): number {
  const written = all.map(({ parts }) => writeParts(parts, { memory, allocate }));
  const at = allocate(CUT_TIMES + 8 * (times?.length ?? 0));
  const numbers = new DataView(memory.buffer, at);
  for (const [i, { division, parts }] of all.entries()) {
    const own = i * DIVISION;
    const first = written[i] ?? 0;
    numbers.setUint32(own, KINDS[division.kind], true);
    numbers.setUint32(own + FIRST_PART, first, true);
    numbers.setUint32(own + PARTS_END, first + PART * parts.length, true);
    const answerBytes = parts.reduce((sum, rows) => sum + rows.answerBytes, 0);
    numbers.setUint32(own + ANSWER_BYTES, answerBytes, true);
  }
  numbers.setUint32(CUTS, times?.length ?? EACH_SECOND, true);
  for (const [i, cut] of (times ?? []).entries()) numbers.setFloat64(CUT_TIMES + 8 * i, cut, true);
  return at;
}

/** Gives the address of the first. */
function writeParts(parts: readonly Rows[], { memory, allocate }: RowMemory): number {
  const firsts = parts.map((rows) => rows.rowOf(rows.stateBehind('')));
  const at = allocate(PART * parts.length);
  const numbers = new DataView(memory.buffer, at);
  for (const [i, { offsetsAt, answerBytes }] of parts.entries()) {
    numbers.setUint32(i * PART + OFFSETS, offsetsAt, true);
    numbers.setUint32(i * PART + FIRST_ROW, firsts[i] ?? LEFT, true);
    numbers.setUint32(i * PART + PART_ANSWER_BYTES, answerBytes, true);
  }
  return at;
}
