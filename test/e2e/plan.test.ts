import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPlan } from '../../audit/review/plan/check-plan';
import { readPlan } from '../../audit/review/plan/plan';
import { readStack } from '../../audit/review/stack/read-stack';
import type { Deployment } from '../../contract/deployment/schema';
import { deploymentOf, synthesize } from '../modules/synthesized';
import { readAnswers, skipList } from './checkov/answers';
import { checkovUnavailable, failedChecks } from './checkov/checkov';
import { linkedPlan } from './checkov/linked-plan';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';
import { terraformPlan } from './plan-text';
import { terraformUnavailable, workspace, type Workspace } from './terraform';
import { withWhatExists } from './what-exists';

jest.setTimeout(300_000);

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping terraform validate and plan: ${unavailable}.`);
const unscanned = unavailable ?? checkovUnavailable();
if (unscanned !== undefined) console.warn(`Skipping checkov over the plans: ${unscanned}.`);

/** The plans made here, as they are and with references, each kind in a folder of its own. */
const plans = mkdtempSync(join(tmpdir(), 's3-private-path-plans-'));
afterAll(() => {
  rmSync(plans, { recursive: true });
});

/** A plan of Terraform, and what keeps it from passing as one of the stack that it was made of. */
async function planned(place: Workspace, emulator: Emulator, deployment: Deployment) {
  place.write(deployment);
  const text = await terraformPlan(place, emulator);
  const whole = await place.terraform('show', '-json', 'plan'); // a scanner reads what nobody else does
  for (const [kind, made] of Object.entries({ plain: whole, linked: linkedPlan(whole) })) {
    mkdirSync(join(plans, kind), { recursive: true });
    writeFileSync(join(plans, kind, `${deployment.name}-${readdirSync(join(plans, kind)).length}.json`), made);
  }
  const plan = readPlan(text, 'plan');
  const stack = readStack(synthesize(deployment).json, 'cdk.tf.json');
  if (!plan.ok || !stack.ok) throw new Error('plan or stack cannot be read');
  const { findings, notReviewed } = checkPlan(plan.value, stack.value);
  return { changes: plan.value.resource_changes, findings, notReviewed };
}

test('the skip list of checkov is the one of docs/scanners.md', () => {
  expect(readFileSync('docs/checkov.yaml', 'utf8')).toBe(skipList(readAnswers()));
});

(unavailable === undefined ? describe : describe.skip)('Terraform and the provider', () => {
  let emulator: Emulator;
  let place: Workspace;

  beforeAll(async () => {
    emulator = await startEmulator();
    place = await workspace(deploymentOf('deployment.yaml'), emulator);
  });
  afterAll(async () => {
    await emulator.stop(); // first: it would keep the test running where Terraform could not be initialized
    place.remove();
  });

  const examples = readdirSync('examples').filter((file) => file.endsWith('.yaml') && file !== 'existing.yaml');

  test.each(['deployment.yaml', ...examples.map((file) => `examples/${file}`)])(
    'take %s as valid and plan only creates',
    async (file) => {
      const { changes, ...review } = await planned(place, emulator, deploymentOf(file));
      expect(JSON.parse(await place.terraform('validate', '-json'))).toMatchObject({ valid: true, warning_count: 0 });
      expect(changes.length).toBeGreaterThanOrEqual(20);
      expect(changes.filter(({ change }) => change.actions.join() !== 'create')).toEqual([]);
      expect(review).toEqual({ findings: [], notReviewed: [] });
    },
  );

  test('take over what exists: the plan imports bucket and key, and adds neither', async () => {
    const deployment = await withWhatExists(deploymentOf('examples/existing.yaml'), emulator);
    const { changes, findings } = await planned(place, emulator, deployment);
    const changeOf = (wanted: string) => changes.find(({ address }) => address === wanted)?.change;
    for (const address of ['aws_s3_bucket.data', 'aws_kms_key.destination']) {
      expect(changeOf(address)?.before).not.toBeNull();
      expect(changeOf(address)?.actions).not.toContain('create');
      expect(changeOf(address)?.actions).not.toContain('delete');
    }
    // The owner's bucket and key let consumers in that they did not let in before.
    expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(['plan-policy-loosened']);
  });

  test('plan with a profile for each account, and refuse the two the wrong way round', async () => {
    const [a, b] = [await emulator.credentialsFor('111111111111'), await emulator.credentialsFor('222222222222')];
    const withProfiles = deploymentOf('examples/object-lock.yaml', (d) => ({
      ...d,
      source: { ...d.source, credentials: { profile: 'a' } },
      destination: { ...d.destination, credentials: { profile: 'b' } },
    }));
    const right = await workspace(withProfiles, emulator, { a, b });
    expect(await right.terraform('plan', '-input=false')).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    right.remove();
    const wrong = await workspace(withProfiles, emulator, { a: b, b: a });
    await expect(wrong.terraform('plan', '-input=false')).rejects.toThrow('AWS account ID not allowed');
    wrong.remove();
  });

  (unscanned === undefined ? test : test.skip)(
    'checkov finds in the plans what docs/scanners.md answers, and nothing else',
    () => {
      const answers = readAnswers();
      const failed = failedChecks(join(plans, 'linked'));
      expect(new Set(failed.map(({ rule, resource }) => `${rule} ${resource}`))).toEqual(
        new Set(answers.flatMap(({ rule, resources }) => resources.map((resource) => `${rule} ${resource}`))),
      );
      expect(failedChecks(join(plans, 'plain'), '--config-file', 'docs/checkov.yaml')).toEqual([]);
    },
  );
});
