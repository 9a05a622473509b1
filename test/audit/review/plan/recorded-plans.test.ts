import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkPlan } from '../../../../audit/review/plan/check-plan';
import { readPlan, type Plan } from '../../../../audit/review/plan/plan';
import { readStack } from '../../../../audit/review/stack/read-stack';
import type { Stack } from '../../../../audit/review/stack/stack';
import { partOf } from '../../../thorough';
import { editsOf, type PlanJson } from './plan-edits';

/** Made by test/e2e/record-plans.ts: what Terraform planned for each example, before and after its apply. */
const FOLDER = join(__dirname, 'recorded');
const NAMES = readdirSync(FOLDER).flatMap((file) => /^(.*)\.stack\.json\.gz$/.exec(file)?.[1] ?? []);

const recorded = (name: string, part: string): string =>
  gunzipSync(readFileSync(join(FOLDER, `${name}.${part}.json.gz`))).toString('utf8');

function stackOf(name: string): Stack {
  const read = readStack(JSON.parse(recorded(name, 'stack')), 'cdk.tf.json');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
}

function planOf(text: string): Plan {
  const read = readPlan(text, 'plan.json');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
}

/** What keeps a plan from passing; notes do not. */
function objections(plan: Plan, stack: Stack): readonly string[] {
  const { findings, notReviewed } = checkPlan(plan, stack);
  return [
    ...findings.filter(({ severity }) => severity !== 'note').map(({ what }) => what),
    ...notReviewed.map(({ resource, reason }) => `${resource}: ${reason}`),
  ];
}

const ALL = NAMES.flatMap((name) => ['first', 'again'].map((step) => [name, step] as const));

describe('what Terraform planned for the deployments of this repository', () => {
  it('is recorded for each', () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(8);
  });

  it.each(ALL.filter((one) => one.join() !== 'existing,first'))('%s: the %s plan leaves nothing open', (name, step) => {
    expect(objections(planOf(recorded(name, step)), stackOf(name))).toEqual([]);
  });

  it('lets consumers in where bucket and key were there before: that is told, and nothing else is open', () => {
    const { findings, notReviewed } = checkPlan(planOf(recorded('existing', 'first')), stackOf('existing'));
    expect(notReviewed).toEqual([]);
    expect(findings.map(({ rule, resource }) => `${rule} ${resource}`)).toEqual([
      'plan-policy-loosened aws_kms_key.destination',
      'plan-policy-loosened aws_s3_bucket_policy.data_policy',
    ]);
  });

  it.each(NAMES)('%s: the second plan changes nothing', (name) => {
    const { resource_changes: changes } = planOf(recorded(name, 'again'));
    expect(changes.filter(({ change }) => change.actions.join() !== 'no-op')).toEqual([]);
  });
});

describe('a plan that is not quite of its stack', () => {
  it.each(ALL)('is not passed: %s, %s plan', (name, step) => {
    const text = recorded(name, step);
    const stack = stackOf(name);
    const edits = editsOf(JSON.parse(text) as PlanJson);
    const passed = partOf(edits, 6).filter(({ edit }) => {
      const plan = JSON.parse(text) as PlanJson;
      edit(plan);
      return objections(planOf(JSON.stringify(plan)), stack).length === 0;
    });
    expect(passed.map((one) => one.name)).toEqual([]);
    expect(edits.length).toBeGreaterThan(200);
  });
});
