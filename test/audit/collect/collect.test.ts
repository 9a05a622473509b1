import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runS3Audit, type Run } from '../cli/run-s3-audit';
import { useTemporaryDirectory } from '../../temporary-directory';
import { startFakeS3, type FakeS3, type SeenRequest } from './fake-s3';

const BUCKET = 'orders-logs-222222222222';
const ACCESS = 's3-access/222222222222/us-east-1/orders-replica-222222222222';
const directory = useTemporaryDirectory();
let s3: FakeS3;

beforeEach(async () => {
  s3 = await startFakeS3(BUCKET);
});
afterEach(() => s3.stop());

const log = (day: string, unique = 'A0'): string => `${ACCESS}/${day.replaceAll('-', '/')}/${day}-00-00-00-${unique}`;

const collect = (...args: string[]): Promise<Run> =>
  runS3Audit(['collect', '--from', `s3://${BUCKET}/`, '--to', directory(), ...args], {
    AWS_ENDPOINT_URL: s3.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
  });

/** Paths below the bucket's directory to contents. */
const kept = (): Record<string, string> => {
  const root = join(directory(), BUCKET);
  if (!existsSync(root)) return {};
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(root, path), readFileSync(path, 'utf8')]));
};
const drafts = (): string[] => readdirSync(join(directory(), '.s3-audit/drafts'));
const downloads = (): string[] =>
  s3.requests.filter(({ method, key }) => method === 'GET' && key !== '').map(({ key }) => key);
const isDownload = ({ method, key }: SeenRequest): boolean => method === 'GET' && key !== '';

describe('what is collected', () => {
  test('every object under the prefix, below the name of the bucket, over many pages', async () => {
    s3.pageSize = 3;
    const keys = Array.from({ length: 20 }, (_, index) => log(`2026-01-0${1 + (index % 5)}`, `A${index}`));
    for (const key of keys) s3.objects.set(key, `content of ${key}`);
    const run = await collect();
    expect(run).toEqual({
      code: 0,
      stdout: expect.stringMatching(/: 20 collected \(2\.\d kB\), 0 already there\n$/) as string,
      stderr: '',
    });
    expect(kept()).toEqual(Object.fromEntries(keys.sort().map((key) => [key, `content of ${key}`])));
  });

  test('only what is new, also when it arrives late in an old day', async () => {
    s3.objects.set(log('2026-01-05'), 'old');
    await collect();
    s3.objects.set(log('2026-01-01', 'LATE'), 'late');
    const run = await collect('--format', 'json');
    expect(JSON.parse(run.stdout)).toMatchObject({ listed: 2, collected: 1, unchanged: 1, failed: 0 });
    expect(downloads()).toEqual([log('2026-01-05'), log('2026-01-01', 'LATE')]);
  });

  test('again what is missing or has another size here', async () => {
    s3.objects.set(log('2026-01-05'), 'one');
    s3.objects.set(log('2026-01-06'), 'two');
    await collect();
    writeFileSync(join(directory(), BUCKET, log('2026-01-05')), 'one, and more');
    await collect();
    expect(kept()).toEqual({ [log('2026-01-05')]: 'one', [log('2026-01-06')]: 'two' });
    expect(downloads()).toHaveLength(3);
  });

  test('not the new content of an object that somebody rewrote: the evidence stays and the change is named', async () => {
    s3.objects.set(log('2026-01-05'), 'as delivered');
    await collect();
    s3.objects.set(log('2026-01-05'), 'as changed by somebody');
    for (let run = 0; run < 2; run++) {
      const { code, stderr } = await collect();
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(
          /^s3-audit: s3:\/\/.*: was rewritten since it was copied, which AWS does to no log; .*\n$/,
        ),
      ]);
      expect(kept()).toEqual({ [log('2026-01-05')]: 'as delivered' });
    }
    rmSync(join(directory(), BUCKET, log('2026-01-05')));
    expect((await collect()).code).toBe(0);
    expect(kept()).toEqual({ [log('2026-01-05')]: 'as changed by somebody' });
  });

  test('only days in the window, without listing the others', async () => {
    for (const day of ['2026-01-04', '2026-01-05', '2026-01-06', '2026-01-07']) s3.objects.set(log(day), day);
    s3.objects.set('readme', 'of no day');
    const run = await collect('--since', '2026-01-05', '--until', '2026-01-07', '--format', 'json');
    expect(JSON.parse(run.stdout)).toMatchObject({ collected: 3, leftOut: 2 });
    expect(Object.values(kept()).sort()).toEqual(['2026-01-05', '2026-01-06', 'of no day']);
    const listed = s3.requests.map(({ query }) => query.get('prefix'));
    expect(listed).toContain(`${ACCESS}/2026/01/05/`);
    expect(listed).not.toContain(`${ACCESS}/2026/01/04/`);
  });

  test('a flat prefix is not read from its beginning, yet partitions beside it are', async () => {
    s3.pageSize = 2;
    for (let day = 10; day < 29; day++) s3.objects.set(`2024-01-${day}-00-00-00-A0`, 'old');
    for (const day of ['2026-01-04', '2026-01-05']) s3.objects.set(`${day}-00-00-00-A0`, day);
    s3.objects.set('202500000000/us-east-1/b/2026/01/05/2026-01-05-00-00-00-B0', 'of an account');
    const run = await collect('--since', '2026-01-05');
    expect(run.code).toBe(0);
    expect(Object.values(kept()).sort()).toEqual(['2026-01-05', 'of an account']);
    expect(s3.requests.filter(({ query }) => query.get('delimiter') === '/').length).toBeLessThan(10);
  });

  test('objects with hostile keys, none of them outside the directory', async () => {
    const keys = [
      '../escape',
      '/etc/passwd',
      'a/../../escape',
      'a',
      'a/b',
      'A',
      '.s3-audit/lock',
      'space + plus',
      'ü',
      'x//y',
    ];
    for (const key of keys) s3.objects.set(key, key);
    // URLs are normalized on the way to this server: what it is asked for by another name it does not have.
    expect((await collect()).code).toBe(2);
    expect(readdirSync(directory()).sort()).toEqual(['.s3-audit', BUCKET]);
    expect(Object.values(kept())).toEqual(expect.arrayContaining(['a', 'a/b', 'A', 'space + plus', 'ü', 'x//y']));
    expect(existsSync(join(directory(), '..', 'escape'))).toBe(false);
  });
});

