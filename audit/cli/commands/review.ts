import { Command, Option } from '@commander-js/extra-typings';
import { stat } from 'node:fs/promises';
import { DEPLOYMENT_FILE } from '../../../contract/deployment/file-name';
import { fingerprintOf, type Fingerprint } from '../../../contract/deployment/fingerprint';
import type { Deployment } from '../../../contract/deployment/schema';
import { printable } from '../../../contract/printable';
import { allRead } from '../../errors/all-read';
import { InputError } from '../../errors/input-error';
import { readGoals, type Goals } from '../../review/goals-file/goals-file';
import { readPlanStack } from '../../review/plan/plan-stack';
import { REVIEW_FORMATS } from '../../review/report/formats';
import { reviewAll } from '../../review/run/review';
import { builtFrom } from '../../review/stack/fingerprint';
import type { Stack } from '../../review/stack/stack';
import { strayBoundaries } from '../../review/system/boundaries';
import { readOrganization } from '../../review/system/organization';
import { settingLines } from '../parts/code-place';
import { exitCodeOf } from '../parts/exit-codes';
import { readDeploymentFile } from '../parts/deployment-file';
import { readTextFile } from '../parts/files';
import { given } from '../parts/given';
import { outputOptions } from '../parts/options';
import { readPlanFile } from '../parts/plan-file';
import type { Shell } from '../parts/shell';
import { builtArchive, readStacks, stackFiles } from '../parts/stack-files';
import { withOptions } from '../parts/typed-options';
import { VERSION } from '../parts/version';
import { writeFormatted } from '../parts/write-formatted';

const SYNTH = 'cdktf.out';

/** Defaults stand in the descriptions: what is not given need not be there. */
const OPTIONS = [
  new Option('--synth <directory>', `what CDKTF synthesized (default: ${SYNTH})`),
  new Option('--deployment <file>', `what the stack is meant to be, and waivers (default: ${DEPLOYMENT_FILE})`),
  new Option(
    '--goals <file>',
    'what a stack is meant to be that no deployment.yaml describes: buckets, endpoints, who may',
  ),
  new Option('--plan <file>', 'a plan, as terraform show -json prints it'),
  new Option('--scp <file...>', 'service control policies over the accounts: a file for each level'),
  new Option('--rcp <file...>', 'resource control policies over the accounts'),
  new Option('--boundary <arn=file...>', 'what a permissions boundary says that exists already'),
  ...outputOptions(REVIEW_FORMATS),
] as const;

/**
 * `s3-audit review`: proves policies and order of a synthesized stack, and what a plan would change; the exit code is the
 * verdict.
 */
export function review({ end }: Shell) {
  const command = new Command('review');
  return withOptions(command, OPTIONS).action(async (options) => {
    const { synth, plan: planFile } = options;
    const goals = await readGoalsFile(options);
    const file = options.deployment ?? DEPLOYMENT_FILE;
    const [stacks, found, plan, organization] = await allRead([
      goals === undefined ? stacksOf(synth, planFile) : Promise.resolve([]),
      goals === undefined ? deploymentHere(file, options.deployment !== undefined) : Promise.resolve(undefined),
      planOf(planFile),
      readOrganizationFiles(options),
    ]);
    const ofPlan = plan && stacks.length === 0 ? readPlanStack(plan.plan, plan.file) : undefined;
    const reviewed = ofPlan?.ok === true ? [ofPlan.value] : stacks;
    const isMeant = options.deployment !== undefined || reviewed.every((stack) => builtFrom(stack) !== undefined);
    const deployment = found && isMeant ? requireBuiltFrom(reviewed, found, file) : undefined;
    const today = new Date().toISOString().slice(0, 10);
    const boundaries = boundariesOf(options).map(({ arn }) => arn);
    const stray = strayBoundaries(reviewed, boundaries);
    if (stray.length > 0) throw new InputError(stray);
    const report = reviewAll({
      stacks,
      deployment: deployment && { file, deployment },
      plan,
      goals,
      organization,
      builtArchive: await builtArchive(),
      today,
    });
    const code = deployment && (await settingLines(file));
    await writeFormatted({ ...report, code, toolVersion: VERSION }, REVIEW_FORMATS, options);
    end(exitCodeOf(report.verdict));
  });
}

