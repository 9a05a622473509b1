import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorUnavailable, startEmulator, type Emulator } from '../emulator/emulator';
import { startTrino, trinoUnavailable, type Trino } from './trino';
import { openStage, ACCOUNT, REGION, type Stage, type World } from './worlds';

const unavailable = emulatorUnavailable() ?? trinoUnavailable();
const withTrino = unavailable === undefined ? describe : describe.skip;
if (unavailable !== undefined) console.warn(`Skipped: ${unavailable}.`);
const SHARED = '../shared/cases/engines';

jest.setTimeout(360_000);

withTrino('a Trino over the emulator', () => {
  let emulator: Emulator;
  let trino: Trino;
  let stage: Stage;
  const before = { ...process.env };

  beforeAll(async () => {
    emulator = await startEmulator();
    const { accessKeyId, secretAccessKey, sessionToken } = await emulator.credentialsFor(ACCOUNT, 'auditor');
    Object.assign(process.env, {
      ...{ AWS_ENDPOINT_URL: emulator.endpoint, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: accessKeyId },
      ...{ AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken },
    });
    trino = await startTrino(emulator, { accessKeyId });
    stage = await openStage(trino.url);
  });
  afterAll(async () => {
    stage.close();
    await trino.stop();
    process.env = before;
    await emulator.stop();
  });

  const cases = existsSync(SHARED) ? readdirSync(SHARED).filter((name) => name !== 'README.md') : [];
  it.each(cases)('reads %s as the local engine does', async (name) => {
    const folder = join(SHARED, name);
    const logs = Object.fromEntries(
      readdirSync(folder)
        .filter((file) => file !== 'e.json')
        .map((file) => [file, readFileSync(join(folder, file))]),
    );
    const world: World = {
      ...{ name, layout: 'simple', logs },
      args: [
        'verify',
        '--expect',
        join(folder, 'e.json'),
        '--since',
        '2026-01-01',
        '--until',
        '2026-01-10',
        '--format',
        'json',
      ],
    };
    const t = Date.now();
    const { local, trino: found } = await stage.ask(world);
    process.stdout.write(`${name} ${Date.now() - t}\n`);
    expect(found.said.replace(/s3-audit: (read|the table has).*\n/g, '')).toBe(local.said);
    expect(found.text).toBe(local.text);
    expect(found.code).toBe(local.code);
  });
});
