import { parseLine } from '../../../../../audit/access-log/parse-line';
import { worstReading } from '../../../../../audit/access-log/worst-reading';
import {
  KEY,
  KEY_LENGTH,
  LINE_LENGTH,
  NEXT_GROUP,
  ORDER_IN_SAMPLE,
  ORDER_LENGTH,
  REQUESTS,
  SAMPLE,
} from '../../../../../audit/engines/local/scanner/layout';
import {
  loadProgram,
  MOST_MEMORY,
  randomHashKey,
  startProgram,
} from '../../../../../audit/engines/local/scanner/program';
import { createRecordClasses } from '../../../../../audit/engines/local/scanner/record-classes';
import { exposureOf } from '../../../../../audit/records/outcome';
import type { RecordGrouping } from '../../../../../audit/records/record-grouping';
import { isInWindow, type Selection } from '../../../../../audit/records/selection';

/** What became of lines, and the first group in which the program and the parser differ. */
export interface Comparison {
  readonly groups: number;
  /** Records that the program leaves to the parser. */
  readonly left: number;
  readonly records: number;
  readonly difference: string | undefined;
}

interface Group {
  readonly requests: number;
  /** The line that stands for it, empty for records that are left out. */
  readonly sample: string;
}

/**
 * Gathers lines, all different, for a rehearsal by the WebAssembly program alone, and by the parser; of those that the program
 * does not leave to the parser, each key, number of records and first line must be equal.
 */
export function compareKeys(lines: readonly string[], grouping: RecordGrouping, selection: Selection): Comparison {
  const shared = loadProgram(MOST_MEMORY, randomHashKey());
  const room = (at: number, end: number): string => Buffer.from(shared.memory.buffer).toString('latin1', at, end);
  const left = new Set<string>();
  const program = startProgram(shared, {
    onExact: (at, end) => left.add(room(at, end)),
    onAnswer: (status, at, end) =>
      exposureOf({ httpStatus: status === 0 ? null : status, errorCode: orNull(room(at, end)) }),
    onRecord: () => 0,
    onBucket: (at, end) => classes.onBucket(room(at, end)),
    onStep: (row, offset) => classes.onStep(row, offset),
  });
  const allocate = (bytes: number): number => program.allocate(bytes);
  const classes = createRecordClasses(grouping, selection.buckets, { memory: shared.memory, allocate });
  program.configure(selection.since ?? -Infinity, selection.until ?? Infinity, 0);
  program.configureGrouping(classes.address);
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
  const at = program.allocate(text.length + 64);
  Buffer.from(shared.memory.buffer).set(text, at);
  program.scan(at, at + text.length);

  const expected = new Map<string, Group>();
  const count = { left: 0, records: 0 };
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed.kind !== 'record') continue;
    count.records++;
    if (left.has(line)) {
      count.left++;
      continue;
    }
    const record = worstReading(parsed.readings);
    const read = {
      ...{ record, ambiguous: parsed.ambiguous, eventInside: false, testimony: 0 },
      inWindow: isInWindow(record.time, selection),
    };
    const key = classes.keyOf(read).toString('latin1');
    const known = expected.get(key);
    const sample = classes.isIn(read) ? line : '';
    const isFirst = known === undefined || isBefore(sample, known.sample);
    expected.set(key, { requests: 1 + (known?.requests ?? 0), sample: isFirst ? sample : known.sample });
  }
  const found = groupsIn(Buffer.from(shared.memory.buffer), program.firstGroup.value);
  const names = new Set([...expected.keys(), ...found.keys()]);
  const differing = [...names].find((key) => JSON.stringify(expected.get(key)) !== JSON.stringify(found.get(key)));
  const difference =
    differing &&
    `${JSON.stringify(differing)}\nis of ${JSON.stringify(found.get(differing))}\nand not of ${JSON.stringify(expected.get(differing))}`;
  return { groups: expected.size, ...count, difference };
}

/** As rehearsals have it (audit/rehearse/group-recorded.ts); what is equal there comes by its line. */
function isBefore(line: string, other: string): boolean {
  const [a, b] = [orderOf(line), orderOf(other)];
  return (
    a.find((text, i) => text !== b[i]) !== undefined &&
    a.findIndex((text, i) => text < (b[i] ?? '')) === a.findIndex((text, i) => text !== b[i])
  );
}

function orderOf(line: string): readonly string[] {
  const parsed = parseLine(line);
  if (parsed.kind !== 'record') return [];
  const { time, requestId, key } = worstReading(parsed.readings);
  return [String(time + 1e12), requestId, key ?? '-', line];
}

function groupsIn(bytes: Buffer, first: number): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (let at = first; at !== 0; at = bytes.readUInt32LE(at + NEXT_GROUP)) {
    const sampleAt = bytes.readUInt32LE(at + SAMPLE);
    const lineAt = sampleAt + ORDER_IN_SAMPLE + bytes.readUInt32LE(sampleAt + ORDER_LENGTH);
    const lineEnd = lineAt + bytes.readUInt32LE(sampleAt + LINE_LENGTH);
    groups.set(bytes.toString('latin1', at + KEY, at + KEY + bytes.readUInt32LE(at + KEY_LENGTH)), {
      requests: bytes.readDoubleLE(at + REQUESTS),
      sample: sampleAt === 0 ? '' : bytes.toString('latin1', lineAt, lineEnd),
    });
  }
  return groups;
}

function orNull(text: string): string | null {
  return text === '-' ? null : text;
}
