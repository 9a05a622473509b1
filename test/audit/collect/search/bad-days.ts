import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { NO_CONFIGURATION } from '../../cli/run-s3-audit';
import { startFakeS3, type FakeS3, type Fault } from '../fake-s3';

/*
 * npx tsx test/audit/collect/search/bad-days.ts [objects] [faults, in percent] [kills] [seed]
 *
 * Collects so many objects from an S3 of our own that fails so often, killed (SIGKILL) at random moments so many times, again
 * and again until nothing failed; then every object has to be there once, as it is.
 */

const BUCKET = 'orders-logs-222222222222';
const PREFIX = 's3-access/222222222222/us-east-1/orders/2026/01/';
const FAULTS: readonly Fault[] = [
  { status: 503, code: 'SlowDown' },
  { status: 500, code: 'InternalError' },
  'short body',
  'wrong bytes',
];
/** Runs after the last kill; some object may fail as often as it is tried. */
const MOST_RUNS = 10;

/** What became of the objects. */
export interface BadDays {
  readonly faults: number;
  readonly runs: number;
  readonly missing: readonly string[];
  readonly wrong: readonly string[];
  readonly lastCode: number | null;
}

export async function surviveBadDays(objects: number, percent: number, kills: number, seed: number): Promise<BadDays> {
  const random = randomFrom(seed);
  const s3 = await startFakeS3(BUCKET);
  const to = mkdtempSync(join(tmpdir(), 's3-private-path-bad-days-'));
  let faults = 0;
  try {
    for (let i = 0; i < objects; i++) s3.objects.set(keyOf(i), `${keyOf(i)}\n`.repeat(1 + (i % 5)));
    s3.fault = ({ method }) => {
      if (method === 'HEAD' || random(1000) >= percent * 10) return undefined;
      faults++;
      return FAULTS[random(FAULTS.length)];
    };
    for (let kill = 0; kill < kills; kill++) await killed(s3, to, 300 + random(1500));
    let runs = 0;
    let lastCode: number | null = null;
    while (lastCode !== 0 && runs++ < MOST_RUNS) lastCode = await collected(s3, to);
    return { faults, runs, lastCode, ...compared(s3, join(to, BUCKET)) };
  } finally {
    await s3.stop();
    rmSync(to, { recursive: true, force: true });
  }
}

function keyOf(i: number): string {
  const day = String(1 + (i % 28)).padStart(2, '0');
  return `${PREFIX}${day}/2026-01-${day}-00-00-00-${i.toString(16).toUpperCase().padStart(16, '0')}`;
}

function run({ endpoint }: FakeS3, to: string) {
  const env = {
    ...process.env,
    ...NO_CONFIGURATION,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
  };
  const args = ['bin/s3-audit', 'collect', '--from', `s3://${BUCKET}/s3-access/`, '--to', to];
  return spawn(process.execPath, args, { env, stdio: 'ignore' });
}

async function collected(s3: FakeS3, to: string): Promise<number | null> {
  const [code] = (await once(run(s3, to), 'exit')) as [number | null];
  return code;
}

async function killed(s3: FakeS3, to: string, after: number): Promise<void> {
  const child = run(s3, to);
  const ended = once(child, 'exit');
  await pause(after);
  child.kill('SIGKILL');
  await ended;
}

function compared({ objects }: FakeS3, folder: string): Pick<BadDays, 'missing' | 'wrong'> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const found = new Set(paths.map((path) => relative(folder, path)));
  return {
    missing: [...objects.keys()].filter((key) => !found.has(key)),
    wrong: paths.filter((path) => objects.get(relative(folder, path)) !== readFileSync(path, 'utf8')),
  };
}

/** Lehmer's generator: the same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

if (require.main === module) {
  const [objects = '100000', percent = '5', kills = '0', seed = '1'] = process.argv.slice(2);
  void surviveBadDays(Number(objects), Number(percent), Number(kills), Number(seed)).then((days) => {
    const { faults, runs, missing, wrong, lastCode } = days;
    console.log(
      `${objects} objects, ${faults} faults, ${kills} kills, ${runs} runs after them: ` +
        `${missing.length} missing, ${wrong.length} wrong, exit code ${lastCode}`,
    );
    process.exitCode = missing.length + wrong.length === 0 && lastCode === 0 ? 0 : 1;
  });
}
