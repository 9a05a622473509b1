import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { deploymentOf, synthesize } from '../../../modules/synthesized';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { changeOf, planText } from '../../review/plan/plan-json';

type Json = Record<string, unknown>;
type Resources = Record<string, Record<string, Json>>;

const directory = useTemporaryDirectory();
const { json: SAMPLE } = synthesize(deploymentOf('deployment.yaml'));
const DEPLOYMENT = readFileSync('deployment.yaml', 'utf8');

const write = (name: string, content: string): string => {
  const path = join(directory(), name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const writeStack = (change: (resources: Resources) => void = () => undefined): void => {
  const json = structuredClone(SAMPLE) as { resource: Resources };
  change(json.resource);
  write('cdktf.out/stacks/s3-private-path/cdk.tf.json', JSON.stringify(json));
};
const review = (...args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [resolve('bin/s3-audit'), 'review', ...args], { cwd: directory(), encoding: 'utf8' });

interface ReviewJson {
  readonly verdict: string;
  readonly findings: readonly { rule: string; severity: string; resource: string; waiver: unknown }[];
  readonly notReviewed: readonly { resource: string; reason: string }[];
}
const jsonOf = ({ stdout }: SpawnSyncReturns<string>): ReviewJson => JSON.parse(stdout) as ReviewJson;

describe('s3-audit review', () => {
  /** A deployment.yaml that accepts every finding of a review. */
  const accepting = (findings: ReviewJson['findings']): string => {
    const waivers = findings.map(({ rule, resource }) => ({ rule, resource, reason: 'known', expires: '2999-12-31' }));
    return stringify({ ...(parse(DEPLOYMENT) as Json), review: { waivers } });
  };

  it('exits 0 for the sample deployment, by the defaults of its options', () => {
    writeStack();
    write('deployment.yaml', DEPLOYMENT);
    const result = review();
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(/^verdict: PASS$/m);
    expect(result.stdout).toMatch(/every order that AWS needs is kept: \d+/);
    expect(result.status).toBe(0);
  });

  it('exits 1 for a depends_on that is missing, and 0 while waivers accept what is found', () => {
    writeStack((resources) => {
      resources.aws_s3_bucket_versioning!.data_versioning!.depends_on = ['aws_s3_bucket.data'];
    });
    write('deployment.yaml', DEPLOYMENT);
    const result = review('--format', 'json');
    expect(result.status).toBe(1);
    const { findings } = jsonOf(result);
    expect(findings.map(({ rule }) => rule)).toContain('order-bucket-chain');

    write('deployment.yaml', accepting(findings));
    const accepted = review('--format', 'json');
    expect([accepted.status, jsonOf(accepted).verdict]).toEqual([0, 'pass']);
    expect(jsonOf(accepted).findings.map(({ waiver }) => waiver)).toContainEqual({
      reason: 'known',
      expires: '2999-12-31',
    });
  });

  describe('--boundary', () => {
    const BOUNDARY = 'arn:aws:iam::111111111111:policy/platform/boundary';
    const own = 'arn:aws:iam::111111111111:policy/orders-instance-boundary';
    const allowing = () => {
      const statement = { Effect: 'Allow', Action: ['s3:*', 'kms:*'], Resource: '*' };
      return write('boundary.json', JSON.stringify({ Version: '2012-10-17', Statement: statement }));
    };

    it('of no role of the stack is an error that says which have one', () => {
      writeStack((resources) => {
        resources.aws_iam_role!.instance!.permissions_boundary = BOUNDARY;
      });
      write('deployment.yaml', DEPLOYMENT);
      const file = allowing();
      const result = review('--boundary', `${BOUNDARY}s=${file}`, `${BOUNDARY}=${file}`, `${BOUNDARY}=${file}`);
      expect([result.status, result.stdout]).toEqual([2, '']);
      expect(result.stderr).toContain(`--boundary ${BOUNDARY}s: is the boundary of no role; allowed: ${BOUNDARY}\n`);
      expect(result.stderr).toContain(`--boundary ${BOUNDARY}: is given twice\n`);
    });

    it('that the stack makes itself is an error: its text is there, and no other may stand for it', () => {
      writeStack();
      write('deployment.yaml', DEPLOYMENT);
      const result = review('--boundary', `${own}=${allowing()}`);
      expect([result.status, result.stdout]).toEqual([2, '']);
      expect(result.stderr).toContain(
        `--boundary ${own}: is made in the stack, which says what it allows; no role has`,
      );
    });
  });

  it('prints how every argument is accounted for', () => {
    writeStack();
    write('deployment.yaml', DEPLOYMENT);
    expect(review().stdout).toMatch(/^\d+ arguments = \d+ read by a goal \+ .* \+ 0 not reviewed$/m);
  });

  it.each(['evil.tf', 'override.tf.json', 'cdk_override.tf', 'x.auto.tfvars', 'terraform.tfvars', 'main.tofu'])(
    'names %s beside the stack, which Terraform reads too',
    (name) => {
      writeStack();
      write('deployment.yaml', DEPLOYMENT);
      write(`cdktf.out/stacks/s3-private-path/${name}`, '');
      const result = review('--format', 'json');
      expect(result.status).toBe(3);
      expect(jsonOf(result).notReviewed).toMatchObject([{ resource: `cdktf.out/stacks/s3-private-path/${name}` }]);
    },
  );

  it('holds a stack against no deployment.yaml but its own', () => {
    writeStack();
    write('deployment.yaml', DEPLOYMENT.replace('name: orders', 'name: others'));
    const result = review();
    expect(result.stderr).toMatch(
      /cdk\.tf\.json was built from another deployment file \(orders, .*deployment\.yaml \(others, /,
    );
    expect([result.status, result.stdout]).toEqual([2, '']);
  });

  it('takes no deployment.yaml that lies here for a stack that does not say which it was built from', () => {
    const json = structuredClone(SAMPLE) as { output: Json };
    delete json.output.deployment_fingerprint;
    write('cdktf.out/stacks/s3-private-path/cdk.tf.json', JSON.stringify(json));
    write('deployment.yaml', DEPLOYMENT);
    const result = review('--format', 'json');
    expect(result.status).toBe(3);
    expect(jsonOf(result).notReviewed).toMatchObject([{ resource: 'the policies' }]);
  });

  it('exits 3 where no deployment.yaml says what is meant', () => {
    writeStack();
    const result = review('--format', 'json');
    expect([result.status, jsonOf(result).verdict]).toEqual([3, 'unproven']);
    expect(jsonOf(result).notReviewed).toMatchObject([{ resource: 'the policies' }]);
  });

  it('adds what a plan would change', () => {
    writeStack();
    write('deployment.yaml', DEPLOYMENT);
    write('plan.json', planText([changeOf('aws_s3_bucket.data', ['delete', 'create'], { bucket: 'x' }, {})]));
    const result = review('--plan', 'plan.json', '--format', 'json');
    expect(result.status).toBe(1);
    expect(jsonOf(result).findings).toContainEqual(
      expect.objectContaining({ rule: 'plan-stateful-replaced', resource: 'aws_s3_bucket.data', file: 'plan.json' }),
    );
  });

  it('reviews a plan without any synthesized stack, as far as it tells', () => {
    write('plan.json', planText([]));
    const result = review('--plan', 'plan.json', '--format', 'json');
    expect(result.status).toBe(3);
    expect(jsonOf(result).notReviewed).toEqual([
      { resource: 'the stack', reason: 'plan.json: has no resources', file: 'plan.json' },
    ]);
  });

  it.each(['table', 'json', 'markdown', 'sarif'])('writes %s to a file', (format) => {
    write('plan.json', planText([]));
    const result = review('--plan', 'plan.json', '--format', format, '--output', 'report');
    const told = 's3-audit: verdict: UNPROVEN; written to report\n';
    expect([result.status, result.stdout, result.stderr]).toEqual([3, '', told]);
    expect(readFileSync(join(directory(), 'report'), 'utf8').length).toBeGreaterThan(50);
  });
});

describe('mistakes exit 2 and say what to do', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['no synthesis', [], /^s3-audit: --synth cdktf\.out: no such file or directory; synthesize first/],
    ['no synthesis there', ['--synth', 'other', '--plan', 'p'], /^s3-audit: --synth other: no such file or directory/],
    ['no deployment', ['--synth', 's', '--deployment', 'd.yaml'], /^s3-audit: --deployment d\.yaml: no such file/],
    [
      'a bad deployment',
      ['--synth', 's', '--deployment', 'bad.yaml'],
      /^s3-audit: bad\.yaml:1: version: "?2"? must be 1/,
    ],
    ['no plan', ['--plan', 'none.json'], /^s3-audit: --plan none\.json: no such file/],
    ['a plan that is none', ['--plan', 'bad.yaml'], /^s3-audit: bad\.yaml: is not JSON/],
    ['a stack that is none', ['--synth', 'bad'], /cdk\.tf\.json: is not Terraform JSON/],
    ['a key twice', ['--synth', 'twice'], /cdk\.tf\.json:1: the key "[a-z]+" occurs twice/],
    ['a format that is none', ['--format', 'csv'], /argument 'csv' is invalid/],
  ])('%s', (_what, args, sentence) => {
    write('s/cdk.tf.json', JSON.stringify(SAMPLE));
    write('bad/stacks/x/cdk.tf.json', '[]');
    write('twice/cdk.tf.json', '{"resource":{"a":{},"a":{}}}');
    write('bad.yaml', 'version: 2');
    const result = review(...args);
    expect(result.stderr).toMatch(sentence);
    expect([result.status, result.stdout]).toEqual([2, '']);
    expect(result.stderr).not.toContain('    at ');
  });
});
