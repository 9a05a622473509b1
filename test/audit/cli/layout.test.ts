import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMENT_LENGTH } from '../../../audit/output/markdown-limit';
import { useTemporaryDirectory } from '../../temporary-directory';
import { logLine } from '../log-lines';
import { runS3Audit } from './run-s3-audit';

const directory = useTemporaryDirectory();
const SAMPLE = [
  '--expect',
  'samples/expectations.json',
  '--logs',
  'samples/logs',
  '--cloudtrail',
  'samples/cloudtrail',
];

test.each([
  ['verify', '80'],
  ['verify', '120'],
  ['timeline', '80'],
  ['timeline', '120'],
])('%s fits a terminal of %s columns', async (command, width) => {
  const { stdout } = await runS3Audit([command, ...SAMPLE], { COLUMNS: width });
  expect(stdout.split('\n').filter((line) => line.length > Number(width))).toEqual([]);
});

test('--wide shows what a narrow terminal has no room for', async () => {
  const { stdout } = await runS3Audit(['verify', ...SAMPLE, '--wide'], { COLUMNS: '80' });
  expect(stdout).toMatch(/FIRST SEEN +LAST SEEN\n/);
});

describe('of 2,000 addresses', () => {
  const verify = async (...more: string[]) => {
    const file = join(directory(), 'log');
    const lines = Array.from({ length: 2000 }, (_, i) => logLine({ remoteIp: `52.0.${i >> 8}.${i & 255}` }));
    writeFileSync(file, `${lines.join('\n')}\n`);
    const args = ['verify', '--vpce', 'vpce-0a1b2c3d', '--bucket', 'orders', '--logs', file];
    return (await runS3Audit([...args, ...more], {})).stdout;
  };

  test('a table lists the first hundred, counts the others by range, and has the verdict first and last', async () => {
    const table = await verify();
    expect(table).toMatch(/^FAIL: findings: 2,000 violation \(2,000 requests\)\n/);
    expect(table.split('\n').length).toBeLessThan(400);
    expect(table).toContain('1,900 further remote IPs, less grave or less frequent (--all lists them):\nRANGE ');
    expect(table).toMatch(/\n52\.0\.7\.0\/24 +public +208 +208 +208\n/);
    expect(table).toMatch(/\nverdict: FAIL\n[^]*and 1,900 further reasons/);
  });

  test('--top says how many, --all lists them', async () => {
    expect(await verify('--top', '3')).toContain('1,997 further remote IPs');
    const all = await verify('--all');
    expect(all).not.toContain('further');
    expect(all.match(/^orders +52\.0\./gm)).toHaveLength(2000);
  });

  test('Markdown fits into a comment, JSON has all', async () => {
    const markdown = await verify('--format', 'markdown');
    expect(markdown.length).toBeLessThanOrEqual(COMMENT_LENGTH);
    expect(markdown).toMatch(/\d+ further lines were left out here: --format json has all/);
    const { remoteIps, findings } = JSON.parse(await verify('--format', 'json', '--top', '1')) as Record<
      string,
      unknown[]
    >;
    expect([remoteIps?.length, findings?.length]).toEqual([2000, 2000]);
  });
});

test('a file is written as wide as its table is', async () => {
  const output = join(directory(), 'report.txt');
  await runS3Audit(['remote-ips', '--logs', 'samples/logs', '--output', output], { COLUMNS: '80' });
  expect(readFileSync(output, 'utf8')).toMatch(/FIRST SEEN +LAST SEEN\n/);
});
