import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryDirectory, writerInto } from '../../temporary-directory';
import { expectations } from '../judge/request-group';
import { logLine } from '../log-lines';
import { json, s3audit } from './run-s3-audit';

const directory = useTemporaryDirectory();

const write = writerInto(directory);
const logs = (...lines: readonly string[]): string => write('log', `${lines.join('\n')}\n`);
const expect_ = (): string => write('expect.json', JSON.stringify(expectations));

describe('exit codes', () => {
  test.each([
    ['0 when every request came by the endpoint', { remoteIp: '10.20.3.4' }, 0, 'PASS'],
    ['1 when one went round it', { remoteIp: '52.198.48.49' }, 1, 'FAIL'],
    ['3 when no record is of the bucket', { bucket: 'another' }, 3, 'UNPROVEN'],
  ])('%s', (_what, change, code, word) => {
    const result = s3audit(['verify', '--expect', expect_(), '--logs', logs(logLine(change))]);
    expect([result.status, result.stderr]).toEqual([code, '']);
    expect(result.stdout).toContain(`verdict: ${word}`);
  });

  test('remote-ips judges nothing: 0 whatever it finds', () => {
    expect(s3audit(['remote-ips', '--logs', logs(logLine({ remoteIp: '52.198.48.49' }))]).status).toBe(0);
  });
});

describe('mistakes are answered with one clear line on standard error and exit code 2', () => {
  test.each([
    [
      'a missing file',
      ['remote-ips', '--logs', '/no/such/log'],
      /^s3-audit: --logs \/no\/such\/log: no such file or directory\n$/,
    ],
    [
      'no logs',
      ['remote-ips'],
      /^s3-audit: required option '--logs <path\.\.\.>' not specified \(or --engine athena\)\n$/,
    ],
    [
      'a misspelt flag',
      ['remote-ips', '--logs', '-', '--fromat', 'json'],
      /^s3-audit: unknown option '--fromat'\n\(Did you mean --format\?\)\n$/,
    ],
    [
      'a misspelt flag where a required one is missing by it',
      ['rehearse', '--synth', 'x', '--lgos', 'y'],
      /^s3-audit: unknown option '--lgos'\n\(Did you mean --logs\?\)\n$/,
    ],
    [
      'a required flag',
      ['collect', '--from', 's3://logs/'],
      /^s3-audit: required option '--to <directory>' not specified: [^\n]+\n$/,
    ],
    ['a misspelt command', ['remote-ip'], /^s3-audit: unknown command 'remote-ip'/],
    [
      'a bad time',
      ['remote-ips', '--logs', '-', '--since', 'yesterday'],
      /^s3-audit: option '--since <time>' argument 'yesterday' is invalid\. Allowed: a date/,
    ],
    [
      'a day that does not exist',
      ['remote-ips', '--logs', '-', '--since', '2026-02-30'],
      /argument '2026-02-30' is invalid/,
    ],
    [
      'a window that is none',
      ['remote-ips', '--logs', '-', '--since', '2026-02-02', '--until', '2026-02-01'],
      /^s3-audit: --since must be before --until/,
    ],
    [
      'an unknown format',
      ['remote-ips', '--logs', '-', '--format', 'pdf'],
      /argument 'pdf' is invalid\. Allowed choices are/,
    ],
    [
      'no expectations',
      ['verify', '--logs', '-'],
      /^s3-audit: nothing to hold the logs against: --expect <file>, or --bucket with --vpce, --cidr, --nat and --exempt\n$/,
    ],
    [
      'a missing expectations file',
      ['verify', '--logs', '-', '--expect', '/none.json'],
      /^s3-audit: --expect \/none\.json: no such file or directory\n$/,
    ],
    [
      'expectations that are no JSON',
      ['verify', '--logs', '-', '--expect', 'README.md'],
      /^s3-audit: --expect README\.md: is not JSON: /,
    ],
    [
      'a negative tolerance',
      ['verify', '--logs', '-', '--expect', 'x', '--max-rejects', '-1'],
      /Allowed: a whole number, 0 or more/,
    ],
    [
      'an output that cannot be written',
      ['remote-ips', '--logs', '-', '--output', '/none/x'],
      /^s3-audit: --output \/none\/x: no such file or directory\n$/,
    ],
  ])('%s', (_what, args, sentence) => {
    const result = s3audit(args);
    expect(result.stderr).toMatch(sentence);
    expect([result.status, result.stdout]).toEqual([2, '']);
  });

  test('a bucket that the expectations do not name', () => {
    const result = s3audit(['verify', '--logs', logs(logLine()), '--expect', expect_(), '--bucket', 'typo']);
    expect([result.status, result.stderr]).toEqual([
      2,
      "s3-audit: --bucket typo: not among the expectations' buckets: orders\n",
    ]);
  });
});

