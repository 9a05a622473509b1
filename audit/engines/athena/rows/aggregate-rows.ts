import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { HOUR } from '../../../../contract/time';
import { parseLine } from '../../../access-log/parse-line';
import { utf8Text } from '../../../access-log/utf8-text';
import { mildestAnswer, worstReading } from '../../../access-log/worst-reading';
import type { EndpointDenial } from '../../../cloudtrail/events';
import type { TrailCoverage } from '../../../cloudtrail/read-events';
import { requireMemory, SHARE_OF_GROUPS } from '../../../memory';
import { grouped } from '../../../output/numbers';
import type { Witness } from '../../../records/witness';
import { FURTHEST_APART, type UnloggedRequest } from '../../../cloudtrail/trail';
import { unloggedRequests } from '../../../cloudtrail/unlogged';
import { endpointOfHost } from '../../../records/host-endpoint';
import type { Answer } from '../../../records/outcome';
import type { Reject } from '../../../records/reject';
import type { Aggregate, BucketHour, Coverage, LastRecord } from '../../../records/aggregate';
import { HourBook } from '../../../records/hours';
import { addRequests, type GrowingGroup, type RequestGroup } from '../../../records/request-group';
import { isInWindow } from '../../../records/selection';
import type { AggregateColumn, BoundedSelection } from '../sql/aggregate-query';
import { Objects, type ObjectRow } from './objects';
import { eventsOf, trailOf, witnessOf } from './testimony';

/** A row of the query's result; `null` is SQL's NULL. */
export type AggregateRow = Readonly<Record<AggregateColumn, string | null>>;

/** Everything a report needs, from one query. */
export interface QueriedAggregate {
  readonly aggregate: Aggregate;
  /** Requests that only CloudTrail tells of. */
  readonly unlogged: readonly RequestGroup[];
  readonly denials: readonly EndpointDenial[];
  readonly trail: TrailCoverage;
  /** Objects whose size in S3 the engine does not tell. */
  readonly unmeasured: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const REJECTS_SHOWN = 5;

/** Receives each group of the selection as it comes, and a record of it: as the query sampled it, or as the parser read it. */
export type OnGroup = (group: RequestGroup, sample: string | null, read?: ReadRecord) => void;

/** Receives the requests that only the events of a row tell of, before they are told as groups; says whether it took them. */
export type OnUnlogged = (requests: readonly UnloggedRequest[], row: AggregateRow) => boolean;

/** A record that the parser read from a doubtful line, one character for each byte. */
export interface ReadRecord {
  readonly record: AccessLogRecord;
  readonly ambiguous: boolean;
}

/** How often it is looked at whether further rows fit. */
const EVERY_SO_MANY = 2 ** 12;

/** Takes the rows one by one, in any order, and keeps no more than the aggregate needs. */
export class AggregateRows {
  private readonly groups = new Map<string, GrowingGroup>();
  private readonly hours = new Map<string, Mutable<BucketHour>>();
  private readonly unlogged: RequestGroup[] = [];
  private readonly denials: EndpointDenial[] = [];
  private readonly shown: Reject[] = [];
  /** Digests are Athena's business; what is left to tell apart is doubtful lines of several files. */
  private readonly doubtful = new Set<string>();
  /** Events joined to lines that turned out to be rejects, by their ids. */
  private readonly untold = new Map<string, AggregateRow>();
  /** Ids of doubtful lines that are records and events were joined to. */
  private readonly told = new Set<string>();
  private readonly objects = new Objects();
  /** The last record of each bucket that is not left out, within the window or not. */
  private readonly lasts = new Map<string, number>();
  private complete = false;
  private rows = 0;
  private readonly trail = { files: null, events: 0, others: 0, unreadable: 0, damaged: [] };
  /** In the order of the local engine, since reports are compared byte for byte. */
  private readonly count: Mutable<Coverage> = {
    files: 0,
    lines: 0,
    records: 0,
    blank: 0,
    duplicates: 0,
    ambiguous: 0,
    rejects: 0,
    witnessed: 0,
    otherBuckets: 0,
    outsideWindow: 0,
    damaged: [],
  };

