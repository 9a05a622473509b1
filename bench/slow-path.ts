import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseLine } from '../audit/access-log/parse-line';
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
