import type { AccessLogRecord } from '../../../../../contract/access-log-fields';
import { parseLine } from '../../../../../audit/access-log/parse-line';
import { mildestAnswer, worstReading } from '../../../../../audit/access-log/worst-reading';
import { keyBytes } from '../../../../../audit/engines/local/scanner/group-key';
import {
  BYTES_SENT,
  FIRST_SEEN,
  HOUR,
  KEY,
  KEY_LENGTH,
  NEXT_GROUP,
  TESTIMONY_IN_KEY,
} from '../../../../../audit/engines/local/scanner/layout';
import {
  loadProgram,
  MOST_MEMORY,
  randomHashKey,
  startProgram,
} from '../../../../../audit/engines/local/scanner/program';
import { exposureOf } from '../../../../../audit/records/outcome';

/** What lines were, and the first that WebAssembly reads otherwise than the parser. */
export interface Comparison {
  readonly lines: number;
  /** Records that the parser reads and WebAssembly leaves to it. */
  readonly left: number;
  readonly records: number;
  readonly ambiguous: number;
  readonly difference: string | undefined;
}

/** A record as it goes into its group. */
interface Read {
  readonly key: string;
  readonly bytesSent: number;
  readonly time: number;
  readonly requestId: string;
  readonly hostId: string | null;
}

/**
 * Reads lines by the WebAssembly program alone and by the parser, and holds every field of each line that the program does
 * not leave to the parser against it. Each line is given a testimony of its own, so that each is a group.
 */
export function compareReadings(lines: readonly string[]): Comparison {
  const shared = loadProgram(MOST_MEMORY, randomHashKey());
  const room = (at: number, end: number): string => Buffer.from(shared.memory.buffer).toString('latin1', at, end);
  const asked: (Pick<Read, 'requestId' | 'hostId'> | undefined)[] = [];
  const program = startProgram(shared, {
    onExact: () => asked.push(undefined),
    onAnswer: (status, at, end) =>
      exposureOf({ httpStatus: status === 0 ? null : status, errorCode: orNull(room(at, end)) }),
    onRecord: (_bucketAt, _bucketEnd, requestIdAt, requestIdEnd, hostIdAt, hostIdEnd) =>
      asked.push({
        requestId: room(requestIdAt, requestIdEnd),
        hostId: hostIdAt === 0 ? null : orNull(room(hostIdAt, hostIdEnd)),
      }),
  });
  program.configure(-Infinity, Infinity, 1);
  const parsed = lines.map((line) => ({ line, parse: parseLine(line) })).filter(({ parse }) => parse.kind !== 'blank');
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
  const at = program.allocate(text.length + 64);
  Buffer.from(shared.memory.buffer).set(text, at);
  program.scan(at, at + text.length);
  program.settle();

  const groups = groupsIn(Buffer.from(shared.memory.buffer), program.firstGroup.value);
  const count = { left: 0, records: 0, ambiguous: 0, readAmbiguous: 0 };
  let difference: string | undefined = asked.length === parsed.length ? undefined : 'lines got lost';
  for (const [i, { line, parse }] of parsed.entries()) {
    const found = asked[i];
    if (parse.kind === 'record') count.records++;
    if (parse.kind === 'record' && parse.ambiguous) count.ambiguous++;
    if (found === undefined) {
      if (parse.kind === 'record') count.left++;
      continue;
    }
    if (parse.kind === 'record' && parse.ambiguous) count.readAmbiguous++;
    const expected = parse.kind === 'record' ? asRead(parse.readings, i + 1) : parse;
    const read = { ...groups.get(i + 1), ...found };
    if (JSON.stringify(read) !== JSON.stringify(expected)) {
      difference ??= `${JSON.stringify(line)}\nis read as ${JSON.stringify(read)}\nand not as ${JSON.stringify(expected)}`;
    }
  }
  if (program.ambiguous.value !== count.readAmbiguous) {
    difference ??= `${program.ambiguous.value} lines are taken for ambiguous, not ${count.readAmbiguous}`;
  }
  const { readAmbiguous: _, ...counts } = count;
  return { lines: lines.length, ...counts, difference };
}

type Readings = readonly [AccessLogRecord, ...AccessLogRecord[]];

function asRead(readings: Readings, testimony: number): Read {
  const record = worstReading(readings);
  const otherAnswer = mildestAnswer(readings);
  const key = keyBytes({ record, otherAnswer, inWindow: true, eventInside: false, testimony });
  const { bytesSent, time, requestId, hostId } = record;
  return { key: key.toString('latin1'), bytesSent, time, requestId, hostId };
}

function groupsIn(bytes: Buffer, first: number): ReadonlyMap<number, Pick<Read, 'key' | 'bytesSent' | 'time'>> {
  const groups = new Map<number, Pick<Read, 'key' | 'bytesSent' | 'time'>>();
  for (let at = first; at !== 0; at = bytes.readUInt32LE(at + NEXT_GROUP)) {
    if (bytes.readUInt32LE(at + KEY) === HOUR) continue;
    groups.set(bytes.readUInt32LE(at + KEY + TESTIMONY_IN_KEY), {
      key: bytes.toString('latin1', at + KEY, at + KEY + bytes.readUInt32LE(at + KEY_LENGTH)),
      bytesSent: bytes.readDoubleLE(at + BYTES_SENT),
      time: bytes.readDoubleLE(at + FIRST_SEEN),
    });
  }
  return groups;
}

function orNull(text: string): string | null {
  return text === '-' ? null : text;
}