test('a key that occurs twice in the expectations, of which one would be dropped', () => {
  const file = write('twice.json', JSON.stringify(expectations).replace('{', '{"natAddresses":["52.78.10.21"],'));
  const result = s3audit(['verify', '--expect', file, '--logs', logs(logLine())]);
  expect([result.status, result.stderr]).toEqual([
    2,
    `s3-audit: --expect ${file}:1: the key "natAddresses" occurs twice\n`,
  ]);
});

test.each([
  ['an expectations file in UTF-16, as PowerShell writes it, is read', 'utf16le' as const, 0, ''],
  ['one in Latin-1 is refused', 'latin1' as const, 2, 'is not text in UTF-8'],
])('%s', (_, encoding, code, said) => {
  const exempt = [{ principal: expectations.exempt[0]?.principal ?? '222222222222', reason: 'für Notfälle' }];
  const file = join(directory(), 'terraform.json');
  writeFileSync(
    file,
    Buffer.from(`${encoding === 'latin1' ? '' : '\uFEFF'}${JSON.stringify({ ...expectations, exempt })}`, encoding),
  );
  const result = s3audit(['verify', '--expect', file, '--logs', logs(logLine({ remoteIp: '10.20.3.4' }))]);
  expect([result.status, result.stderr]).toEqual([code, expect.stringContaining(said)]);
});

