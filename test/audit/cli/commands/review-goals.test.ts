import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { useTemporaryDirectory, writerInto } from '../../../temporary-directory';

const directory = useTemporaryDirectory();
const GOALS = resolve('docs/plain-terraform/goals.yaml');

const write = writerInto(directory);
const plan = (): string => {
  const recorded = readFileSync('test/audit/review/run/recorded/plain.again.json.gz');
  return write('plan.json', gunzipSync(recorded).toString('utf8'));
};
const review = (...args: readonly string[]) =>
  spawnSync(process.execPath, [resolve('bin/s3-audit'), 'review', ...args], { cwd: directory(), encoding: 'utf8' });

describe('s3-audit review --plan --goals', () => {
  it('passes plain Terraform, and reads no deployment.yaml that happens to lie there', () => {
    write('deployment.yaml', 'this: is not read');
    const { stdout, stderr, status } = review('--plan', plan(), '--goals', GOALS);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^verdict: PASS$/m);
    expect(status).toBe(0);
  });

  it('tells whom without goals nobody names', () => {
    const { stdout, status } = review('--plan', plan());
    expect(stdout).toMatch(/nobody says who is meant to do what/);
    expect(status).toBe(3);
  });

  it('refuses what goals take the place of, and goals of nothing, all at once', () => {
    const { stderr, status } = review('--goals', GOALS, '--deployment', 'deployment.yaml', '--synth', 'cdktf.out');
    expect(stderr).toContain('--goals and --synth: goals are of a plan that no deployment.yaml describes');
    expect(stderr).toContain('--goals and --deployment: ');
    expect(stderr).toContain('--goals: needs --plan');
    expect(status).toBe(2);
  });

  it('says what is wrong with a goals file, and where', () => {
    const { stderr, status } = review('--plan', plan(), '--goals', write('goals.yaml', 'version: 2\nbuckets: []\n'));
    expect(stderr).toMatch(/goals\.yaml:1: version: 2 must be one of 1/);
    expect(stderr).toMatch(/goals\.yaml:2: buckets: must be at least 1 entries long/);
    expect(status).toBe(2);
  });
});
