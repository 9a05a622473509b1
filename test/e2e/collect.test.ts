import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NO_CONFIGURATION, runS3Audit, type Run } from '../audit/cli/run-s3-audit';
import { awkwardKeys as makeAwkwardKeys } from './awkward-keys';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';

const BUCKET = 'orders-logs-222222222222';
const READER = 'arn:aws:iam::222222222222:role/log-reader';
const OBJECTS = 150;
const KILLS = 50;
const awkwardKeys = makeAwkwardKeys(60, 'collect');
const LONGEST_LIFE_MS = 1500;

const unavailable = emulatorUnavailable();
if (unavailable) console.warn(`Skipped: collect against the emulator, because ${unavailable}.`);
const describeOrSkip = unavailable ? describe.skip : describe;

describeOrSkip('collect, the built command against the emulator', () => {
  let emulator: Emulator;
  let s3: S3Client;
  let directory: string;
  const keys = Array.from({ length: OBJECTS }, (_, index) => {
    const day = String(1 + (index % 9)).padStart(2, '0');
    const unique = createHash('sha256').update(String(index)).digest('hex').slice(0, 16).toUpperCase();
    return `s3-access/222222222222/us-east-1/orders/2026/01/${day}/2026-01-${day}-00-00-00-${unique}`;
  });
  const contentOf = (key: string): string => `${key}\n`.repeat(1 + (key.charCodeAt(key.length - 1) % 40));

  const put = async (prefix: string, all: readonly string[]): Promise<void> => {
    for (const key of all) {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${prefix}${key}`, Body: contentOf(key) }));
    }
  };

  const environment = (): NodeJS.ProcessEnv => ({
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
  });
  const argumentsFor = (prefix: string, to: string): string[] => [
    ...['collect', '--from', `s3://${BUCKET}/${prefix}`, '--to', to, '--role-arn', READER, '--format', 'json'],
    ...['--concurrency', '4'],
  ];
  const collect = (prefix: string, to: string): Promise<Run> => runS3Audit(argumentsFor(prefix, to), environment());

  const filesBelow = (root: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => [relative(root, path), readFileSync(path, 'utf8')]),
    );
  const manifestOf = (to: string): string[] =>
    readFileSync(join(to, '.s3-audit', `${BUCKET}.jsonl`), 'utf8')
      .split('\n')
      .slice(0, -1);

  beforeAll(async () => {
    emulator = await startEmulator();
    directory = mkdtempSync(join(tmpdir(), 's3-private-path-collect-'));
    s3 = new S3Client({
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: await emulator.credentialsFor('222222222222'),
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await put('', keys);
    await put('awkward/', awkwardKeys);
  });
  afterAll(async () => {
    s3.destroy();
    rmSync(directory, { recursive: true, force: true });
    await emulator.stop();
  });

  test('reads the bucket of account B by a role', async () => {
    const to = join(directory, 'whole');
    const run = await collect('s3-access/', to);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(JSON.parse(run.stdout)).toMatchObject({ listed: OBJECTS, collected: OBJECTS, unchanged: 0, failed: 0 });
    expect(filesBelow(join(to, BUCKET))).toEqual(Object.fromEntries(keys.map((key) => [key, contentOf(key)])));
  });

  test('keeps objects whatever their keys', async () => {
    const to = join(directory, 'awkward');
    const run = await collect('awkward/', to);
    expect([run.code, run.stderr]).toEqual([0, '']);
    const contents = Object.values(filesBelow(join(to, BUCKET)));
    expect(contents.sort()).toEqual(awkwardKeys.map(contentOf).sort());
  });

  test('outlives what S3 does on a bad day', async () => {
    await emulator.injectFaults({ rate: 0.3, kinds: ['throttle', 'internal'], seed: 7, stallSeconds: 0 });
    const to = join(directory, 'bad-day');
    const run = await collect('s3-access/', to);
    await emulator.injectFaults({ rate: 0, kinds: [], seed: 1, stallSeconds: 0 });
    // Some object may have been refused five times; then it is named, and the next run has only that to do.
    const again = await collect('s3-access/', to);
    const collected = [run, again].map(({ stdout }) => (JSON.parse(stdout) as { collected: number }).collected);
    expect([again.code, collected[0]! + collected[1]!]).toEqual([0, OBJECTS]);
    expect(filesBelow(join(to, BUCKET))).toEqual(filesBelow(join(directory, 'whole', BUCKET)));
  });

  test(`killed ${KILLS} times at random moments and resumed, it has everything once and nothing half`, async () => {
    const whole = filesBelow(join(directory, 'whole', BUCKET));
    const manifest = manifestOf(join(directory, 'whole')).sort();
    const to = join(directory, 'killed');
    let random = 1;
    const moment = (): number => (random = (random * 48_271) % 2_147_483_647) % LONGEST_LIFE_MS;
    let reached = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const env = { ...process.env, ...NO_CONFIGURATION, ...environment() };
      const child = spawn(process.execPath, ['bin/s3-audit', ...argumentsFor('s3-access/', to)], {
        env,
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      await pause(moment());
      child.kill('SIGKILL');
      await ended;
      const files = filesBelowOrNone(join(to, BUCKET));
      for (const [path, content] of Object.entries(files)) expect(content).toBe(whole[path]);
      if (Object.keys(files).length === OBJECTS) {
        // Done early: begin anew, so that every kill meets work.
        reached++;
        rmSync(to, { recursive: true });
      }
    }
    const run = await collect('s3-access/', to);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(filesBelow(join(to, BUCKET))).toEqual(whole);
    expect(manifestOf(to).sort()).toEqual(manifest);
    expect(readdirSync(join(to, '.s3-audit')).sort()).toEqual(['drafts', `${BUCKET}.jsonl`]);
    expect(readdirSync(join(to, '.s3-audit/drafts'))).toEqual([]);
    expect(reached).toBeLessThan(KILLS);
  }, 300_000);

  const filesBelowOrNone = (root: string): Record<string, string> => {
    try {
      return filesBelow(root);
    } catch {
      return {};
    }
  };
});
