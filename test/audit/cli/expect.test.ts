import { join } from 'node:path';
import { useTemporaryDirectory } from '../../temporary-directory';
import { runS3Audit } from './run-s3-audit';

const directory = useTemporaryDirectory();
const SAID = [
  ...['--bucket', 'orders-replica-222222222222', '--vpce', 'vpce-0a1b2c3d4e5f67890', '--cidr', '10.20.0.0/16'],
  ...['--nat', '52.70.10.20', '--exempt', 'arn:aws:iam::222222222222:role/terraform-deployer=deployer'],
  'arn:aws:iam::222222222222:role/break-glass',
];
const WINDOW = ['--logs', 'samples/logs', '--until', '2026-01-08T09:36:00Z'];

test('flags say what to expect where there is no deployment', async () => {
  const { code, stdout } = await runS3Audit(['verify', ...WINDOW, ...SAID], {});
  expect([code, stdout]).toEqual([0, expect.stringContaining('verdict: PASS')]);
});

test('expect writes a file that verify takes', async () => {
  const file = join(directory(), 'expectations.json');
  const written = await runS3Audit(['expect', ...SAID, '--region', 'us-east-1', '--output', file], {});
  expect([written.code, written.stderr]).toEqual([0, '']);
  const { code } = await runS3Audit(['verify', ...WINDOW, '--expect', file], {});
  expect(code).toBe(0);
});

test.each([
  [['verify', ...WINDOW], 'nothing to hold the logs against: --expect <file>, or --bucket with --vpce'],
  [['verify', ...WINDOW, '--vpce', 'vpce-0a'], '--bucket <name...> is required'],
  [['verify', ...WINDOW, '--expect', 'samples/expectations.json', '--nat', '192.0.2.1'], '--expect and --nat both say'],
  [['expect', '--bucket', 'orders', '--nat', '192.0.2.1'], '--vpce or --cidr is required'],
  [['expect', '--bucket', 'orders', '--cidr', '10.0.0.1/8'], '--cidr "10.0.0.1/8" is not a CIDR range'],
  [['expect', '--bucket', 'o', '--vpce', 'vpce-1'], '--bucket "o" is not an S3 bucket name'],
  [['expect', '--bucket', 'orders', '--vpce', 'VPCE'], '--vpce "VPCE" is not a VPC endpoint id'],
  [['expect', '--bucket', 'orders', '--vpce', 'vpce-1', '--nat', 'x'], '--nat "x" is not an IP address'],
  [['expect', '--bucket', 'orders', '--vpce', 'vpce-1', '--exempt', '*=all'], '--exempt "*" is not the ARN of'],
  [['expect', '--bucket', 'orders', '--vpce', 'vpce-1', '--region', 'mars'], '--region "mars" is not a region'],
])('%j is refused in one sentence', async (args, message) => {
  const { code, stderr } = await runS3Audit(args, {});
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
