import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { logReader } from '../audit/engines/local/log-reader';
import { logLine } from '../test/audit/log-lines';

/*
 * npx tsx bench/soak.ts [seconds]
 *
 * Reads one synthetic day after the other in one process, other requests each day, and tells how much memory it holds once
 * garbage is collected: what grows from day to day would grow for ever.
 */

v8.setFlagsFromString('--expose_gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

const LINES_OF_DAY = 20_000;
const seconds = Number(process.argv[2] ?? '60');

void (async () => {
  const folder = mkdtempSync(join(tmpdir(), 's3-private-path-soak-'));
  const held: number[] = [];
  try {
    const end = performance.now() + seconds * 1000;
    for (let day = 0; performance.now() < end; day++) {
      const path = join(folder, 'day');
      const hour = (i: number): string => String(Math.floor((i * 24) / LINES_OF_DAY)).padStart(2, '0');
      const lines = Array.from({ length: LINES_OF_DAY }, (_, i) =>
        logLine({ at: `2026-01-05T${hour(i)}:00:00Z`, remoteIp: `10.20.${day % 256}.${i % 256}` }),
      );
      writeFileSync(path, `${lines.join('\n')}\n`);
      const { coverage } = await logReader.aggregate([{ kind: 'file', path }], {
        buckets: [],
        since: null,
        until: null,
      });
      if (coverage.records !== LINES_OF_DAY)
        throw new Error(`day ${day}: ${coverage.records} of ${LINES_OF_DAY} records`);
      collectGarbage();
      const { heapUsed, external } = process.memoryUsage();
      held.push(heapUsed + external);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const megabytes = (part: readonly number[]): number => Math.round(Math.max(...part) / 1e6);
  const half = Math.floor(held.length / 2);
  console.log(
    `${held.length} days of ${LINES_OF_DAY} lines: at most ${megabytes(held.slice(0, half))} MB held in the first half, ` +
      `${megabytes(held.slice(half))} MB in the second`,
  );
})();
