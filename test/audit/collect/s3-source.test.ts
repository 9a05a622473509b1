import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runS3Audit, type Run } from '../cli/run-s3-audit';
import { expectations } from '../judge/request-group';
import { logLine } from '../log-lines';
import { useTemporaryDirectory } from '../../temporary-directory';
import { startFakeS3, type FakeS3 } from './fake-s3';

const BUCKET = 'orders-logs-222222222222';
const directory = useTemporaryDirectory();
let s3: FakeS3;

beforeEach(async () => {
  s3 = await startFakeS3(BUCKET);
});
afterEach(() => s3.stop());

const run = (...args: string[]): Promise<Run> =>
  runS3Audit(args, {
    AWS_ENDPOINT_URL: s3.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    XDG_CACHE_HOME: directory(),
  });
const verify = (...args: string[]): Promise<Run> => {
  const expect_ = join(directory(), 'expect.json');
  writeFileSync(expect_, JSON.stringify(expectations));
  return run('verify', '--expect', expect_, '--logs', `s3://${BUCKET}/logs/`, '--format', 'json', ...args);
};
const put = (name: string, ...lines: string[]): void => void s3.objects.set(`logs/${name}`, `${lines.join('\n')}\n`);
const downloads = (): number => s3.requests.filter(({ method, key }) => method === 'GET' && key !== '').length;

test('logs are read where they are, and each object is copied once', async () => {
  put('2026-01-05-01-00-00-A', logLine({ remoteIp: '10.20.3.4' }));
  const first = await verify();
  expect([first.code, first.stderr]).toEqual([0, '']);
  put('2026-01-05-02-00-00-B', logLine({ remoteIp: '52.1.2.3' }));
  expect((await verify()).code).toBe(1);
  expect(downloads()).toBe(2);
});

test('what has expired in the bucket no longer counts', async () => {
  put('2026-01-05-01-00-00-A', logLine({ remoteIp: '10.20.3.4' }));
  put('2026-01-05-02-00-00-B', logLine({ remoteIp: '52.1.2.3' }));
  expect((await verify()).code).toBe(1);
  s3.objects.delete('logs/2026-01-05-02-00-00-B');
  expect((await verify()).code).toBe(0);
});

test('that they were listed now is known: a window may end a few hours ago, and in the future it may not', async () => {
  put('2026-01-05-09-00-00-A', logLine({ remoteIp: '10.20.3.4' }));
  expect((await verify('--until', '2026-01-06')).code).toBe(0);
  const { code, stdout } = await verify('--until', '2999-01-01');
  expect([code, stdout]).toEqual([3, expect.stringMatching(/the logs were listed at .*, before the window ends/)]);
});

test('an object that cannot be read is never passed over', async () => {
  put('2026-01-05-01-00-00-A', logLine({ remoteIp: '10.20.3.4' }));
  put('2026-01-05-02-00-00-B', logLine({ remoteIp: '52.1.2.3' }));
  s3.fault = ({ key }) => (key.endsWith('B') ? { status: 403, code: 'AccessDenied' } : undefined);
  const { code, stdout, stderr } = await verify();
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /^s3-audit: --logs s3:\/\/.*\/logs\/: s3:\/\/.*\/logs\/2026-01-05-02-00-00-B: access denied: s3:GetObject/,
  );
});

test('rejects are told by the name of their object', async () => {
  put('2026-01-05-01-00-00-A', 'no record');
  const { stdout } = await run('rejects', '--logs', `s3://${BUCKET}/logs/`);
  expect(stdout).toMatch(new RegExp(`^s3://${BUCKET}/logs/2026-01-05-01-00-00-A:1: `));
});

test('nothing under a prefix is a mistake, and a window leaves out earlier days only', async () => {
  put('2026-01-05-01-00-00-A', logLine({ remoteIp: '10.20.3.4' }));
  const { code, stderr } = await run('rejects', '--logs', `s3://${BUCKET}/typo/`);
  expect([code, stderr]).toEqual([2, `s3-audit: --logs s3://${BUCKET}/typo/: no object has a key that begins so\n`]);
  await verify('--since', '2026-01-06');
  expect(downloads()).toBe(0);
  await verify('--until', '2026-01-02');
  expect(downloads()).toBe(1);
});

test('a copy is as it was sent, compressed or not', async () => {
  const compressed = gzipSync('x').toString('latin1');
  s3.objects.set('logs/x.gz', compressed);
  await run('rejects', '--logs', `s3://${BUCKET}/logs/`);
  const copy = join(directory(), 's3-audit/objects', BUCKET, 'logs/x.gz');
  expect(readFileSync(copy, 'utf8')).toBe(compressed);
});
