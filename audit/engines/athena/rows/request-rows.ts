import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../../../contract/access-log-fields';
import type { RequestEvent } from '../../../cloudtrail/events';
import { unloggedRequests } from '../../../cloudtrail/unlogged';
import type { FoundEvent, FoundRequest, Witnesses } from '../../interface/found-request';
import { RequestLines } from '../../interface/request-lines';
import type { RequestColumn } from '../sql/request-query';
import { eventsOf, trailOf } from './testimony';

/** A row of the query's result; `null` is SQL's NULL. */
export type RequestQueryRow = Readonly<Record<RequestColumn, string | null>>;

const ANY_TIME = '1970-01-01T00:00:00Z';

/** Takes the rows of `requestQuery` one by one. */
export class RequestRows {
  private readonly lines: RequestLines;
  private readonly events: FoundEvent[] = [];
  private unreadable = 0;
  private complete = false;

  constructor(requestId: string) {
    this.lines = new RequestLines(requestId);
  }

  /** Adds a row. @throws Error for a row that the query cannot have given. */
  add(row: RequestQueryRow): void {
    if (row.kind === 'total') this.complete = true;
    else if (row.kind === 'line') this.addLine(row);
    else if (row.kind === 'event') this.addEvents(row);
    else if (row.kind === 'stray') this.addStray(row);
    else throw new Error(`unknown kind of row: ${String(row.kind)}`);
  }

  /** @throws Error when the last row never came: the result was cut short. */
  result(): FoundRequest {
    if (!this.complete) throw new Error('the result has no row of totals');
    const { events, unreadable: cloudtrailUnreadable } = this;
    const { records, rejects } = this.lines;
    return { records, rejects, events, witnesses: witnessesOf(events), damaged: [], cloudtrailUnreadable };
  }

  private addLine({ file, line, record, digest }: RequestQueryRow): void {
    // Athena numbers no lines.
    const place = { file: file ?? '-', line: 0 };
    if (record === null) this.lines.add({ ...place, bytes: Buffer.from(line ?? '', 'utf8'), complete: true });
    else this.lines.addRecord(place, recordOf(record), digest ?? '');
  }

  private addEvents({
    file,
    testimony,
    event_time: time,
    request_id: requestId,
    host_id: hostId,
    events,
  }: RequestQueryRow): void {
    if (testimony === null || requestId === null || hostId === null) throw new Error('an event has no ids');
    const [event] = eventsOf(testimony, time, { requestId, hostId });
    if (event?.kind !== 'request') throw new Error('an event is none of a request');
    this.events.push(...Array<FoundEvent>(Number(events)).fill({ ...event, file: file ?? '-' }));
  }

  private addStray({ testimony, events }: RequestQueryRow): void {
    const [event] = eventsOf(testimony ?? '[]', ANY_TIME, null);
    if (event?.kind === 'unreadable') this.unreadable += Number(events);
  }
}

/** Reads a record as `RECORD` writes it: its fields in their order, each as text. */
export function recordOf(fields: string): AccessLogRecord {
  const values = JSON.parse(fields) as readonly (string | null)[];
  const entries = ACCESS_LOG_FIELDS.map(({ name, type }, i) => {
    const value = values[i] ?? null;
    return [name, value === null || type === 'string' ? value : Number(value)];
  });
  const extra = (values[ACCESS_LOG_FIELDS.length] ?? '').split(' ').slice(1);
  return { ...(Object.fromEntries(entries) as AccessLogRecord), extra };
}

function witnessesOf(events: readonly RequestEvent[]): Witnesses {
  const trail = trailOf(events);
  return {
    witnessOf: (record) => trail.witnessOf(record),
    unlogged: () => unloggedRequests(trail, { buckets: [] }),
  };
}
