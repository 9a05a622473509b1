import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createReadStream, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { logLine } from '../../log-lines';

const directory = useTemporaryDirectory();
const log = (): string => join(directory(), 'log');
/** More than a pipe holds. */
const MANY = 2000;

beforeEach(() => {
  const lines = Array.from({ length: MANY }, (_, i) => logLine({ remoteIp: `52.1.${i >> 8}.${i & 255}` }));
  writeFileSync(log(), `${lines.join('\n')}\n`);
});

const command = (): string => `${process.execPath} bin/s3-audit remote-ips --logs ${log()} --format csv`;
const whole = (): string => execFileSync('sh', ['-c', command()], { encoding: 'utf8' });

test('a pipe that lets no writer wait gets the whole result, however slowly it is read', async () => {
  const pipe = join(directory(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const writing = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  // By another number: Node makes the standard descriptors of its children let them wait.
  const child = spawn('sh', ['-c', `exec ${command()} >&3`], { stdio: ['ignore', 'ignore', 'inherit', writing] });
  const reading = createReadStream(pipe, { highWaterMark: 4096 });
  const parts: string[] = [];
  const read = (async () => {
    for await (const part of reading) {
      parts.push(String(part));
      await pause(1);
    }
  })();
  const [code] = (await once(child, 'close')) as [number];
  closeSync(writing);
  await read;
  expect(code).toBe(0);
  expect(parts.join('').length).toBeGreaterThan(100_000);
  expect(parts.join('')).toBe(whole());
});

test('a file that was written to before is written on', () => {
  const out = join(directory(), 'out');
  writeFileSync(out, 'before\n');
  expect(spawnSync('sh', ['-c', `${command()} >> ${out}`]).status).toBe(0);
  expect(execFileSync('cat', [out], { encoding: 'utf8' })).toBe(`before\n${whole()}`);
});
