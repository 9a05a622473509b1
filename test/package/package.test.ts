import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

// The package as somebody else gets it: packed, installed in a project of its own, used there.

const MOST_BYTES = 150 * 2 ** 20;
const PEERS = ['cdktf', 'constructs', '@cdktf/provider-aws'];

let consumer: string;
const packageFolder = (): string => join(consumer, 'node_modules', 's3-private-path');

const run = (command: string, args: readonly string[], cwd = consumer): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  consumer = mkdtempSync(join(tmpdir(), 'consumer-'));
  run('npm', ['run', 'types'], '.');
  // As built: the scripts would build under the feet of other tests.
  const [tarball = ''] = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', consumer], '.')
    .trim()
    .split('\n');
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`]);
}, 240_000);
afterAll(() => {
  rmSync(consumer, { recursive: true, force: true });
});

function bytesBelow(path: string): number {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0);
}

test('every construct and function of the libraries has its page, made of its docstring', () => {
  const pages = join(consumer, 'api');
  run('npm', ['run', 'api', '--', '--out', pages], '.');
  expect(readdirSync(join(pages, 'classes'))).toContain('constructs.EncryptionKey.html');
});

describe('the tool alone', () => {
  test('takes at most 150 MB with everything it needs, and none of what synthesis needs', () => {
    expect(bytesBelow(join(consumer, 'node_modules'))).toBeLessThanOrEqual(MOST_BYTES);
    for (const peer of PEERS) expect(existsSync(join(consumer, 'node_modules', peer))).toBe(false);
  });

  test('tells its commands', () => {
    expect(run('npx', ['--no-install', 's3-audit', '--help'])).toContain('verify');
  });

  test('judges logs', () => {
    const sample = (name: string): string => resolve('samples', name);
    const { status, stdout } = spawnSync(
      'npx',
      [
        '--no-install',
        's3-audit',
        'verify',
        '--logs',
        sample('logs'),
        '--cloudtrail',
        sample('cloudtrail'),
        '--expect',
        sample('expectations.json'),
        '--format',
        'json',
      ],
      { cwd: consumer, encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'fail' });
  });

  test('has SQL, and decides policies', () => {
    const logs = resolve('samples/logs');
    const { stdout } = spawnSync(
      'npx',
      [
        '--no-install',
        's3-audit',
        'query',
        'select count(*) as n from access_log',
        '--logs',
        logs,
        '--format',
        'csv',
        '--no-cache',
      ],
      { cwd: consumer, encoding: 'utf8' },
    );
    expect(stdout).toMatch(/^n\r?\n\d+/);
    writeFileSync(join(consumer, 'cases.json'), JSON.stringify([{ name: 'a', request: {}, expect: 'allow' }]));
    expect(spawnSync('npx', ['--no-install', 's3-audit', 'evaluate', 'cases.json'], { cwd: consumer }).status).toBe(2);
  });

  test('synthesizes deployment files, with nothing of CDKTF installed', () => {
    cpSync('examples/lambda-replication.yaml', join(consumer, 'lambda-replication.yaml'));
    run('npx', ['--no-install', 's3-private-path', 'lambda-replication.yaml']);
    const stack = readFileSync(join(consumer, 'cdktf.out/stacks/orders/cdk.tf.json'), 'utf8');
    expect(JSON.parse(stack)).toHaveProperty('resource.aws_lambda_function');
  });

  test('prints what docs/first-steps.md shows, in an empty folder', () => {
    const [tarball = ''] = readdirSync(consumer).filter((name) => name.endsWith('.tgz'));
    expect(run(process.execPath, ['docs/run-transcripts.mjs', '--check', join(consumer, tarball)], '.')).toBe('');
  }, 240_000);

  test('is a library too', () => {
    const script = `
      const { verifyLogs, readExpectations, parseLine } = require('s3-private-path/audit');
      const expectations = readExpectations(require(${JSON.stringify(resolve('samples/expectations.json'))}), 'expectations.json');
      verifyLogs({ logs: [${JSON.stringify(resolve('samples/logs'))}], expectations }).then(({ verdict }) => {
        console.log(verdict, parseLine('').kind, Object.keys(require.cache).some((path) => path.includes('cdktf')));
      });`;
    expect(run(process.execPath, ['-e', script]).trim()).toBe('fail blank false');
  });

  test('carries the schemas, the documentation and the licences of what is bundled into it', () => {
    for (const schema of ['deployment.schema.json', 'expectations.schema.json', 'schemas/verify.schema.json']) {
      const script = `console.log(require('s3-private-path/${schema}').type)`;
      expect(run(process.execPath, ['-e', script]).trim()).toBe('object');
    }
    const notices = readFileSync(join(packageFolder(), 'dist', 'third-party.txt'), 'utf8');
    for (const name of ['@aws-sdk/client-s3@', 'commander@', 'ipaddr.js@', 'yaml@'])
      expect(notices).toContain(`\n${name}`);
    expect(existsSync(join(packageFolder(), 'docs', 'package.md'))).toBe(true);
  });

  test('carries nothing that tells where it was built, and no tests', () => {
    const files = readdirSync(join(packageFolder(), 'dist')).filter((name) => /\.(js|txt)$/.test(name));
    const tells = files.filter((name) =>
      readFileSync(join(packageFolder(), 'dist', name), 'utf8').includes(resolve('.')),
    );
    expect(tells).toEqual([]);
    expect(existsSync(join(packageFolder(), 'test'))).toBe(false);
  });
});

describe('the constructs, in a CDKTF app of one’s own', () => {
  const APP = `
    import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
    import { App, TerraformStack } from 'cdktf';
    import { DataBucket, EncryptionKey, dnsSuffixOf, type Account } from 's3-private-path';

    const app = new App({ outdir: 'out' });
    const stack = new TerraformStack(app, 'archive');
    const account: Account = {
      side: 'destination',
      id: '222222222222',
      partition: 'aws',
      region: 'us-east-1',
      dnsSuffix: dnsSuffixOf('us-east-1'),
      provider: new AwsProvider(stack, 'aws', { region: 'us-east-1' }),
      deployer: 'arn:aws:iam::222222222222:role/deployer',
      keyAdministrators: [],
      breakGlass: [],
    };
    const key = new EncryptionKey(stack, 'key', {
      account,
      alias: 'alias/archive',
      users: ['arn:aws:iam::222222222222:role/reader'],
      usersMadeHere: [],
      removalPolicy: 'retain',
    });
    new DataBucket(stack, 'archive', {
      account,
      bucketName: 'archive-222222222222',
      key,
      statements: [],
      policyAfter: [],
      noncurrentVersionDays: 30,
      incompleteUploadDays: 7,
      removalPolicy: 'retain',
    });
    // @ts-expect-error a bucket without a name is none: the types are there
    new DataBucket(stack, 'nameless', { account, key });
  `;

  beforeAll(() => {
    // The peers, 400 MB, as the checkout has them.
    for (const peer of PEERS) {
      const place = join(consumer, 'node_modules', peer);
      mkdirSync(resolve(place, '..'), { recursive: true });
      symlinkSync(resolve('node_modules', peer), place);
    }
    writeFileSync(join(consumer, 'app.ts'), APP);
    writeFileSync(
      join(consumer, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { module: 'node16', target: 'es2022', strict: true, types: [], skipLibCheck: true },
        files: ['app.ts'],
      }),
    );
  });

  test('compile, and synthesize what they stand for', () => {
    run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '--preserveSymlinks', '-p', '.']);
    // The mistake that the compiler is to find would be one at run time too.
    writeFileSync(
      join(consumer, 'app.js'),
      `${readFileSync(join(consumer, 'app.js'), 'utf8').replace(/new .*nameless.*/, '')}\napp.synth();`,
    );
    run(process.execPath, ['--preserve-symlinks', 'app.js']);
    const { resource } = JSON.parse(readFileSync(join(consumer, 'out/stacks/archive/cdk.tf.json'), 'utf8')) as {
      resource: Record<string, Record<string, { bucket?: string; policy?: string }>>;
    };
    expect(Object.values(resource.aws_s3_bucket ?? {})).toMatchObject([{ bucket: 'archive-222222222222' }]);
    expect(Object.values(resource.aws_s3_bucket_policy ?? {})[0]?.policy).toContain('aws:SecureTransport');
    expect(Object.values(resource.aws_kms_key ?? {})[0]?.policy).toContain('role/reader');
  });

  test('build a whole deployment file, with the function that was built at packing', () => {
    cpSync('examples/everything.yaml', join(consumer, 'everything.yaml'));
    const script = `
      const { App } = require('cdktf');
      const { buildStack, readDeployment } = require('s3-private-path');
      const app = new App({ outdir: 'whole' });
      buildStack(app, readDeployment(require('node:fs').readFileSync('everything.yaml', 'utf8'), 'everything.yaml'));
      app.synth();`;
    run(process.execPath, ['--preserve-symlinks', '-e', script]);
    const stack = join(consumer, 'whole/stacks/everything');
    const zips = readdirSync(join(stack, 'assets'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.zip'));
    expect(zips.map((name) => basename(name))).toEqual(['handler.zip']);
    expect(readFileSync(join(stack, 'assets', zips[0] ?? ''))).toEqual(readFileSync('dist/handler.zip'));
  });
});
