import { readFile, stat } from 'node:fs/promises';
import { DeploymentError, readDeployment } from '../../../contract/deployment/read';
import type { Deployment } from '../../../contract/deployment/schema';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { LARGEST_PLAN_BYTES, readPlan, type Plan } from '../../review/plan/plan';
import type { ReviewFormat } from '../../review/report/format-names';
import { REVIEW_FORMATS } from '../../review/report/formats';
import { reviewAll } from '../../review/review';
import type { Stack } from '../../review/stack/stack';
import { reasonOf } from '../../errors/reason';
import { exitCodeOf } from '../parts/exit-codes';
import { writeResult } from '../parts/files';
import { readStacks, stackFiles } from '../parts/stack-files';

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
  const stacks = await stacksOf(options);
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
async function stacksOf({ synth, plan }: ReviewOptions): Promise<readonly Stack[]> {
  const directory = synth ?? SYNTH;
  if (synth === undefined && plan !== undefined && (await stackFiles(directory)).length === 0) return [];
  return readStacks(directory);
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
