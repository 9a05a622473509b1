import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'main-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(...files: readonly string[]) {
  const { status, stderr } = spawnSync('node_modules/.bin/tsx', ['main.ts', ...files], {
    encoding: 'utf8',
    env: { ...process.env, CDKTF_OUTDIR: join(folder, 'out') },
  });
  return { status, sentences: stderr.trim().split('\n') };
}

test('synthesizes the sample deployment into one stack', () => {
  execFileSync('node_modules/.bin/tsx', ['main.ts'], {
    env: { ...process.env, CDKTF_OUTDIR: join(folder, 'out'), S3_PRIVATE_PATH_DEPLOYMENT: 'deployment.yaml' },
  });
  const stack = readFileSync(join(folder, 'out/stacks/orders/cdk.tf.json'), 'utf8');
  expect(stack).toContain('DenyDataAccessOutsideEndpoint');
});

test('the bundle that npm run synth runs synthesizes what the sources do', () => {
  const stackBy = (name: string, ...command: readonly [string, ...string[]]): string => {
    const [program, ...args] = command;
    execFileSync(program, [...args, 'examples/everything.yaml'], {
      env: { ...process.env, CDKTF_OUTDIR: join(folder, name) },
      stdio: 'ignore',
    });
    return readFileSync(join(folder, name, 'stacks/everything/cdk.tf.json'), 'utf8');
  };
  expect(stackBy('built', process.execPath, 'dist/main.js')).toBe(
    stackBy('sources', 'node_modules/.bin/tsx', 'main.ts'),
  );
});

test('says how it is called, and takes no option for a file', () => {
  expect(run('--help')).toMatchObject({ status: 0 });
  expect(run('--check', 'deployment.yaml')).toEqual({
    status: 2,
    sentences: ['--check: no option; what there is: s3-private-path [deployment.yaml…]'],
  });
  expect(existsSync(join(folder, 'out'))).toBe(false);
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

test('synthesizes two files into two stacks, each with its own folder and state', () => {
  const { status } = run('deployment.yaml', 'examples/object-lock.yaml');
  expect(status).toBe(0);
  const stateOf = (stack: string): unknown => {
    const text = readFileSync(join(folder, 'out/stacks', stack, 'cdk.tf.json'), 'utf8');
    return (JSON.parse(text) as { terraform: { backend: unknown } }).terraform.backend;
  };
  expect(stateOf('orders')).toEqual({ local: { path: '../../../terraform.orders.tfstate' } });
  expect(stateOf('records')).toEqual({ local: { path: '../../../terraform.records.tfstate' } });
});

test('refuses two files that would take from each other, and synthesizes neither', () => {
  const { status, sentences } = run('deployment.yaml', 'deployment.yaml');
  expect(status).toBe(2);
  expect(sentences[0]).toContain('has the name orders of deployment.yaml');
  expect(existsSync(join(folder, 'out/stacks'))).toBe(false);
});

test('names a file that is not there', () => {
  const { status, sentences } = run(join(folder, 'missing.yaml'));
  expect(status).toBe(2);
  expect(sentences).toEqual([
    expect.stringMatching(/missing\.yaml: no such file or directory \(\/.*missing\.yaml\); name the deployment file/),
  ]);
  expect(run(folder).sentences).toEqual([
    expect.stringMatching(/: it is a directory .*; name the deployment files in it$/),
  ]);
});
