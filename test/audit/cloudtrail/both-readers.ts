import { createEventCount, countEvent, type EventCount } from '../../../audit/cloudtrail/event-count';
import { readEvent, type CloudTrailEvent } from '../../../audit/cloudtrail/events';
import { createPlainReader } from '../../../audit/cloudtrail/plain-events';
import { saidBy, textOf, type Said } from '../../../audit/cloudtrail/testimony';
import { readTrailFile } from '../../../audit/cloudtrail/trail-file';

/** What a reader makes of a file: what it tells in its order, and counts; `undefined` where it leaves the file to the other. */
export interface Reading {
  readonly told: readonly unknown[];
  readonly count: Omit<EventCount, 'passOver'>;
  /** Records that had to be parsed. */
  readonly parsed: number;
}

/** What the strict reader makes of a file that has nothing but records; why it takes it for another, where it does. */
export function strictReading(bytes: Buffer): Reading | string {
  const { records, unreadable, passedOver, positions, problem } = readTrailFile(bytes.toString('utf8'));
  if (problem !== undefined || positions !== undefined) return problem ?? 'records in a container';
  if (unreadable.length > 0 || passedOver.length > 0) return 'more than records';
  const told: unknown[] = [];
  const count = createEventCount();
  for (const record of records) {
    const event = readEvent(record);
    countEvent(event, count);
    told.push(toldOf(event));
  }
  return { told: told.filter((one) => one !== undefined), count: withoutMethod(count), parsed: records.length };
}

/** A reader of plain files that tells in the same words; it remembers from file to file, as a thread's does. */
export function plainReading(): (bytes: Buffer) => Reading | undefined {
  const saids: Said[] = [];
  const numbers = new Map<string, number>();
  let told: unknown[] = [];
  const read = createPlainReader({
    numberOf(said) {
      const number = numbers.get(textOf(said)) ?? saids.push(saidBy(said)) - 1;
      numbers.set(textOf(said), number);
      return number;
    },
    onRequest({ said, time, bytes, idAt, idEnd, hostAt, hostEnd }) {
      const text = (from: number, end: number): string => Buffer.from(bytes.subarray(from, end)).toString('latin1');
      const hostId = text(hostAt, hostEnd);
      told.push({ said: saids[said], time, requestId: text(idAt, idEnd), hostId: hostId === '' ? null : hostId });
    },
    onEvent(event) {
      const one = toldOf(event);
      if (one !== undefined) told.push(one);
    },
  });
  return (bytes) => {
    told = [];
    const count = createEventCount();
    const parsed = read(bytes, count);
    if (parsed !== undefined) return { told, count: withoutMethod(count), parsed };
    if (told.length > 0 || count.events + count.others + count.unreadable > 0)
      throw new Error('told of a file it left');
    return undefined;
  };
}

function toldOf(event: CloudTrailEvent): unknown {
  if (event.kind === 'other' || event.kind === 'neighbour') return undefined;
  if (event.kind !== 'request') return event;
  return { said: saidBy(event), time: event.time, requestId: event.requestId, hostId: event.hostId };
}

function withoutMethod({ events, others, unreadable, passedOver }: EventCount): Reading['count'] {
  return { events, others, unreadable, passedOver };
}
