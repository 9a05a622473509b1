import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createReadStream, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { logLine } from '../../log-lines';

const directory = useTemporaryDirectory();
const log = (): string => join(directory(), 'log');

/** Writes lines of so many addresses. */
function writeLog(addresses: number): void {
  const line = logLine({ remoteIp: '52.1.2.3', requestId: 'IDENTIFIER' });
  const lines = Array.from({ length: addresses }, (_, i) =>
    line.replace('52.1.2.3', `52.${i >> 16}.${(i >> 8) & 255}.${i & 255}`).replace('IDENTIFIER', `ID${i}`),
  );
  writeFileSync(log(), `${lines.join('\n')}\n`);
}

/** What it writes comes in many parts. */
const command = (): string => `${process.execPath} bin/s3-audit remote-ips --logs ${log()} --format json`;

function whole(): string {
  const out = join(directory(), 'whole');
  execFileSync('sh', ['-c', `${command()} --output ${out}`], { stdio: 'ignore' });
  return readFileSync(out, 'utf8');
}

test('a pipe that lets no writer wait gets the whole result, however slowly it is read', async () => {
  writeLog(4000);
  const pipe = join(directory(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const writing = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  // By another number: Node makes the standard descriptors of its children let them wait.
  const child = spawn('sh', ['-c', `exec ${command()} >&3`], { stdio: ['ignore', 'ignore', 'inherit', writing] });
  const reading = createReadStream(pipe, { highWaterMark: 10_000 });
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
  expect(parts.join('').length).toBeGreaterThan(1_000_000);
  expect(parts.join('') === whole()).toBe(true);
});

test('parts of a result come in their order, where threads read the logs and the reader is fast', () => {
  // Threads have Node open its own stream of standard output, by which a pipe lets no writer wait any more.
  writeLog(60_000);
  const expected = whole();
  expect(expected.length).toBeGreaterThan(20_000_000);
  const out = join(directory(), 'out');
  for (let run = 0; run < 5; run++) {
    execFileSync('sh', ['-c', `${command()} | cat > ${out}`], { stdio: 'ignore' });
    expect(readFileSync(out, 'utf8') === expected).toBe(true);
  }
}, 30_000);

test('a file that was written to before is written on', () => {
  writeLog(20);
  const out = join(directory(), 'out');
  writeFileSync(out, 'before\n');
  expect(spawnSync('sh', ['-c', `${command()} >> ${out}`]).status).toBe(0);
  expect(readFileSync(out, 'utf8')).toBe(`before\n${whole()}`);
});