interface GoalsOptions {
  readonly goals?: string;
  readonly plan?: string;
  readonly synth?: string;
  readonly deployment?: string;
  readonly scp?: readonly string[];
  readonly rcp?: readonly string[];
  readonly boundary?: readonly string[];
}

/** @throws InputError when it cannot be read, or other options ask for what it takes the place of. */
async function readGoalsFile({ goals: file, plan, ...others }: GoalsOptions): Promise<Goals | undefined> {
  if (file === undefined) return undefined;
  const instead = (['synth', 'deployment', 'scp', 'rcp', 'boundary'] as const).filter(
    (name) => others[name] !== undefined,
  );
  if (instead.length > 0 || plan === undefined) {
    throw new InputError([
      ...instead.map((name) => `--goals and --${name}: goals are of a plan that no deployment.yaml describes`),
      ...(plan === undefined ? ['--goals: needs --plan, the plan that the goals are of'] : []),
    ]);
  }
  return given(readGoals(await readTextFile('--goals', file), file));
}

/**
 * A stack says which deployment file it was built from, and is held against no other. One that does not say is held against
 * the file that is named, and never against one that happens to lie here.
 *
 * @throws InputError naming every stack of another file.
 */
function requireBuiltFrom(stacks: readonly Stack[], deployment: Deployment, file: string): Deployment {
  const own = fingerprintOf(deployment);
  const others = stacks.flatMap((stack) => {
    const from = builtFrom(stack);
    return from === undefined || from.sha256 === own.sha256 ? [] : [{ where: stack.where, from }];
  });
  const told = ({ name, sha256 }: Fingerprint): string => `${printable(name)}, ${printable(sha256.slice(0, 12))}`;
  if (others.length === 0) return deployment;
  throw new InputError(
    others.map(
      ({ where, from }) =>
        `${printable(where)} was built from another deployment file (${told(from)}) than --deployment ${printable(file)} ` +
        `(${told(own)}): synthesize again, or name the file that it was built from, or one stack (--synth)`,
    ),
  );
}

/** All stacks of a synthesis; none where only a plan is given. */
async function stacksOf(synth: string | undefined, plan: string | undefined): Promise<readonly Stack[]> {
  const directory = synth ?? SYNTH;
  if (synth === undefined && plan !== undefined && (await stackFiles(directory)).length === 0) return [];
  return readStacks(directory);
}

async function planOf(file: string | undefined) {
  return file === undefined ? undefined : { file, plan: await readPlanFile(file) };
}

/** Files of policies that stand outside every stack. */
interface PoliciesOutside {
  readonly scp?: readonly string[];
  readonly rcp?: readonly string[];
  readonly boundary?: readonly string[];
}

/** @throws InputError for what is not ARN=FILE. */
function boundariesOf({ boundary = [] }: PoliciesOutside): readonly { readonly arn: string; readonly file: string }[] {
  return boundary.map((given) => {
    const at = given.indexOf('=');
    if (at <= 0) throw new InputError([`--boundary ${printable(given)}: allowed: ARN=FILE`]);
    return { arn: given.slice(0, at), file: given.slice(at + 1) };
  });
}

/** @throws InputError when a file cannot be read or is no policy that AWS Organizations takes. */
async function readOrganizationFiles({ scp = [], rcp = [], ...outside }: PoliciesOutside) {
  const read = async (option: string, file: string) => ({ file, text: await readTextFile(option, file) });
  const [scps, rcps, boundaries] = await allRead([
    allRead(scp.map((file) => read('--scp', file))),
    allRead(rcp.map((file) => read('--rcp', file))),
    allRead(boundariesOf(outside).map(async ({ arn, file }) => ({ ...(await read('--boundary', file)), arn }))),
  ]);
  return given(readOrganization(scps, rcps, boundaries));
}

/** The deployment, or `undefined` where none is given and none lies here. */
async function deploymentHere(file: string, isGiven: boolean): Promise<Deployment | undefined> {
  if (!isGiven && (await stat(file).catch(() => undefined)) === undefined) return undefined;
  return readDeploymentFile(file);
}