test('help and version go to standard output', () => {
  expect(s3audit(['--help'])).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringMatching(/remote-ips.*verify/s) as string,
  });
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(s3audit(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` });
});

describe('the JSON report', () => {
  test('accounts for every line and has the fields of the contract', () => {
    const line = logLine();
    const report = json(
      s3audit(['verify', '--expect', expect_(), '--logs', logs(line, line, '', 'x'), '--format', 'json']),
    );
    const { lines, blank, records, rejects, duplicates } = report.coverage;
    expect([lines, blank, records, rejects, duplicates]).toEqual([4, 1, 1, 1, 1]);
    expect(report.verdict).toBe('unproven');
    expect(Object.keys(report.remoteIps[0]!)).toEqual(
      expect.arrayContaining([
        'bucket',
        'remoteIp',
        'network',
        'aws',
        'requests',
        'allowed',
        'denied',
        'failed',
        'bytesSent',
        'requesters',
        'operations',
        'vpcEndpoints',
        'firstSeen',
        'lastSeen',
      ]),
    );
    expect(report.findings[0]).toMatchObject({ finding: 'pass', evidence: 'consistent', exemption: null });
    expect(report.window).toEqual({
      since: null,
      until: null,
      first: '2026-01-05T08:00:00Z',
      last: '2026-01-05T08:00:00Z',
    });
  });

  test('remoteIp is null where the log has a dash', () => {
    const line = logLine({ remoteIp: null, requester: 'AmazonS3', operation: 'S3.EXPIRE.OBJECT' });
    expect(json(s3audit(['remote-ips', '--logs', logs(line), '--format', 'json'])).remoteIps[0]).toMatchObject({
      remoteIp: null,
      network: 'aws-service',
    });
  });

  test('names AWS services where ip-ranges.json is given', () => {
    const ranges = write(
      'ip-ranges.json',
      JSON.stringify({
        prefixes: [{ ip_prefix: '52.198.0.0/16', region: 'ap-northeast-1', service: 'EC2' }],
        ipv6_prefixes: [],
      }),
    );
    const result = s3audit([
      'remote-ips',
      '--logs',
      logs(logLine({ remoteIp: '52.198.48.49' })),
      '--ip-ranges',
      ranges,
      '--format',
      'json',
    ]);
    expect(json(result).remoteIps[0]).toMatchObject({ aws: { service: 'EC2', region: 'ap-northeast-1' } });
  });
});

test('logs are read from standard input', () => {
  const result = s3audit(['remote-ips', '--logs', '-', '--format', 'json'], `${logLine()}\n`);
  expect(json(result).coverage).toMatchObject({ files: 1, records: 1 });
});

test('empty input is an empty report, and unproven to verify', () => {
  expect(json(s3audit(['remote-ips', '--logs', '-', '--format', 'json'])).remoteIps).toEqual([]);
  expect(s3audit(['verify', '--expect', expect_(), '--logs', '-']).status).toBe(3);
});

test('--output writes the file whole and leaves no draft', () => {
  const path = join(directory(), 'report.csv');
  const result = s3audit(['remote-ips', '--logs', logs(logLine()), '--format', 'csv', '--output', path]);
  expect([result.status, result.stdout]).toEqual([0, '']);
  expect(readFileSync(path, 'utf8').split('\n')[1]).toMatch(/^orders,10\.20\.3\.4,other-private,/);
  expect(readdirSync(directory()).filter((name) => name.startsWith('.s3-audit'))).toEqual([]);
});

test('--output follows a link, and writes through a pipe instead of replacing it', () => {
  const target = write('target', '');
  symlinkSync(target, join(directory(), 'link'));
  const pipe = join(directory(), 'pipe');
  const script = 'mkfifo "$0" && { cat "$0" & "$@" --output "$0"; wait; test -p "$0"; }';
  const args = ['remote-ips', '--logs', logs(logLine()), '--format', 'csv'];
  expect(s3audit([...args, '--output', join(directory(), 'link')]).status).toBe(0);
  const piped = spawnSync('sh', ['-c', script, pipe, process.execPath, 'bin/s3-audit', ...args], { encoding: 'utf8' });
  expect([piped.status, piped.stderr]).toEqual([0, `s3-audit: written to ${pipe}\n`]);
  expect(piped.stdout).toBe(readFileSync(target, 'utf8'));
  expect(piped.stdout).toContain('10.20.3.4');
});

test('rejects lists file, line, reason and text, inert for a terminal', () => {
  const result = s3audit(['rejects', '--logs', logs(logLine(), 'bad \u001b[31mred')]);
  expect(result.stdout).toBe(
    `${join(directory(), 'log')}:2: does not begin with bucket owner, bucket and [time]: bad \\x1b[31mred\n`,
  );
});

test('rejects shows no credentials of a presigned URL', () => {
  const result = s3audit(['rejects', '--logs', logs('GET /a?X-Amz-Signature=abcdef0123 HTTP/1.1')]);
  expect(result.stdout).toMatch(/X-Amz-Signature=REDACTED/);
});

test('a reader that closes early does not change the verdict', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => logLine({ remoteIp: `52.1.${i >> 8}.${i & 255}` }));
  const args = ['bin/s3-audit', 'verify', '--expect', expect_(), '--logs', logs(...lines), '--format', 'json'];
  const code = await new Promise((resolve) => {
    const child = execFile(process.execPath, args, () => undefined);
    child.stdout?.once('data', () => child.stdout?.destroy());
    child.on('exit', resolve);
  });
  expect(code).toBe(1);
});

test('a reader that is slow is waited for, in silence', async () => {
  const lines = Array.from({ length: 6000 }, (_, i) => logLine({ remoteIp: `52.1.${i >> 8}.${i & 255}` }));
  const args = ['bin/s3-audit', 'remote-ips', '--logs', logs(...lines), '--format', 'json'];
  const told = await new Promise((resolve) => {
    const child = execFile(process.execPath, args, { maxBuffer: 2 ** 26 }, (_error, stdout, stderr) => {
      resolve({ addresses: (JSON.parse(stdout) as { remoteIps: unknown[] }).remoteIps.length, stderr });
    });
    child.stdout?.on('data', () => {
      child.stdout?.pause();
      setTimeout(() => child.stdout?.resume(), 5);
    });
  });
  expect(told).toEqual({ addresses: 6000, stderr: '' });
});

const SAMPLES = '../shared/samples';
(existsSync(SAMPLES) ? test : test.skip)(
  'real lines by others: all accounted for, four network paths told apart',
  () => {
    const { coverage, remoteIps } = json(s3audit(['remote-ips', '--logs', SAMPLES, '--format', 'json']));
    expect(coverage.lines).toBe(coverage.blank! + coverage.records! + coverage.rejects! + coverage.duplicates!);
    const row = (remoteIp: string): unknown =>
      remoteIps.find((each) => each.remoteIp === remoteIp && String(each.bucket).startsWith('vpc-endpoint-demo'));
    expect(row('xx.xx.xx.xx')).toMatchObject({ network: 'unknown' });
    expect(row('52.198.48.49')).toMatchObject({ network: 'public', denied: 1 });
    expect(row('10.38.1.122')).toMatchObject({ network: 'other-private', allowed: 1 });
    expect(row('18.183.0.212')).toMatchObject({ network: 'public', denied: 1 });
  },
);
