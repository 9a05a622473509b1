import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import type { Trail } from '../../../../audit/cloudtrail/trail';
import type { Witness } from '../../../../audit/records/witness';
import { parseLine, type ParsedLine } from '../../../../audit/access-log/parse-line';
import { endpointOfHost } from '../../../../audit/records/host-endpoint';
import { exposureOf, type Answer } from '../../../../audit/records/outcome';
import type { LogFile } from '../../../../audit/sources/log-files';
import { MIXED_LINE_ENDS, nameOf } from '../../../../audit/sources/file-bytes';
import { lookAlike } from '../../../../audit/sources/look-alike';
import { readLines } from '../../../../audit/sources/log-lines';
import type { Deliveries } from '../../../../audit/records/deliveries';
import { createDeliveryBook } from '../../../../audit/sources/delivery-book';
import type { LogReader } from '../../../../audit/engines/local/log-reader';
import type { DamagedFile, Reject } from '../../../../audit/records/reject';
import type { Aggregate, BucketHour, Coverage, LastRecord } from '../../../../audit/records/aggregate';
import { HourBook } from '../../../../audit/records/hours';
import type { GrowingGroup } from '../../../../audit/records/request-group';
import { isInWindow, type Selection } from '../../../../audit/records/selection';
import { SeenLines } from './seen-lines';

const EMPTY = 'it is empty, which no log is that S3 delivers';
const BLANK = 'it holds blank lines alone, which no log does that S3 delivers';
/** How many rejects an aggregate carries to show; all of them are counted. */
const REJECTS_SHOWN = 5;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The engine as simple as can be, a string for each line: what the scanner is held against. */
export const lineByLine: Pick<LogReader, 'aggregate' | 'rejects'> = {
  async aggregate(files, selection, trail) {
    const groups = new Map<string, GrowingGroup>();
    const hours = new Map<string, Mutable<BucketHour>>();
    const rejects: Reject[] = [];
    const { coverage, deliveries, lastRecords } = await readAll(files, selection, trail, {
      onRecord: (record, otherAnswer, witness) => {
        addTo(groups, record, otherAnswer, witness, selection.hourly === true);
        if (isInWindow(record.time, selection)) countHour(hours, record);
      },
      onReject: (reject) => {
        if (rejects.length < REJECTS_SHOWN) rejects.push(reject);
      },
    });
    const activity = [...hours.values()];
    return { coverage, groups: [...groups.values()], activity, lastRecords, rejects, deliveries } satisfies Aggregate;
  },

  async rejects(files, onReject) {
    const everything = { buckets: [], since: null, until: null };
    return (await readAll(files, everything, undefined, { onRecord: () => undefined, onReject })).coverage;
  },
};

type Readings = readonly [AccessLogRecord, ...AccessLogRecord[]];

interface Receiver {
  readonly onRecord: (record: AccessLogRecord, otherAnswer: Answer | null, witness: Witness | null) => void;
  readonly onReject: (reject: Reject) => void;
}

async function readAll(
  files: readonly LogFile[],
  selection: Selection,
  trail: Trail | undefined,
  receiver: Receiver,
): Promise<{ coverage: Coverage; deliveries: Deliveries; lastRecords: readonly LastRecord[] }> {
  const damaged: DamagedFile[] = [];
  const count = {
    lines: 0,
    records: 0,
    blank: 0,
    duplicates: 0,
    ambiguous: 0,
    rejects: 0,
    witnessed: 0,
    outsideWindow: 0,
    otherBuckets: 0,
  };
  const seen = new SeenLines();
  const deliveries = createDeliveryBook();
  const lasts = new Map<string, number>();
  let times = NO_TIMES;
  const firstReject: string[] = [];

  const onLine = (file: string, bytes: Buffer, line: number, complete: boolean): void => {
    count.lines++;
    const text = bytes.toString('latin1');
    const parsed: ParsedLine = complete ? parseLine(text) : { kind: 'reject', reason: 'is longer than 16 MiB' };
    if (parsed.kind === 'record') times = withTime(times, worstOf(parsed.readings).time);
    if (parsed.kind === 'blank') count.blank++;
    else if (parsed.kind === 'reject') {
      count.rejects++;
      if (firstReject.length === 0) firstReject.push(decoded(text));
      receiver.onReject({ file, line, reason: parsed.reason, text: decoded(text) });
    } else if (!seen.add(bytes)) count.duplicates++;
    else {
      count.records++;
      if (parsed.ambiguous) count.ambiguous++;
      const record = worstOf(parsed.readings);
      // Also for a record outside the selection: its event must not count as one without a log line.
      const witness = trail?.witnessOf(record) ?? null;
      if (witness !== null) count.witnessed++;
      const left = leftOut(record, selection, trail?.testimonyOf(record)?.inWindow === true);
      const { bucket, time } = record;
      if (left !== 'otherBuckets') lasts.set(bucket, Math.max(time, lasts.get(bucket) ?? time));
      if (left === undefined) receiver.onRecord(record, otherOf(parsed.readings), witness);
      else count[left]++;
    }
  };

  for (const file of files) {
    const name = nameOf(file);
    const before = { ...count };
    times = NO_TIMES;
    firstReject.length = 0;
    const { damage } = await readLines(file, (bytes, line, complete) => {
      onLine(name, bytes, line, complete);
    });
    const repeated = count.duplicates - before.duplicates;
    deliveries.add(file, { ...times, fresh: count.records - before.records, repeated });
    const looks = times === NO_TIMES ? lookAlike(firstReject[0] ?? '', 'log') : undefined;
    if (looks !== undefined) damaged.push({ file: name, reason: `it ${looks}` });
    else if (damage !== undefined && damage !== MIXED_LINE_ENDS) damaged.push({ file: name, reason: damage });
    else if (count.lines === before.lines) damaged.push({ file: name, reason: EMPTY });
    else if (count.lines - before.lines === count.blank - before.blank) damaged.push({ file: name, reason: BLANK });
    else if (damage !== undefined) damaged.push({ file: name, reason: damage });
  }
  const lastRecords = [...lasts].map(([bucket, time]) => ({ bucket: decoded(bucket), time })).sort(byBucket);
  return { coverage: { files: files.length, ...count, damaged }, deliveries: deliveries.all(), lastRecords };
}

