import { Argument, Command, Option } from '@commander-js/extra-typings';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEPLOYMENT_FILE } from '../../../contract/deployment/file-name';
import { fingerprintOf } from '../../../contract/deployment/fingerprint';
import { builtHomes } from '../../../contract/deployment/archive';
import { SIDES, type Home } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { isBuilt } from '../../../contract/deployment/sides';
import { organizationPolicy, type OrganizationPolicy } from '../../../contract/policy/policies-beside';
import { printable } from '../../../contract/printable';
import { bootstrapOf, NotARole } from '../../deployer/bootstrap';
import { deployerPolicies } from '../../deployer/deployer-policy';
import { InputError } from '../../errors/input-error';
import { reasonOf } from '../../errors/reason';
import { builtFrom } from '../../review/stack/fingerprint';
import type { Stack } from '../../review/stack/stack';
import { EXIT } from '../parts/exit-codes';
import { readDeploymentFile } from '../parts/deployment-file';
import { writeResult } from '../parts/files';
import type { Shell } from '../parts/shell';
import { readStacks } from '../parts/stack-files';
import { tell } from '../parts/tell';
import { withOptions } from '../parts/typed-options';

const HOMES: readonly Home[] = [...SIDES, 'archive'];

const OPTIONS = [
  new Option('--deployment <file>', 'the deployment that it is for').default(DEPLOYMENT_FILE),
  new Option('--synth <directory>', 'deployer: what CDKTF synthesized of it').default('cdktf.out'),
  new Option('--account <home>', 'of this account alone').choices(HOMES),
  new Option('--output <folder>', 'write a file for each here, instead of all to standard output'),
] as const;

/** Texts by the name of a file. */
type Files = Readonly<Record<string, unknown>>;

/** What an export is of. */
interface Subject {
  readonly deployment: Deployment;
  readonly file: string;
  readonly homes: readonly Home[];
  readonly synth: string;
}

/** What can be exported, each by what makes it. */
const EXPORTS: Readonly<Record<string, (subject: Subject) => Files | Promise<Files>>> = {
  rcp: (subject) => ofOrganization('rcp', subject),
  scp: (subject) => ofOrganization('scp', subject),
  deployer: ofDeployer,
};

/** `s3-audit export`: policies that stand outside the stack of a deployment, as JSON. */
export function exportPolicies({ end }: Shell) {
  const command = new Command('export').addArgument(
    new Argument(
      '<what>',
      'rcp and scp: policies of the organization; deployer: what Terraform needs, and what makes its role',
    ).choices(Object.keys(EXPORTS)),
  );
  return withOptions(command, OPTIONS).action(async (what, { deployment: file, account, output, synth }) => {
    const deployment = await readDeploymentFile(file);
    const homes = homesOf(deployment, file, account);
    const files = (await EXPORTS[what]?.({ deployment, file, homes, synth })) ?? {};
    if (output === undefined) await writeResult(together(files), undefined);
    else await writeEach(files, output);
    end(EXIT.pass);
  });
}

/** What is built, or of it the one account that was asked for. @throws InputError where that one is not built here. */
function homesOf(deployment: Deployment, file: string, account: Home | undefined): readonly Home[] {
  const built = builtHomes(deployment);
  if (account === undefined) return built;
  if (built.includes(account)) return [account];
  const why =
    account !== 'archive' && !isBuilt(deployment, account)
      ? `${account}.elsewhere says that somebody else builds the other side, and its policies are theirs`
      : 'a log archive is built where observation.archive has kind: create';
  throw new InputError([`--account ${account}: ${printable(file)} builds only ${built.join()}; ${why}`]);
}

/** @throws InputError where the deployment names no organization. */
function ofOrganization(kind: OrganizationPolicy, { deployment, file, homes }: Subject): Files {
  if (deployment.organization === undefined) {
    throw new InputError([
      `${printable(file)}: organization is missing: ${kind} is a policy of an organization (organization: o-…)`,
    ]);
  }
  const sides = homes.filter((home) => home !== 'archive');
  if (sides.length === 0) {
    throw new InputError([`--account archive: ${kind} is written for source and destination; the archive has no data`]);
  }
  return Object.fromEntries(
    sides.map((side) => [`${kind}-${side}.json`, JSON.parse(organizationPolicy(kind, deployment, side) ?? '{}')]),
  );
}

/**
 * The policies of the deployer of each account, and the Terraform JSON that makes it with them.
 *
 * @throws InputError where no stack was built from the deployment, or a deployer is no role.
 */
async function ofDeployer({ deployment, file, homes, synth }: Subject): Promise<Files> {
  const stack = stackOf(deployment, await readStacks(synth));
  if (stack === undefined) {
    throw new InputError([
      `--synth ${printable(synth)}: holds no stack that was built from ${printable(file)}; synthesize first ` +
        `(npm run synth -- ${printable(file)})`,
    ]);
  }
  try {
    return Object.fromEntries(
      homes.flatMap((home): [string, unknown][] => {
        const policies = deployerPolicies(deployment, stack, home);
        return [
          ...policies.map((text, index): [string, unknown] => [`deployer-${home}-${index + 1}.json`, JSON.parse(text)]),
          [`deployer-${home}.tf.json`, bootstrapOf(deployment, stack, home, policies)],
        ];
      }),
    );
  } catch (error) {
    if (error instanceof NotARole) throw new InputError([`${printable(file)}: ${error.message}`]);
    throw error;
  }
}

function stackOf(deployment: Deployment, stacks: readonly Stack[]): Stack | undefined {
  const { sha256 } = fingerprintOf(deployment);
  return stacks.find((stack) => builtFrom(stack)?.sha256 === sha256);
}

/** One document as it is; several by the names of their files. */
function together(files: Files): string {
  const [first, ...more] = Object.values(files);
  return jsonOf(more.length === 0 ? first : files);
}

function jsonOf(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** @throws InputError when the folder cannot be made, or a file in it cannot be written. */
async function writeEach(files: Files, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new InputError([`--output ${printable(folder)}: ${reasonOf(error)}`]);
  });
  for (const [name, value] of Object.entries(files)) await writeResult(jsonOf(value), join(folder, name));
  tell(`written to ${printable(folder)}: ${Object.keys(files).join(', ')}`);
}
