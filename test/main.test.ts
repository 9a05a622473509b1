import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'main-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(file: string) {
  const { status, stderr } = spawnSync('node_modules/.bin/tsx', ['main.ts', file], {
    encoding: 'utf8',
    env: { ...process.env, CDKTF_OUTDIR: join(folder, 'out') },
  });
  return { status, sentences: stderr.trim().split('\n') };
}

test('synthesizes the sample deployment into one stack', () => {
  execFileSync('node_modules/.bin/tsx', ['main.ts'], {
    env: { ...process.env, CDKTF_OUTDIR: join(folder, 'out'), S3_PRIVATE_PATH_DEPLOYMENT: 'deployment.yaml' },
  });
  const stack = readFileSync(join(folder, 'out/stacks/s3-private-path/cdk.tf.json'), 'utf8');
  expect(stack).toContain('DenyDataAccessOutsideEndpoint');
});

test('tells five faults in five sentences, without a stack trace', () => {
  const file = join(folder, 'deployment.yaml');
  const wrong = readFileSync('deployment.yaml', 'utf8')
    .replace('name: orders\n', 'name: Orders!\n')
    .replace('region: us-east-1', 'region: ap-northeast-9')
    .replace('cidr: 10.20.0.0/16', 'cidr: 10.20.0.1/16')
    .replace('noncurrentVersionDays: 90', 'noncurrentVersionDays: 0')
    .replace('natGateway: true', 'natGatway: true');
  writeFileSync(file, wrong);
  const { status, sentences } = run(file);
  expect(status).toBe(2);
  expect(sentences).toHaveLength(5);
  expect(sentences.every((sentence) => sentence.startsWith(`${file}:`))).toBe(true);
});

test('names a file that is not there', () => {
  const { status, sentences } = run(join(folder, 'missing.yaml'));
  expect(status).toBe(2);
  expect(sentences).toEqual([expect.stringMatching(/^Can not read .*missing\.yaml: ENOENT/)]);
});
