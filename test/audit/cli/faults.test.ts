import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeResult } from '../../../audit/cli/parts/files';
import { asAnotherUser } from '../../another-user';
import { useTemporaryDirectory } from '../../temporary-directory';
import { logLine } from '../log-lines';
import { NO_CONFIGURATION, runS3Audit } from './run-s3-audit';

const directory = useTemporaryDirectory();
const log = (): string => join(directory(), 'logs', 'log');
const VERIFY = ['verify', '--vpce', 'vpce-0a1b2c3d4e5f67890', '--cidr', '10.20.0.0/16', '--bucket', 'orders'];
/** What a run leaves in its folders for temporary files and outputs. */
const left = (): readonly string[] => [
  ...readdirSync(join(directory(), 'tmp')),
  ...readdirSync(join(directory(), 'out')),
];
const environment = (): NodeJS.ProcessEnv => ({
  TMPDIR: join(directory(), 'tmp'),
  XDG_CACHE_HOME: join(directory(), 'cache'),
});

beforeEach(() => {
  for (const name of ['logs', 'tmp', 'out']) mkdirSync(join(directory(), name));
  writeFileSync(log(), `${logLine()}\n${logLine()}\n`);
});

describe('a result that cannot be written ends with 2, a sentence, and nothing half written', () => {
  const rows: readonly (readonly [string, (out: string) => string, RegExp])[] = [
    ['the disk is full', () => '/dev/full', /--output \/dev\/full: no space left on the device/],
    ['the folder is missing', (out) => join(out, 'missing', 'x'), /no such file or directory/],
    ['a folder is in the way', (out) => out, /is a directory/],
    ['a file stands for a folder', () => join(log(), 'x'), /a part of the path is not a directory/],
    ['the name is too long', (out) => join(out, 'x'.repeat(300)), /the name is longer than the system takes/],
  ];
  test.each(rows)('%s', async (_, path, problem) => {
    const run = await runS3Audit(
      [...VERIFY, '--logs', log(), '--format', 'json', '--output', path(join(directory(), 'out'))],
      environment(),
    );
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(problem);
    expect(run.stderr).not.toMatch(/\n\s+at /);
    expect(left()).toEqual([]);
  });

  test('standard output is full', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, ['bin/s3-audit', ...VERIFY, '--logs', log()], {
      stdio: ['ignore', full, 'pipe'],
    });
    const told: string[] = [];
    child.stderr!.on('data', (text) => told.push(String(text)));
    expect((await once(child, 'close'))[0]).toBe(2);
    expect(told.join('')).toBe('s3-audit: standard output: no space left on the device\n');
  });

  test('the folder may not be written to', async () => {
    const out = join(directory(), 'out');
    chmodSync(out, 0o555);
    await asAnotherUser(directory(), async () => {
      await expect(writeResult('x', join(out, 'x'))).rejects.toThrow(/^--output .*out\/x: permission denied$/);
    });
    expect(readdirSync(out)).toEqual([]);
  });
});

