import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { isJsonLine } from '../../../access-log/parse-json-line';
import { parseLine } from '../../../access-log/parse-line';
import { worstReading } from '../../../access-log/worst-reading';
import type { Trail } from '../../../cloudtrail/trail';
import { requireMemory } from '../../../memory';
import { grouped } from '../../../output/numbers';
import type { RecordedRow, RowSketch } from '../../../records/record-grouping';
import { orNull, type GroupMemory } from './group-key';
import type { Witness } from '../../../records/witness';
import type { MergedGroups } from './groups';
import {
  BYTES_SENT,
  FIRST_SEEN,
  KEY,
  KEY_LENGTH,
  LAST_SEEN,
  LINE_LENGTH,
  NEXT_GROUP,
  ORDER_IN_SAMPLE,
  ORDER_LENGTH,
  OTHER_BUCKET,
  REQUESTS,
  SAMPLE,
  TESTIMONY_IN_KEY,
  TEXT_IN_KEY,
} from './layout';

/** Records that were gathered for a rehearsal, and how many the selection leaves out. */
export interface GatheredRecords extends Pick<MergedGroups, 'otherBuckets' | 'outsideWindow' | 'witnessed'> {
  readonly rows: readonly RecordedRow[];
}

/** Takes groups out of the memories of scanners, in which they have the keys of wasm/recorded-key.ts. */
export interface RecordGatherer {
  /** @param first address of the first group, 0 for none. */
  add(memory: WebAssembly.Memory, first: number): void;
  gathered(): GatheredRecords;
}

/** How often it is looked at whether further groups fit. */
const EVERY_SO_MANY = 2 ** 12;

/**
 * Makes an empty gatherer.
 *
 * @param trail whose testimonies the keys number.
 */
export function createRecordGatherer(trail: Trail | undefined): RecordGatherer {
  const rows: RecordedRow[] = [];
  const left = { otherBuckets: 0, outsideWindow: 0, witnessed: 0 };

  function addGroup(memory: GroupMemory, at: number): void {
    const { numbers } = memory;
    const requests = numbers.getFloat64(at + REQUESTS, true);
    const testimony = numbers.getUint32(at + KEY + TESTIMONY_IN_KEY, true);
    if (testimony !== 0) left.witnessed += requests;
    const sampleAt = numbers.getUint32(at + SAMPLE, true);
    if (sampleAt === 0) {
      left[numbers.getUint32(at + KEY, true) === OTHER_BUCKET ? 'otherBuckets' : 'outsideWindow'] += requests;
      return;
    }
    rows.push(
      new SampledRow(readSample(memory, at, sampleAt), testimony, trail, {
        requests,
        bytesSent: numbers.getFloat64(at + BYTES_SENT, true),
        firstSeen: numbers.getFloat64(at + FIRST_SEEN, true),
        lastSeen: numbers.getFloat64(at + LAST_SEEN, true),
      }),
    );
    if (rows.length % EVERY_SO_MANY === 0)
      requireMemory(`${grouped(rows.length)} groups of requests that policies may tell apart: rehearse a shorter time`);
  }

  return {
    add(memory, first) {
      const from = { bytes: Buffer.from(memory.buffer), numbers: new DataView(memory.buffer) };
      for (let at = first; at !== 0; at = from.numbers.getUint32(at + NEXT_GROUP, true)) addGroup(from, at);
    },
    gathered: () => ({ rows, ...left }),
  };
}

/** A group's key, what its first record is ordered by, and the line of that; one character for each byte. */
interface Sample {
  readonly key: string;
  readonly order: string;
  readonly line: string;
}

function readSample({ bytes, numbers }: GroupMemory, at: number, sampleAt: number): Sample {
  const text = (from: number, length: number): string => bytes.toString('latin1', from, from + length);
  const orderAt = sampleAt + ORDER_IN_SAMPLE;
  const orderLength = numbers.getUint32(sampleAt + ORDER_LENGTH, true);
  return {
    key: text(at + KEY, numbers.getUint32(at + KEY_LENGTH, true)),
    order: text(orderAt, orderLength),
    line: text(orderAt + orderLength, numbers.getUint32(sampleAt + LINE_LENGTH, true)),
  };
}

type Read = Pick<RecordedRow, 'record' | 'ambiguous' | 'witness'>;
type Sums = Pick<RecordedRow, 'requests' | 'bytesSent' | 'firstSeen' | 'lastSeen'>;

/** A row that parses its record when somebody asks for it: most are told by their keys. */
class SampledRow implements RecordedRow {
  readonly requests: number;
  readonly bytesSent: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly sketch: RowSketch | undefined;
  readonly #line: string;
  #read: Read | undefined;

  constructor(
    { key, order, line }: Sample,
    private readonly testimony: number,
    private readonly trail: Trail | undefined,
    { requests, bytesSent, firstSeen, lastSeen }: Sums,
  ) {
    this.requests = requests;
    this.bytesSent = bytesSent;
    this.firstSeen = firstSeen;
    this.lastSeen = lastSeen;
    // What CloudTrail says is worth as much as it agrees with the address.
    this.sketch = testimony === 0 && !isJsonLine(line) ? sketchOf(key, order) : undefined;
    this.#line = line;
  }

  get record(): AccessLogRecord {
    return this.#readLine().record;
  }

  get ambiguous(): boolean {
    return this.#readLine().ambiguous;
  }

  get witness(): Witness | null {
    return this.#readLine().witness;
  }

  #readLine(): Read {
    return (this.#read ??= readLine(this.#line, this.testimony, this.trail));
  }
}

function readLine(line: string, testimony: number, trail: Trail | undefined): Read {
  const parsed = parseLine(line);
  if (parsed.kind !== 'record') throw new Error('the first record of a group is none');
  const record = worstReading(parsed.readings);
  const found = testimony === 0 ? undefined : trail?.numberedTestimony(testimony);
  const witness = found === undefined ? null : (trail?.witnessFor(found, record) ?? null);
  return { record, ambiguous: parsed.ambiguous, witness };
}

/** Bucket, operation and error code; requester; remote IP; four words more, and whether there is a host id (./record-classes.ts). */
const KEY_WORDS = /^((?:[^\n]*\n){3})([^\n]*)\n([\da-fA-F.:]+)\n((?:[^\n]*\n){4}([-+]))/;

/** What key and order tell; `undefined` where the address is none, or hidden. */
function sketchOf(key: string, order: string): RowSketch | undefined {
  const [words, before = '', requester = '-', remoteIp = '', behind = '', hostId] =
    KEY_WORDS.exec(key.slice(TEXT_IN_KEY)) ?? [];
  const [requestId = '', operation = '', name = '-'] = order.split(' ');
  if (words === undefined) return undefined;
  const kind = key.slice(0, TEXT_IN_KEY) + before + behind + key.slice(TEXT_IN_KEY + words.length);
  const hasHostId = hostId === '+';
  return { kind, requester: orNull(requester), remoteIp, requestId, operation, key: orNull(name), hasHostId };
}