  private readonly book: HourBook | undefined;

  constructor(
    private readonly selection: BoundedSelection,
    private readonly onGroup: OnGroup = () => undefined,
    private readonly onUnlogged: OnUnlogged = () => false,
  ) {
    this.book = selection.hourly === true ? new HourBook() : undefined;
  }

  /** Adds a row. @throws Error for a row that the query cannot have given. */
  add(row: AggregateRow): void {
    if (++this.rows % EVERY_SO_MANY === 0)
      requireMemory(
        `${grouped(this.rows)} groups of requests: judge a shorter time or fewer buckets`,
        SHARE_OF_GROUPS,
        this.book?.bytes,
      );
    const { kind } = row;
    if (kind === 'total') {
      this.count.files += numberOf(row.files);
      this.complete = true;
    } else if (kind === 'tally') {
      this.trail.events += numberOf(row.request_events);
      this.trail.others += numberOf(row.events) - numberOf(row.request_events);
    } else if (kind === 'event') this.unlogged.push(...this.requestsOf(row));
    else if (kind === 'stray') this.addStray(row);
    else if (kind === 'activity') this.addActivity(row);
    else if (kind === 'object') this.objects.add(objectOf(row));
    else if (kind === 'doubtful') this.addDoubtful(row);
    else if (kind === 'group' || kind === 'outside' || kind === 'other-bucket') this.addPlain(row, kind);
    else if (kind !== 'other-event') throw new Error(`unknown kind of row: ${String(kind)}`);
  }

  /** @throws Error when the row of totals never came: the result was cut short. */
  result(): QueriedAggregate {
    if (!this.complete) throw new Error('the result has no row of totals');
    const rejects = [...this.shown];
    const { deliveries, damaged, unmeasured } = this.objects.result();
    return {
      aggregate: {
        coverage: { ...this.count, damaged },
        deliveries,
        lastRecords: [...this.lasts].map(([bucket, time]) => ({ bucket, time })).sort(byBucket),
        groups: [...this.groups.values()],
        activity: [...this.hours.values()],
        rejects,
      },
      unlogged: [...this.unlogged, ...this.untoldRequests()],
      ...{ denials: this.denials, unmeasured },
      trail: this.trail,
    };
  }

  private addPlain(row: AggregateRow, kind: 'group' | 'outside' | 'other-bucket'): void {
    const requests = numberOf(row.requests);
    const copies = numberOf(row.copies);
    this.count.lines += copies;
    this.count.records += requests;
    this.count.duplicates += copies - requests;
    this.count.witnessed += numberOf(row.witnessed);
    if (kind !== 'other-bucket') this.seen(row.bucket ?? '-', numberOf(row.last_seen));
    if (kind === 'outside') this.count.outsideWindow += requests;
    else if (kind === 'other-bucket') this.count.otherBuckets += requests;
    else {
      const group = groupOf(row, requests);
      this.onGroup(group, row.sample);
      this.addGroup(group);
    }
  }

  private seen(bucket: string, time: number): void {
    this.lasts.set(bucket, Math.max(this.lasts.get(bucket) ?? -Infinity, time));
  }

