import type { LogFile } from '../sources/log-files';
import { readConfigurationChange, type ConfigurationChange } from './configuration-changes';
import type { CloudTrailEvent, EndpointDenial } from './events';
import { createPlainReader, type PlainRequest } from './plain-events';
import { readEvents, type FilesCoverage } from './read-events';
import { keyOf, writeKey } from './request-key';
import { saidBy, textOf, type Said } from './testimony';

/** Events of some files, in the form in which they cross from thread to thread: most of them say what others said before. */
export interface TrailBatch {
  readonly coverage: FilesCoverage;
  /** Requests by their keys, one for each event, one behind the other. */
  readonly keys: Uint8Array;
  /** Where each key ends. */
  readonly ends: Uint32Array;
  /** Seconds since the epoch. */
  readonly times: Float64Array;
  /** What each event says, by its number among all that this reader ever gave, from 0. */
  readonly saids: Int32Array;
  /** What was said for the first time, in the order of the numbers. */
  readonly fresh: readonly Said[];
  readonly denials: readonly EndpointDenial[];
  readonly changes: readonly ConfigurationChange[];
}

/** Makes a reader of files, which remembers what was said before. */
export function createTrailReader(): (files: readonly LogFile[]) => Promise<TrailBatch> {
  const numbers = new Map<string, number>();
  let batch = new GrowingBatch();

  function numberOf(said: Said): number {
    const text = textOf(said);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const number = numbers.size;
    numbers.set(text, number);
    batch.fresh.push(saidBy(said));
    return number;
  }

  function onEvent(event: CloudTrailEvent, record: unknown): void {
    const change = readConfigurationChange(record);
    if (change !== undefined) batch.changes.push(change);
    if (event.kind === 'endpoint-denial') batch.denials.push(event);
    else if (event.kind === 'request') batch.add(keyOf(event.requestId, event.hostId), event.time, numberOf(event));
  }

  const readPlain = createPlainReader({
    numberOf,
    onRequest: (request) => {
      batch.addPlain(request);
    },
    onEvent,
  });
  return async (files) => {
    batch = new GrowingBatch();
    const coverage = await readEvents(
      files,
      (event, { record }) => {
        onEvent(event, record);
      },
      undefined,
      readPlain,
    );
    return batch.finished(coverage);
  };
}

const FIRST_ROOM = 512 * 1024;

class GrowingBatch {
  readonly fresh: Said[] = [];
  readonly denials: EndpointDenial[] = [];
  readonly changes: ConfigurationChange[] = [];
  private keys = new Uint8Array(FIRST_ROOM);
  private end = 0;
  private readonly ends: number[] = [];
  private readonly times: number[] = [];
  private readonly saids: number[] = [];

  add(key: Uint8Array, time: number, said: number): void {
    this.makeRoom(key.length);
    this.keys.set(key, this.end);
    this.push(this.end + key.length, time, said);
  }

  /** Its ids are ASCII. */
  addPlain(request: PlainRequest): void {
    const { bytes, idAt, idEnd, hostAt, hostEnd, time, said } = request;
    this.makeRoom(idEnd - idAt + (hostEnd - hostAt) + 1);
    const end = writeKey(this.keys, this.end, bytes, request);
    if (end < 0) throw new Error('a plain id holds other characters than ASCII');
    this.push(end, time, said);
  }

  finished(coverage: FilesCoverage): TrailBatch {
    const { keys, end, ends, times, saids, fresh, denials, changes } = this;
    return {
      ...{ coverage, fresh, denials, changes, keys: keys.slice(0, end) },
      ...{ ends: Uint32Array.from(ends), times: Float64Array.from(times), saids: Int32Array.from(saids) },
    };
  }

  private push(end: number, time: number, said: number): void {
    this.end = end;
    this.ends.push(end);
    this.times.push(time);
    this.saids.push(said);
  }

  private makeRoom(bytes: number): void {
    if (this.end + bytes <= this.keys.length) return;
    const larger = new Uint8Array(2 * (this.end + bytes));
    larger.set(this.keys);
    this.keys = larger;
  }
}