describe('what ends a run leaves nothing behind', () => {
  /** A log that never ends, from whoever writes into the pipe. */
  async function whileReading(
    act: (child: ReturnType<typeof spawn>, write: (text: string) => void) => Promise<unknown>,
  ) {
    const pipe = join(directory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = openSync(pipe, 'r+');
    const args = [
      'bin/s3-audit',
      ...VERIFY,
      '--logs',
      pipe,
      '--format',
      'json',
      '--output',
      join(directory(), 'out', 'x'),
    ];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...NO_CONFIGURATION, ...environment() } });
    const told: string[] = [];
    child.stderr.on('data', (text) => told.push(String(text)));
    const ended = once(child, 'close');
    const stuck = setTimeout(() => child.kill('SIGKILL'), 20_000);
    writeSync(writer, `${logLine()}\n`);
    await pause(700);
    await act(child, (text) => writeSync(writer, text));
    const [code] = (await ended) as [number | null];
    clearTimeout(stuck);
    return { code, told: told.join('') };
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends with %i and a sentence', async (signal, code) => {
    const run = await whileReading((child) => Promise.resolve(child.kill(signal)));
    expect(run).toEqual({ code, told: 's3-audit: interrupted; no result was written\n' });
    expect(left()).toEqual([]);
  });

  test('a reader that leaves early is no error, and the exit code tells the verdict', () => {
    const many = Array.from({ length: 5000 }, (_, i) => logLine({ remoteIp: `52.1.${i >> 8}.${i & 255}` })).join('\n');
    writeFileSync(log(), `${many}\n`);
    const shell = `node bin/s3-audit ${VERIFY.join(' ')} --logs ${log()} --format csv | head -1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    expect(execFileSync('bash', ['-c', shell], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })).toBe('1\n');
  });
});

test('a source that gives its bytes slowly, a few at a time, is read to its end', async () => {
  const text = `${logLine()}\n${logLine()}\n${logLine()}\n`;
  const child = spawn(process.execPath, ['bin/s3-audit', ...VERIFY, '--logs', '-', '--format', 'json']);
  const out: string[] = [];
  child.stdout.on('data', (part) => out.push(String(part)));
  for (let at = 0; at < text.length; at += 200) {
    child.stdin.write(text.slice(at, at + 200));
    await pause(20);
  }
  child.stdin.end();
  await once(child, 'close');
  expect(JSON.parse(out.join(''))).toMatchObject({ coverage: { lines: 3, records: 3 } });
});

test('a named pipe that gives its bytes slowly, as a network drive may, is read to its end', async () => {
  const pipe = join(directory(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const text = `${logLine()}\n${logLine()}\n`;
  const args = ['bin/s3-audit', ...VERIFY, '--logs', pipe, '--format', 'json'];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...NO_CONFIGURATION, ...environment() } });
  const out: string[] = [];
  child.stdout.on('data', (part) => out.push(String(part)));
  const ended = once(child, 'close');
  // Waits until somebody reads.
  const writer = await open(pipe, 'w');
  for (let at = 0; at < text.length; at += 150) {
    await writer.write(text.slice(at, at + 150));
    await pause(30);
  }
  await writer.close();
  await ended;
  expect(JSON.parse(out.join(''))).toMatchObject({ coverage: { lines: 2, records: 2 } });
});

test('without any home directory a verdict is what it is with one', async () => {
  const args = [...VERIFY, '--logs', log(), '--format', 'json'];
  const [kept, without] = [
    await runS3Audit(args, environment()),
    await runS3Audit(args, { ...environment(), HOME: undefined, XDG_CACHE_HOME: undefined, USERPROFILE: undefined }),
  ];
  expect(without).toEqual(kept);
});

test('no command starts another process, so that none can be killed under it', () => {
  const sources = readdirSync('audit', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(300);
  expect(sources.filter((path) => readFileSync(join('audit', path), 'utf8').includes('child_process'))).toEqual([]);
});

test('sources that are not what they seem are named: gone, a circle, not to be read', async () => {
  symlinkSync(join(directory(), 'gone'), join(directory(), 'logs', 'to-nothing'));
  symlinkSync(join(directory(), 'b'), join(directory(), 'a'));
  symlinkSync(join(directory(), 'a'), join(directory(), 'b'));
  const run = await runS3Audit([...VERIFY, '--logs', join(directory(), 'logs'), join(directory(), 'a')], environment());
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/to-nothing: no such file or directory/);
  expect(run.stderr).toMatch(/: the symbolic links lead in a circle/);
});

test('without a home directory, and without a cache, a query answers all the same', async () => {
  const nowhere = { HOME: join(directory(), 'nowhere'), XDG_CACHE_HOME: '' };
  const run = await runS3Audit(['query', 'SELECT count(*) AS n FROM access_log', '--logs', log(), '--format', 'json'], {
    ...environment(),
    ...nowhere,
  });
  expect([run.code, JSON.parse(run.stdout)]).toMatchObject([0, { rows: [{ n: 2 }] }]);
});

test('where no cache can be kept, a query says so or answers, and never ends in an internal error', async () => {
  const run = await runS3Audit(['query', 'SELECT count(*) AS n FROM access_log', '--logs', log(), '--format', 'json'], {
    ...environment(),
    XDG_CACHE_HOME: log(),
  });
  expect(run.stderr).not.toMatch(/internal error/);
  expect([0, 2]).toContain(run.code);
  if (run.code === 0) expect(JSON.parse(run.stdout)).toMatchObject({ rows: [{ n: 2 }] });
});

test('a clock that is set back or forward changes no result', async () => {
  const preload = join(directory(), 'clock.cjs');
  // Each look at the clock is an hour earlier than the one before.
  writeFileSync(preload, 'const start = Date.now(); let looks = 0; Date.now = () => start - 3_600_000 * looks++;');
  const args = [...VERIFY, '--logs', log(), '--format', 'json'];
  const [plain, stepped] = [
    await runS3Audit(args, environment()),
    await runS3Audit(args, { ...environment(), NODE_OPTIONS: `--require ${preload}` }),
  ];
  expect(stepped).toEqual(plain);
});