  /** Each row is of one hour, where hours are asked for. */
  private addGroup(group: Omit<RequestGroup, 'hours'>): void {
    const { requests: _requests, bytesSent: _bytesSent, firstSeen: _firstSeen, lastSeen: _lastSeen, ...alike } = group;
    const key = JSON.stringify(Object.entries(alike).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = this.groups.get(key);
    if (known === undefined) this.groups.set(key, { ...group });
    else addRequests(known, group, this.book);
  }

  private addActivity({ bucket, hour, requests }: AggregateRow): void {
    if (bucket === null) throw new Error('an hour has no bucket');
    // Records outside the window, of which an event lies in it.
    if (hour === null) return;
    this.addHour({ bucket, hour: numberOf(hour) / HOUR, records: numberOf(requests) });
  }

  /** Before 1970 there are no hours; the scanner counts such records in the first one. */
  private addHour({ hour, ...of }: BucketHour): void {
    const added = { ...of, hour: Math.max(0, hour) };
    const key = `${added.bucket} ${added.hour}`;
    const known = this.hours.get(key);
    if (known === undefined) this.hours.set(key, { ...added });
    else known.records += added.records;
  }

  /** A line that SQL cannot tell the one reading of is read here, by the parser of the local engine. */
  private addDoubtful(row: AggregateRow): void {
    const copies = numberOf(row.copies);
    const text = row.line ?? '';
    this.count.lines += copies;
    const parsed = parseLine(Buffer.from(text, 'utf8').toString('latin1'));
    if (parsed.kind === 'record')
      this.objects.addRecord(row.file ?? '-', { text, time: parsed.readings[0].time, copies });
    else if (parsed.kind !== 'blank') this.objects.addReject(row.file ?? '-', text);
    if (parsed.kind === 'blank') this.count.blank += copies;
    else if (parsed.kind === 'reject') this.reject(row, parsed.reason, copies);
    else if (this.doubtful.has(text)) this.count.duplicates += copies;
    else {
      this.doubtful.add(text);
      this.count.records++;
      this.count.duplicates += copies - 1;
      if (parsed.ambiguous) this.count.ambiguous++;
      this.addRecord(
        { record: worstReading(parsed.readings), ambiguous: parsed.ambiguous },
        mildestAnswer(parsed.readings),
        this.joined(row, parsed.readings[0]),
      );
    }
  }

  /** Where the table's columns hold other ids than the line, SQL has joined the events of another request to it. */
  private joined(row: AggregateRow, first: AccessLogRecord): AggregateRow {
    if (row.testimonies === null) return row;
    if (sameIds(row, first)) {
      this.told.add(idsOf(row));
      return row;
    }
    this.untold.set(idsOf(row), row);
    return { ...row, testimonies: null, first_event: null, last_event: null, event_in_window: null };
  }

  private addRecord(read: ReadRecord, otherAnswer: Answer | null, row: AggregateRow): void {
    const { record: latin1 } = read;
    const { operation, httpStatus, errorCode, bytesSent, time } = latin1;
    const bucket = utf8Text(latin1.bucket);
    const named = {
      bucket,
      remoteIp: latin1.remoteIp && utf8Text(latin1.remoteIp),
      requester: latin1.requester && utf8Text(latin1.requester),
    };
    const witness = witnessed(row.testimonies, named, areApart([row.first_event, row.last_event], time));
    if (witness !== null) this.count.witnessed++;
    const inWindow = isInWindow(time, this.selection);
    const isOther = this.selection.buckets.length > 0 && !this.selection.buckets.includes(bucket);
    if (!isOther) this.seen(bucket, time);
    if (isOther) this.count.otherBuckets++;
    else if (!inWindow && row.event_in_window !== 'true') this.count.outsideWindow++;
    else {
      const answer = { httpStatus, errorCode, otherAnswer };
      const path = { hostEndpoint: endpointOfHost(latin1.hostHeader, bucket), sourceRegion: latin1.sourceRegion };
      const seen = { firstSeen: time, lastSeen: time };
      const group = { ...named, operation, ...answer, ...path, witness, requests: 1, bytesSent, ...seen };
      this.onGroup(group, null, read);
      this.addGroup(group);
      if (inWindow) this.addHour({ bucket, hour: Math.floor(time / HOUR), records: 1 });
    }
  }

  private reject(row: AggregateRow, reason: string, copies: number): void {
    const { file, line } = row;
    this.count.rejects += copies;
    if (row.testimonies !== null) this.untold.set(idsOf(row), row);
    // Athena numbers no lines.
    const reject = { file: file ?? '-', line: 0, reason, text: line ?? '' };
    if (this.shown.length < REJECTS_SHOWN) this.shown.push(reject);
  }

  /** Requests that only these events tell of. */
  private requestsOf(row: AggregateRow): readonly RequestGroup[] {
    const events = eventsOf(row.testimonies ?? '', row.first_event);
    this.trail.unreadable += events.filter(({ kind }) => kind === 'unreadable').length;
    const trail = trailOf(events, row.apart === 'true');
    if (this.onUnlogged([...trail.unlogged()], row)) return [];
    return unloggedRequests(trail, this.selection).map((group) => {
      const seen = { firstSeen: secondsOf(row.first_event), lastSeen: secondsOf(row.last_event) };
      return { ...group, requests: numberOf(row.requests), ...seen };
    });
  }

  /** A reject tells of no request: it must not keep an event from being judged. */
  private untoldRequests(): readonly RequestGroup[] {
    const untold = [...this.untold].filter(([ids]) => !this.told.has(ids));
    return untold
      .filter(([, row]) => row.event_in_window === 'true')
      .flatMap(([, row]) => {
        const apart = String(areApart([row.first_event], secondsOf(row.last_event)));
        return this.requestsOf({ ...row, requests: '1', apart });
      });
  }

  private addStray(row: AggregateRow): void {
    const events = numberOf(row.events);
    const [event] = eventsOf(row.testimonies ?? '', row.first_event, null);
    // Changes of configuration need no ids, and are among the others already.
    if (event?.kind === 'other') return;
    if (event?.kind === 'endpoint-denial') this.denials.push(...Array<EndpointDenial>(events).fill(event));
    else this.trail.unreadable += events;
    this.trail.others -= events;
  }
}

function idsOf({ request_id: requestId, host_id: hostId }: AggregateRow): string {
  return JSON.stringify([requestId, hostId]);
}

function sameIds(row: AggregateRow, { requestId, hostId }: AccessLogRecord): boolean {
  return row.request_id === requestId && row.host_id === (hostId && utf8Text(hostId));
}

const byBucket = (a: LastRecord, b: LastRecord): number => (a.bucket < b.bucket ? -1 : 1);

function objectOf(row: AggregateRow): ObjectRow {
  if (row.file === null) throw new Error('an object has no name');
  return {
    file: row.file,
    size: row.file_size === null ? null : numberOf(row.file_size),
    ...{ lines: numberOf(row.object_lines), octets: numberOf(row.octets), replaced: row.replaced === 'true' },
    ...{ plain: numberOf(row.plain_lines), fresh: numberOf(row.fresh) },
    first: row.first_seen === null ? Infinity : numberOf(row.first_seen),
    last: row.last_seen === null ? -Infinity : numberOf(row.last_seen),
  };
}

function groupOf(row: AggregateRow, requests: number): RequestGroup {
  const { bucket, operation } = row;
  if (bucket === null || operation === null) throw new Error('a group has no bucket or operation');
  const named = { bucket, remoteIp: row.remote_ip, requester: row.requester };
  return {
    ...named,
    operation,
    httpStatus: row.http_status === null ? null : numberOf(row.http_status),
    errorCode: row.error_code,
    otherAnswer: null,
    hostEndpoint: endpointOfHost(row.host_header, bucket),
    sourceRegion: row.source_region,
    witness: witnessed(row.testimonies, named, row.apart === 'true'),
    requests,
    bytesSent: numberOf(row.bytes_sent),
    firstSeen: numberOf(row.first_seen),
    lastSeen: numberOf(row.last_seen),
  };
}

function witnessed(
  testimonies: string | null,
  logged: Pick<RequestGroup, 'bucket' | 'remoteIp' | 'requester'>,
  apart: boolean,
): Witness | null {
  return testimonies === null ? null : witnessOf(eventsOf(testimonies, '1970-01-01T00:00:00Z'), logged, apart);
}

/** Says whether events, told by their times as CloudTrail writes them, lie too far from a time for one request. */
function areApart(events: readonly (string | null)[], time: number): boolean {
  return events.some((event) => event !== null && Math.abs(secondsOf(event) - time) > FURTHEST_APART);
}

function numberOf(text: string | null): number {
  const value = Number(text ?? '0');
  if (!Number.isFinite(value)) throw new Error(`${String(text)} is no number`);
  return value;
}

function secondsOf(text: string | null): number {
  return Date.parse(text ?? '') / 1000;
}
