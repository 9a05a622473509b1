import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { main } from '../audit/cli/main';
import { logLine } from '../test/audit/log-lines';
import { commandLine, readShare } from './command-line';

/*
 * npx tsx bench/soak.ts [hours]
 *
 * Runs `verify` over one synthetic day after the other in one process, other requests each day, and prints at each minute
 * how much memory is held once garbage is collected: what grows from day to day would grow for ever.
 */

v8.setFlagsFromString('--expose_gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

const LINES_OF_DAY = 20_000;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2026-01-05T00:00:00Z');
const MINUTE_MS = 60_000;

const [hours] = commandLine(
  'bench/soak.ts',
  'Verifies one synthetic day after the other; prints how much memory is held.',
)
  .argument('[hours]', 'how long', readShare, 0.02)
  .parse().processedArgs;

void (async () => {
  const folder = mkdtempSync(join(tmpdir(), 's3-private-path-soak-'));
  const held: number[] = [];
  try {
    const started = performance.now();
    let told = 0;
    for (let day = 0; performance.now() - started < hours * 3_600_000; day++) {
      await verifyDay(folder, day);
      collectGarbage();
      const { heapUsed, external, rss } = process.memoryUsage();
      held.push(heapUsed + external);
      const minutes = Math.floor((performance.now() - started) / MINUTE_MS);
      if (minutes >= told) {
        console.log(
          `${minutes} min: day ${day + 1}, ${megabytes([held.at(-1) ?? 0])} MB held, ${megabytes([rss])} MB resident`,
        );
        told = minutes + 1;
      }
    }
    const half = Math.floor(held.length / 2);
    console.log(
      `${held.length} days of ${LINES_OF_DAY} lines in ${Math.round((performance.now() - started) / MINUTE_MS)} minutes: at most ` +
        `${megabytes(held.slice(0, half))} MB held in the first half, ${megabytes(held.slice(half))} MB in the second`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
})();

/** Writes a day of requests through the endpoint and verifies it. @throws Error where a line is lost. */
async function verifyDay(folder: string, day: number): Promise<void> {
  const [log, output] = [join(folder, 'log'), join(folder, 'report.json')];
  const lines = Array.from({ length: LINES_OF_DAY }, (_, i) =>
    logLine({
      at: new Date(FIRST_DAY + day * DAY_MS + Math.floor((i * DAY_MS) / LINES_OF_DAY)).toISOString(),
      remoteIp: `10.20.${day % 256}.${i % 256}`,
    }),
  );
  writeFileSync(log, `${lines.join('\n')}\n`);
  const code = await main(
    [
      'verify',
      '--logs',
      log,
      '--bucket',
      'orders',
      '--vpce',
      'vpce-0a1b2c3d4e5f67890',
      '--cidr',
      '10.20.0.0/16',
    ].concat(['--format', 'json', '--output', output]),
  );
  const { coverage } = JSON.parse(readFileSync(output, 'utf8')) as { coverage: { records: number } };
  if (coverage.records !== LINES_OF_DAY) throw new Error(`day ${day}: ${coverage.records} of ${LINES_OF_DAY} records`);
  if (code === 1 || code === 2) throw new Error(`day ${day}: exit code ${code}`);
}

function megabytes(bytes: readonly number[]): number {
  return Math.round(Math.max(...bytes) / 1e6);
}
