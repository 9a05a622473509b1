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
  FIRST_ROW,
  NOTHING,
  OFFSETS,
  OTHER_BUCKET,
  OUTSIDE,
  PATTERNS,
  PRESENCE,
  TESTIMONY_IN_KEY,
  TEXT_IN_KEY,
} from './layout';
import { createRows, type RowMemory, type Rows } from './pattern-rows';

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

/** A division with its patterns, where it has some, as rows. */
interface Divided {
  readonly division: Division;
  readonly rows: Rows | undefined;
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
    rows: division.kind === 'patterns' ? createRows(division, room) : undefined,
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
    if (decoded === null || accessPointArn === null || object.rows === undefined) return own;
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

  return {
    address,
    onStep(row, offset) {
      const next = all.map(({ rows }) => rows?.step(row, offset)).find((found) => found !== undefined);
      if (next === undefined) throw new Error('the scanner asks for a row of no division');
      return next;
    },
    onBucket(bucket) {
      if (!isAsked.has(bucket)) return 0;
      return object.rows === undefined ? ANY_ROW : object.rows.rowOf(object.rows.stateBehind(arnOf(bucket)));
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

/** Stands for the row of a bucket where no patterns are asked of its objects. */
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
function classOf({ division, rows }: Divided, value: Value | null): string {
  if (division.kind === 'none') return '';
  if (value === null) return '-';
  if (rows !== undefined) return `#${Buffer.from(rows.stateBehind(value.text).accepts).toString('latin1')}`;
  return division.kind === 'each' ? `=${value.written}\n` : '+';
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
  const firsts = all.map(({ rows }) => rows && { at: rows.rowOf(rows.stateBehind('')), rows });
  const at = allocate(CUT_TIMES + 8 * (times?.length ?? 0));
  const numbers = new DataView(memory.buffer, at);
  for (const [i, { division }] of all.entries()) {
    const own = i * DIVISION;
    const first = firsts[i];
    numbers.setUint32(own, KINDS[division.kind], true);
    numbers.setUint32(own + OFFSETS, first?.rows.offsetsAt ?? 0, true);
    numbers.setUint32(own + FIRST_ROW, first?.at ?? 0, true);
    numbers.setUint32(own + ANSWER_BYTES, first?.rows.answerBytes ?? 0, true);
  }
  numbers.setUint32(CUTS, times?.length ?? EACH_SECOND, true);
  for (const [i, cut] of (times ?? []).entries()) numbers.setFloat64(CUT_TIMES + 8 * i, cut, true);
  return at;
}
