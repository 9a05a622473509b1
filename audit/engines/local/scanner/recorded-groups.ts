import { parseLine } from '../../../access-log/parse-line';
import { worstReading } from '../../../access-log/worst-reading';
import type { Trail } from '../../../cloudtrail/trail';
import { requireMemory } from '../../../memory';
import { grouped } from '../../../output/numbers';
import type { RecordedRow } from '../../../records/record-grouping';
import type { GroupMemory } from './group-key';
import type { MergedGroups } from './groups';
import {
  BYTES_SENT,
  FIRST_SEEN,
  KEY,
  LAST_SEEN,
  LINE_LENGTH,
  NEXT_GROUP,
  ORDER_IN_SAMPLE,
  ORDER_LENGTH,
  OTHER_BUCKET,
  REQUESTS,
  SAMPLE,
  TESTIMONY_IN_KEY,
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
    rows.push({
      ...readSample(memory, sampleAt, testimony, trail),
      requests,
      bytesSent: numbers.getFloat64(at + BYTES_SENT, true),
      firstSeen: numbers.getFloat64(at + FIRST_SEEN, true),
      lastSeen: numbers.getFloat64(at + LAST_SEEN, true),
    });
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

function readSample(
  { bytes, numbers }: GroupMemory,
  at: number,
  testimony: number,
  trail: Trail | undefined,
): Pick<RecordedRow, 'record' | 'ambiguous' | 'witness'> {
  const from = at + ORDER_IN_SAMPLE + numbers.getUint32(at + ORDER_LENGTH, true);
  const parsed = parseLine(bytes.toString('latin1', from, from + numbers.getUint32(at + LINE_LENGTH, true)));
  if (parsed.kind !== 'record') throw new Error('the first record of a group is none');
  const record = worstReading(parsed.readings);
  const found = testimony === 0 ? undefined : trail?.numberedTestimony(testimony);
  const witness = found === undefined ? null : (trail?.witnessFor(found, record) ?? null);
  return { record, ambiguous: parsed.ambiguous, witness };
}