describe('faults end in a clear message, exit code 2, and nothing half-written', () => {
  const many = (): void => {
    for (let index = 0; index < 8; index++) s3.objects.set(log('2026-01-05', `A${index}`), `content ${index}`);
  };
  const arn = `arn:aws:s3:::${BUCKET}`;

  test('a missing bucket', async () => {
    const run = await runS3Audit(['collect', '--from', 's3://no-such-bucket/x', '--to', directory()], {
      AWS_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    expect(run).toEqual({
      code: 2,
      stdout: '',
      stderr: 's3-audit: s3://no-such-bucket: arn:aws:s3:::no-such-bucket does not exist (NoSuchBucket)\n',
    });
  });

  test('a prefix under which nothing lies', async () => {
    expect((await collect('--from', `s3://${BUCKET}/typo`)).stderr).toBe(
      `s3-audit: --from s3://${BUCKET}/typo: no object has a key that begins so\n`,
    );
  });

  test('no permission to list', async () => {
    s3.fault = () => ({ status: 403, code: 'AccessDenied' });
    const run = await collect();
    expect([run.code, run.stderr]).toEqual([
      2,
      `s3-audit: s3://${BUCKET}: access denied: s3:ListBucket on ${arn} is not allowed to the default credentials (said the server)\n`,
    ]);
  });

  test('no permission to read one object: the others are kept', async () => {
    many();
    s3.fault = ({ key }) => (key.endsWith('A3') ? { status: 403, code: 'AccessDenied' } : undefined);
    const run = await collect();
    const key = log('2026-01-05', 'A3');
    expect([run.code, run.stderr]).toEqual([
      2,
      `s3-audit: s3://${BUCKET}/${key}: access denied: s3:GetObject on ${arn}/${key} is not allowed to the default credentials (said the server)\n`,
    ]);
    expect([Object.keys(kept()).length, drafts()]).toEqual([7, []]);
    expect(run.stdout).toContain('7 collected (63 B), 0 already there, 1 failed');
  });

  test('credentials that expire in mid-run: it gives up at once, keeps what it has, and goes on with new ones', async () => {
    many();
    s3.fault = (request) =>
      isDownload(request) && downloads().length > 3 ? { status: 400, code: 'ExpiredToken' } : undefined;
    const run = await collect('--concurrency', '1');
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/the credentials \(the default credentials\) have expired; renew them/);
    expect(run.stderr).toMatch(/gave up; what was collected is kept, run the command again to go on\n$/);
    expect([Object.keys(kept()).length, drafts()]).toEqual([3, []]);
    s3.fault = () => undefined;
    expect((await collect()).stdout).toContain('5 collected (45 B), 3 already there');
  });

  test('a storm of 503 that passes is outlived', async () => {
    many();
    s3.fault = ({ before, key }) => (key !== '' && before < 2 ? { status: 503, code: 'SlowDown' } : undefined);
    const run = await collect();
    expect([run.code, run.stderr, Object.keys(kept()).length]).toEqual([0, '', 8]);
  });

  test('a storm of 503 that stays is reported', async () => {
    s3.objects.set(log('2026-01-05'), 'x');
    s3.fault = (request) => (isDownload(request) ? { status: 503, code: 'SlowDown' } : undefined);
    const run = await collect();
    expect([run.code, kept(), drafts()]).toEqual([2, {}, []]);
    expect(run.stderr).toMatch(/AWS still answers SlowDown after 5 attempts; try again later/);
  });

  test('a body that breaks off is asked for again', async () => {
    many();
    s3.fault = (request) => (isDownload(request) && request.before === 0 ? 'short body' : undefined);
    const run = await collect();
    expect([run.code, run.stderr, Object.values(kept()).sort()]).toEqual([0, '', [...s3.objects.values()]]);
  });

  test.each([
    ['breaks off each time', 'short body', /the download broke off or was damaged each time: /],
    ['is damaged each time', 'wrong bytes', /each time: the bytes do not match the ETag/],
  ] as const)('a body that %s is never put in place', async (_what, fault, message) => {
    many();
    s3.fault = ({ key }) => (key.endsWith('A3') ? fault : undefined);
    const run = await collect();
    expect([run.code, Object.keys(kept()).length, drafts()]).toEqual([2, 7, []]);
    expect(run.stderr).toMatch(message);
  });

  test('an object replaced between listing and download is kept as it is now, whole', async () => {
    s3.objects.set(log('2026-01-05'), 'listed');
    s3.fault = (request) => {
      if (isDownload(request)) s3.objects.set(log('2026-01-05'), 'replaced meanwhile');
      return undefined;
    };
    expect((await collect()).code).toBe(0);
    expect(kept()).toEqual({ [log('2026-01-05')]: 'replaced meanwhile' });
    s3.fault = () => undefined;
    expect((await collect()).stdout).toContain('0 collected (0 B), 1 already there');
  });

  test('an endpoint that cannot be reached', async () => {
    const { endpoint } = s3;
    await s3.stop();
    const run = await runS3Audit(['collect', '--from', `s3://${BUCKET}/x`, '--to', directory()], {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringMatching(/AWS cannot be reached \(s3:ListBucket: ECONNREFUSED/),
    ]);
    s3 = await startFakeS3(BUCKET);
  });

  test('no credentials at all', async () => {
    const run = await runS3Audit(['collect', '--from', `s3://${BUCKET}/x`, '--to', directory()], {
      AWS_ENDPOINT_URL: s3.endpoint,
    });
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringMatching(/no AWS credentials \(the default credentials\)/),
    ]);
  });

  test('a directory that cannot be written', async () => {
    s3.objects.set(log('2026-01-05'), 'x');
    writeFileSync(join(directory(), 'file'), '');
    const run = await collect('--to', join(directory(), 'file'));
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringMatching(/^s3-audit: .*file: a part of the path is not a directory\n$/),
    ]);
  });

  test('another run that has the directory', async () => {
    s3.objects.set(log('2026-01-05'), 'x');
    await collect();
    writeFileSync(join(directory(), '.s3-audit/lock'), String(process.pid));
    const run = await collect();
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringMatching(/another s3-audit \(process \d+\) is collecting into it/),
    ]);
  });

  test.each([
    ['no S3 location', ['--from', 'logs/'], /--from logs\/: is not an S3 location/],
    ['a role that is none', ['--role-arn', 'arn:aws:iam::1:role/x'], /--role-arn arn:aws:iam::1:role\/x: is not/],
    ['a concurrency of none', ['--concurrency', '0'], /Allowed: a whole number from 1 to 256/],
  ])('%s', async (_what, args, message) => {
    const run = await collect(...args);
    expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
