import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseLine } from '../audit/access-log/parse-line';
import { createEventCount } from '../audit/cloudtrail/event-count';
import { createPlainReader } from '../audit/cloudtrail/plain-events';
import { textOf } from '../audit/cloudtrail/testimony';
import { readTrailFile } from '../audit/cloudtrail/trail-file';
import { loadProgram, MOST_MEMORY, randomHashKey, startProgram } from '../audit/engines/local/scanner/program';

/** What share of the lines of files, from 0 to 1, WebAssembly leaves to the parser. */
export interface SlowPath {
  /** Records. */
  readonly records: number;
  /** Lines that are none: each has to be told why. */
  readonly rejects: number;
}

const LINE_FEED = 0x0a;
const PIECE = 8 * 1024 * 1024;

/** Counts the lines of files, compressed or not, that the scanner's program hands out. */
export function slowPathOf(paths: readonly string[]): SlowPath {
  const shared = loadProgram(MOST_MEMORY, randomHashKey());
  const counts = { records: 0, rejects: 0 };
  const program = startProgram(shared, {
    onExact(start, end) {
      const { kind } = parseLine(Buffer.from(shared.memory.buffer).toString('latin1', start, end));
      counts[kind === 'record' ? 'records' : 'rejects']++;
    },
    onAnswer: () => 0,
    onRecord: () => 0,
  });
  const room = program.allocate(PIECE + 64);
  for (const path of paths) scan(path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path));
  const lines = program.lines.value;
  return { records: counts.records / lines, rejects: counts.rejects / lines };

  function scan(bytes: Buffer): void {
    for (let from = 0; from < bytes.length;) {
      const end = Math.min(from + PIECE, bytes.length);
      const lastFeed = bytes.subarray(from, end).lastIndexOf(LINE_FEED);
      if (lastFeed < 0) break;
      Buffer.from(shared.memory.buffer).set(bytes.subarray(from, from + lastFeed + 1), room);
      program.scan(room, room + lastFeed + 1);
      from += lastFeed + 1;
    }
  }
}

/** What share of the events of compressed CloudTrail files, from 0 to 1, is parsed as JSON: those that say what none before did, and files of another form. */
export function parsedShareOf(paths: readonly string[]): number {
  const numbers = new Map<string, number>();
  const read = createPlainReader({
    numberOf(said) {
      const text = textOf(said);
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return number;
    },
    onRequest: () => undefined,
    onEvent: () => undefined,
  });
  let [parsed, all] = [0, 0];
  for (const path of paths) {
    const bytes = gunzipSync(readFileSync(path));
    const records = readTrailFile(bytes.toString('utf8')).records.length;
    parsed += read(bytes, createEventCount()) ?? records;
    all += records;
  }
  return parsed / all;
}
