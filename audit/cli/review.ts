import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { DeploymentError, readDeployment } from '../../contract/deployment/read';
import type { Deployment } from '../../contract/deployment/schema';
import { printable } from '../../contract/printable';
import { InputError } from '../input-error';
import { readJson } from '../policy/json-text';
import { LARGEST_PLAN_BYTES, readPlan, type Plan } from '../review/plan/plan';
import type { ReviewFormat } from '../review/report/format-names';
import { REVIEW_FORMATS } from '../review/report/formats';
import { reviewAll } from '../review/review-all';
import { readStack } from '../review/stack/read-stack';
import type { Stack } from '../review/stack/stack';
import { reasonOf } from '../sources/log-files';
import { exitCodeOf } from './exit-codes';
import { writeResult } from './files';

/** What `review` is told; a default stands where an option is missing. */
export interface ReviewOptions {
  readonly synth?: string;
  readonly deployment?: string;
  readonly plan?: string;
  readonly format: ReviewFormat;
  readonly output?: string;
}

const SYNTH = 'cdktf.out';
const DEPLOYMENT = 'deployment.yaml';

/**
 * `s3-audit review`: proves policies and order of a synthesized stack, and what a plan would change.
 *
 * @returns the exit code of the verdict.
 * @throws InputError when something can not be read.
 */
export async function review(options: ReviewOptions): Promise<number> {
  const { plan: planFile, format, output } = options;
  const stacks = await readStacks(options);
  const file = options.deployment ?? DEPLOYMENT;
  const deployment = await readDeploymentFile(file, options.deployment !== undefined);
  const plan = planFile === undefined ? undefined : { file: planFile, plan: await readPlanFile(planFile) };
  const today = new Date().toISOString().slice(0, 10);
  const report = reviewAll({ stacks, deployment: deployment && { file, deployment }, plan, today });
  const colour = output === undefined && process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  await writeResult(REVIEW_FORMATS[format](report, { colour }), output);
  return exitCodeOf(report.verdict);
}

/** All stacks of a synthesis; none where only a plan is given. */
async function readStacks({ synth, plan }: ReviewOptions): Promise<readonly Stack[]> {
  const directory = synth ?? SYNTH;
  const files = await stackFiles(directory);
  if (files.length === 0 && (synth !== undefined || plan === undefined)) {
    throw new InputError([
      `--synth ${printable(directory)}: holds no stacks/*/cdk.tf.json; synthesize first (npm run synth), or give --plan`,
    ]);
  }
  return Promise.all(files.map(readStackFile));
}

async function stackFiles(directory: string): Promise<readonly string[]> {
  if (directory.endsWith('.json')) return [directory];
  const options = { cwd: directory, expandDirectories: false, onlyFiles: true };
  const found = await glob(['stacks/*/cdk.tf.json', 'cdk.tf.json'], options).catch((error: unknown) => {
    throw new InputError([`--synth ${printable(directory)}: ${reasonOf(error)}`]);
  });
  return found.sort().map((file) => join(directory, file));
}

async function readStackFile(file: string): Promise<Stack> {
  const json = readJson(await readText('--synth', file), file);
  if (!json.ok) throw new InputError(json.problems);
  const stack = readStack(json.value, file);
  if (!stack.ok) throw new InputError(stack.problems);
  return stack.value;
}

/** The deployment, or `undefined` where none is given and none lies here. */
async function readDeploymentFile(file: string, isGiven: boolean): Promise<Deployment | undefined> {
  if (!isGiven && (await stat(file).catch(() => undefined)) === undefined) return undefined;
  try {
    return readDeployment(await readText('--deployment', file), file);
  } catch (error) {
    if (error instanceof DeploymentError) throw new InputError(error.problems);
    throw error;
  }
}

async function readPlanFile(file: string): Promise<Plan> {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  if (size > LARGEST_PLAN_BYTES) {
    throw new InputError([`--plan ${printable(file)}: is larger than ${LARGEST_PLAN_BYTES / 2 ** 20} MB`]);
  }
  const plan = readPlan(await readText('--plan', file), file);
  if (!plan.ok) throw new InputError(plan.problems.map(printable));
  return plan.value;
}

async function readText(option: string, file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError([`${option} ${printable(file)}: ${reasonOf(error)}`]);
  });
}