const byBucket = (a: LastRecord, b: LastRecord): number => (a.bucket < b.bucket ? -1 : 1);
const NO_TIMES = { first: Infinity, last: -Infinity };

function withTime({ first, last }: typeof NO_TIMES, time: number): typeof NO_TIMES {
  return { first: Math.min(first, time), last: Math.max(last, time) };
}

function worstOf(readings: Readings): AccessLogRecord {
  return readings.reduce((worst, reading) => (exposureOf(reading) > exposureOf(worst) ? reading : worst));
}

/** The mildest answer, where it is milder than the worst. */
function otherOf(readings: Readings): Answer | null {
  const [mildest] = [...readings].sort((a, b) => exposureOf(a) - exposureOf(b));
  if (mildest === undefined || exposureOf(mildest) === exposureOf(worstOf(readings))) return null;
  return { httpStatus: mildest.httpStatus, errorCode: mildest.errorCode };
}

/** A request is in the window when its line or any of its events is. */
function leftOut(
  { bucket, time }: AccessLogRecord,
  selection: Selection,
  eventInside: boolean,
): 'otherBuckets' | 'outsideWindow' | undefined {
  if (selection.buckets.length > 0 && !selection.buckets.includes(bucket)) return 'otherBuckets';
  return isInWindow(time, selection) || eventInside ? undefined : 'outsideWindow';
}

function addTo(
  groups: Map<string, GrowingGroup>,
  record: AccessLogRecord,
  otherAnswer: Answer | null,
  witness: Witness | null,
  hourly: boolean,
): void {
  const { bucket, remoteIp, requester, operation, httpStatus, errorCode, sourceRegion, bytesSent, time } = record;
  const hostEndpoint = endpointOfHost(record.hostHeader, bucket);
  const answer = { httpStatus, errorCode, otherAnswer };
  const key = JSON.stringify([bucket, remoteIp, requester, operation, answer, hostEndpoint, sourceRegion, witness]);
  const group = groups.get(key);
  if (group === undefined) {
    const seen = { firstSeen: time, lastSeen: time };
    const text = { bucket: decoded(bucket), remoteIp: decoded(remoteIp), requester: decoded(requester), operation };
    const path = { hostEndpoint, sourceRegion: decoded(sourceRegion) };
    const group = { ...text, ...answer, ...path, witness, requests: 1, bytesSent, ...seen };
    const book = new HourBook();
    const hours = { book, group: book.number() };
    book.add(hours.group, group);
    groups.set(key, hourly ? { ...group, hours } : group);
    return;
  }
  group.requests++;
  group.bytesSent += bytesSent;
  group.firstSeen = Math.min(group.firstSeen, time);
  group.lastSeen = Math.max(group.lastSeen, time);
  group.hours?.book.add(group.hours.group, { requests: 1, firstSeen: time, lastSeen: time });
}

function countHour(hours: Map<string, Mutable<BucketHour>>, { bucket, time }: AccessLogRecord): void {
  const hour = Math.max(0, Math.floor(time / 3600));
  const key = `${bucket} ${hour}`;
  const known = hours.get(key);
  if (known === undefined) hours.set(key, { bucket: decoded(bucket), hour, records: 1 });
  else known.records++;
}

/** Log text is bytes until here; UTF-8 is what S3 writes, and other bytes become U+FFFD. */
function decoded<T extends string | null>(latin1: T): T {
  return (latin1 === null ? null : Buffer.from(latin1, 'latin1').toString('utf8')) as T;
}
