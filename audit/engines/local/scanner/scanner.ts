import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { parseLine, type ParsedLine } from '../../../access-log/parse-line';
import { utf8Text } from '../../../access-log/utf8-text';
import { mildestAnswer, worstReading } from '../../../access-log/worst-reading';
import { writeKey, type IdPlaces } from '../../../cloudtrail/request-key';
import type { FoundTestimony, Trail } from '../../../cloudtrail/trail';
import type { LineCounts } from '../../../records/aggregate';
import type { RecordGrouping } from '../../../records/record-grouping';
import { isInWindow, type Selection } from '../../../records/selection';
import { exposureOf } from '../../../records/outcome';
import { keyBytes, orNoStatus, orNull } from './group-key';
import { EVENT_INSIDE_TESTIMONY, LEFT } from './layout';
import { createLineRoom, type LineInput } from './line-room';
import { createRecordClasses } from './record-classes';
import { startProgram, type SharedProgram } from './program';
import { TOO_LONG } from '../../../sources/longest-line';

/** A request is known by two ids of S3, which have some ninety characters together; longer ones are looked up as texts. */
const LONGEST_KEY = 1024;
const DASH = 0x2d;

/** A line that could not be read, numbered from 1 within its input. */
export interface RejectedLine {
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

type ReadLine = Extract<ParsedLine, { kind: 'record' }>;

/** One part of so many of the lines, told by their hashes: what memory can hold at a time. */
export interface Share {
  /** From 0. */
  readonly number: number;
  readonly of: number;
}

/** What a scanner is told and whom it tells. */
export interface ScannerOptions {
  /** Which lines become records. @default all of them */
  readonly share?: Share | undefined;
  /** Its buckets alone are gathered for a rehearsal; a report's are told apart by whoever merges. */
  readonly selection: Selection;
  /** How records are gathered for a rehearsal. @default as for a report */
  readonly grouping?: RecordGrouping | undefined;
  readonly trail?: Trail | undefined;
  readonly onReject: (reject: RejectedLine) => void;
}

/** What the records of one input are. */
export interface InputContent {
  /** Times of the first and the last, those of other shares among them; not finite without any. */
  readonly first: number;
  readonly last: number;
  /** Records of this share that no line before was equal to, */
  readonly fresh: number;
  /** and those that repeat one. */
  readonly repeated: number;
  /** Lines that end in a carriage return and a line feed. */
  readonly returns: number;
}

/** Takes bytes of one input after the other and counts what their lines say. */
export interface Scanner extends LineInput {
  /** Lines so far. */
  lines(): number;
  /** The records of this input so far. */
  content(): InputContent;
  /** What became of all lines so far. */
  counts(): LineCounts;
  /** Address of what was found; nothing may be scanned any more. */
  found(): number;
  /** Address of what was found together with scanners that scan no more, by the addresses of what they found. */
  foundWith(others: readonly number[]): number;
}

/**
 * Makes a scanner. Records are read within the WebAssembly program (wasm/record.ts says which); what is none, and odd
 * spellings that few records have, come back here, to the parser that reads a line in every way there is.
 */
export function createScanner(
  shared: SharedProgram,
  { selection, grouping, trail, share, onReject }: ScannerOptions,
): Scanner {
  const exact = { rejects: 0, tooLong: 0 };
  let linesBefore = 0;
  const before = { records: 0, duplicates: 0, returns: 0 };
  const ids: IdPlaces = { idAt: 0, idEnd: 0, hostAt: 0, hostEnd: 0 };
  const key = Buffer.alloc(LONGEST_KEY);

  const program = startProgram(shared, {
    onExact(start, end) {
      const text = room.text(start, end);
      const parsed = parseLine(text);
      if (parsed.kind === 'blank') throw new Error('the scanner took a blank line for a record');
      if (parsed.kind === 'reject') reject(parsed.reason, text);
      else addRecord(start, end, parsed);
    },
    onAnswer: (status, errorCodeAt, errorCodeEnd) =>
      exposureOf({ httpStatus: orNoStatus(status), errorCode: orNull(room.text(errorCodeAt, errorCodeEnd)) }),
    onRecord(bucketAt, bucketEnd, requestIdAt, requestIdEnd, hostIdAt, hostIdEnd, time) {
      ids.idAt = room.placeOf(requestIdAt);
      ids.idEnd = room.placeOf(requestIdEnd);
      ids.hostAt = room.placeOf(hostIdAt);
      ids.hostEnd = room.placeOf(hostIdEnd);
      const bucketOf = (): string => room.text(bucketAt, bucketEnd);
      const found = hostIdAt === 0 ? null : testimonyAt(bucketOf, time);
      if (found === null) return 0;
      return found.inWindow ? found.testimony.number + EVENT_INSIDE_TESTIMONY : found.testimony.number;
    },
    onBucket: (at, end) => classes?.onBucket(room.text(at, end)) ?? 0,
    onStep: (row, offset) => classes?.onStep(row, offset) ?? LEFT,
  });
  program.configure(selection.since ?? -Infinity, selection.until ?? Infinity, Number(trail !== undefined));
  // A rehearsal has samples where hours would stand (layout.ts), and no use for them.
  program.configureHours(Number(selection.hourly === true && grouping === undefined));
  const allocate = (bytes: number): number => program.allocate(bytes);
  const classes = grouping && createRecordClasses(grouping, selection.buckets, { memory: shared.memory, allocate });
  if (classes !== undefined) program.configureGrouping(classes.address);
  if (share !== undefined) program.configureShare(share.number, share.of);

  const room = createLineRoom(shared.memory, program, (beginning) => {
    exact.tooLong++;
    reject(TOO_LONG, beginning);
  });

  /** What CloudTrail says of a record whose ids stand at `ids`, read without making texts of them where they are usual. */
  function testimonyAt(bucketOf: () => string, time: number): FoundTestimony | null {
    if (trail === undefined) return null;
    const bytes = room.bytes();
    const { idAt, idEnd, hostAt, hostEnd } = ids;
    const end = idEnd - idAt + (hostEnd - hostAt) < LONGEST_KEY ? writeKey(key, 0, bytes, ids) : -1;
    if (end >= 0 && !(hostEnd - hostAt === 1 && bytes[hostAt] === DASH))
      return trail.testimonyAt(key, end, bucketOf, time);
    const requestId = bytes.toString('latin1', idAt, idEnd);
    return trail.testimonyOf({
      requestId,
      hostId: orNull(bytes.toString('latin1', hostAt, hostEnd)),
      bucket: bucketOf(),
      time,
    });
  }

  function reject(reason: string, text: string): void {
    exact.rejects++;
    onReject({ line: lines() - linesBefore, reason, text: utf8Text(text) });
  }

  function addRecord(start: number, end: number, line: ReadLine): void {
    const { readings, ambiguous } = line;
    const record = worstReading(readings);
    // Also for a record outside the selection: its event must not count as one without a log line.
    const found = trail?.testimonyOf(record) ?? null;
    const { testimony, eventInside } = {
      testimony: found?.testimony.number ?? 0,
      eventInside: found?.inWindow ?? false,
    };
    const inWindow = isInWindow(record.time, selection);
    const read = { record, ambiguous, inWindow, eventInside, testimony };
    const key = classes?.keyOf(read) ?? keyBytes({ ...read, otherAnswer: mildestAnswer(readings) });
    const order = classes?.isIn(read) === true ? orderOf(record) : '';
    program.makeKeyRoom(key.length + order.length);
    const keyAt = program.keyAt.value;
    const orderAt = keyAt + key.length;
    Buffer.from(shared.memory.buffer, keyAt, key.length).set(key);
    Buffer.from(shared.memory.buffer, orderAt, order.length).write(order, 'latin1');
    const ordered = order === '' ? ([0, 0] as const) : ([orderAt, orderAt + order.length] as const);
    program.addRecord(start, end, key.length, record.bytesSent, record.time, ambiguous ? 1 : 0, ...ordered);
    // Before another key takes the place of what the record is ordered by.
    if (order !== '') program.settle();
  }

  const lines = (): number => program.lines.value + exact.tooLong;

  return {
    ...room,
    begin(isStart) {
      linesBefore = lines();
      program.settle();
      before.records = program.records.value;
      before.duplicates = program.duplicates.value;
      before.returns = program.returns.value;
      program.firstTime.value = Infinity;
      program.lastTime.value = -Infinity;
      room.begin(isStart);
    },
    lines,
    content() {
      program.settle();
      return {
        returns: program.returns.value - before.returns,
        first: program.firstTime.value,
        last: program.lastTime.value,
        fresh: program.records.value - before.records,
        repeated: program.duplicates.value - before.duplicates,
      };
    },
    counts() {
      program.settle();
      return {
        lines: lines(),
        blank: program.blank.value,
        records: program.records.value,
        duplicates: program.duplicates.value,
        ambiguous: program.ambiguous.value,
        rejects: exact.rejects,
      };
    },
    found: () => program.found(),
    foundWith(others) {
      for (const other of others) program.adopt(other);
      return program.foundInAll();
    },
  };
}

/** What sets a record of a rehearsal before others of its time: as it stands in a line that the program reads. */
function orderOf({ requestId, operation, key }: AccessLogRecord): string {
  return `${requestId} ${operation} ${key ?? '-'}`;
}
