import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { parseLine } from '../../../access-log/parse-line';
import { worstReading } from '../../../access-log/worst-reading';
import type { Trail } from '../../../cloudtrail/trail';
import type { OnRow, RecordedRow, RowKind, RowSketch } from '../../../records/record-grouping';
import { forEachGroup, groupMemory, keyPlacesOf, orNull, type GroupMemory } from './group-key';
import type { Witness } from '../../../records/witness';
import { remembering } from '../../../remembering';
import type { MergedGroups } from './groups';
import {
  BYTES_SENT,
  FIRST_SEEN,
  KEY,
  LAST_SEEN,
  LINE_LENGTH,
  ORDER_IN_SAMPLE,
  ORDER_LENGTH,
  OTHER_BUCKET,
  REQUESTS,
  SAMPLE,
  TESTIMONY_IN_KEY,
  TEXT_IN_KEY,
} from './layout';

/** How many records are left out, and of how many CloudTrail has an event. */
export type LeftOut = Pick<MergedGroups, 'otherBuckets' | 'outsideWindow' | 'witnessed'>;

/** Makes rows of the groups in the memories of scanners, in which they have the keys of wasm/recorded-key.ts. */
export interface RecordGatherer {
  /** @param found address of what a scanner found, by itself and with others. */
  add(memory: WebAssembly.Memory, found: number): void;
  left(): LeftOut;
}

/**
 * Makes a gatherer. Nothing is copied out of a memory but what is asked of a row: whoever keeps one keeps its memory.
 *
 * @param trail whose testimonies the keys number.
 */
export function createRecordGatherer(trail: Trail | undefined, onRow: OnRow): RecordGatherer {
  const left = { otherBuckets: 0, outsideWindow: 0, witnessed: 0 };
  const told: Told = { kindOf: remembering(readKind), senderOf: remembering(readSender) };

  function addGroup(memory: GroupMemory, at: number): void {
    const { numbers } = memory;
    const requests = numbers.getFloat64(at + REQUESTS, true);
    if (numbers.getUint32(at + KEY + TESTIMONY_IN_KEY, true) !== 0) left.witnessed += requests;
    if (numbers.getUint32(at + SAMPLE, true) !== 0) onRow(new SampledRow(memory, at, told, trail));
    else left[numbers.getUint32(at + KEY, true) === OTHER_BUCKET ? 'otherBuckets' : 'outsideWindow'] += requests;
  }

  return {
    add(memory, found) {
      const from = groupMemory(memory);
      forEachGroup(from, found, (at) => {
        addGroup(from, at);
      });
    },
    left: () => left,
  };
}

/** Where the texts of a group's sample stand. */
interface Sample {
  readonly orderAt: number;
  /** Where the order ends. */
  readonly lineAt: number;
  readonly lineEnd: number;
}

function sampleOf({ numbers }: GroupMemory, group: number): Sample {
  const at = numbers.getUint32(group + SAMPLE, true);
  const orderAt = at + ORDER_IN_SAMPLE;
  const lineAt = orderAt + numbers.getUint32(at + ORDER_LENGTH, true);
  return { orderAt, lineAt, lineEnd: lineAt + numbers.getUint32(at + LINE_LENGTH, true) };
}

type Read = Pick<RecordedRow, 'record' | 'ambiguous' | 'witness'>;

/** Read once of all rows that have it: their texts are one then, which takes less to look up. */
interface Told {
  readonly kindOf: (shared: string) => RowKind;
  readonly senderOf: (text: string) => Sender;
}

interface Sender {
  readonly requester: string | null;
  readonly remoteIp: string;
  readonly hasAddress: boolean;
}

/** A row that parses its record when somebody asks for it: most are told by their keys. */
class SampledRow implements RecordedRow {
  readonly requests: number;
  readonly bytesSent: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly sketch: RowSketch | undefined;
  readonly #readLine: () => Read;
  #read: Read | undefined;

  constructor(memory: GroupMemory, at: number, told: Told, trail: Trail | undefined) {
    const { numbers, bytes } = memory;
    this.requests = numbers.getFloat64(at + REQUESTS, true);
    this.bytesSent = numbers.getFloat64(at + BYTES_SENT, true);
    this.firstSeen = numbers.getFloat64(at + FIRST_SEEN, true);
    this.lastSeen = numbers.getFloat64(at + LAST_SEEN, true);
    const testimony = numbers.getUint32(at + KEY + TESTIMONY_IN_KEY, true);
    const sample = sampleOf(memory, at);
    // What CloudTrail says is worth as much as it agrees with the address.
    this.sketch = testimony === 0 ? sketchOf(memory, at, sample, told) : undefined;
    this.#readLine = () => readLine(bytes.toString('latin1', sample.lineAt, sample.lineEnd), testimony, trail);
  }

  get record(): AccessLogRecord {
    return this.#parsed().record;
  }

  get ambiguous(): boolean {
    return this.#parsed().ambiguous;
  }

  get witness(): Witness | null {
    return this.#parsed().witness;
  }

  #parsed(): Read {
    return (this.#read ??= this.#readLine());
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

const ADDRESS = /^[\da-fA-F.:]+$/;
/** A line in JSON, or what looks like one: those begin with a brace, or with a time before it (parse-json-line.ts). */
const BRACE = 0x7b;
const DASH = 0x2d;
const YEAR = 4;

/** What key and order tell; `undefined` where the address is none, or hidden, and of a line in JSON. */
function sketchOf(
  memory: GroupMemory,
  at: number,
  { orderAt, lineAt }: Sample,
  { kindOf, senderOf }: Told,
): RowSketch | undefined {
  const { bytes } = memory;
  const { from, requesterAt, end } = keyPlacesOf(memory, at, 0);
  const { requester, remoteIp, hasAddress } = senderOf(bytes.toString('latin1', requesterAt, end));
  if (!hasAddress || bytes[lineAt] === BRACE || bytes[lineAt + YEAR] === DASH) return undefined;
  const kind = kindOf(bytes.toString('latin1', from, requesterAt - 1));
  const order = bytes.toString('latin1', orderAt, lineAt);
  const requestIdEnd = order.indexOf(' ');
  const key = order.slice(order.indexOf(' ', requestIdEnd + 1) + 1);
  return { kind, requester, remoteIp, requestId: order.slice(0, requestIdEnd), key: orNull(key) };
}

/** Requester and remote IP, each with a line feed behind it. */
function readSender(text: string): Sender {
  const [requester = '-', remoteIp = '-'] = text.split('\n');
  return { requester: orNull(requester), remoteIp, hasAddress: ADDRESS.test(remoteIp) };
}

const WORDS_BEFORE_HOST_ID = 7;

/** Reads what all rows of a kind have from what their keys have in common (./record-classes.ts). */
function readKind(shared: string): RowKind {
  const words = shared.slice(TEXT_IN_KEY).split('\n', WORDS_BEFORE_HOST_ID + 1);
  return { operation: words[1] ?? '-', hasHostId: words[WORDS_BEFORE_HOST_ID]?.startsWith('+') === true };
}
