import { Argument, Command, Option } from '@commander-js/extra-typings';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SIDES, type Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { organizationPolicy, type OrganizationPolicy } from '../../../contract/policy/policies-beside';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { reasonOf } from '../../errors/reason';
import { EXIT } from '../parts/exit-codes';
import { readDeploymentFile } from '../parts/deployment-file';
import { writeResult } from '../parts/files';
import type { Shell } from '../parts/shell';
import { tell } from '../parts/tell';
import { withOptions } from '../parts/typed-options';

const DEPLOYMENT = 'deployment.yaml';

const OPTIONS = [
  new Option('--deployment <file>', 'the deployment that it is for').default(DEPLOYMENT),
  new Option('--account <side>', 'of this account alone').choices(SIDES),
  new Option('--output <folder>', 'write a file for each here, instead of all to standard output'),
] as const;

/** Texts by the name of a file. */
type Files = Readonly<Record<string, unknown>>;

/** What can be exported, each by what makes it for some accounts. */
const EXPORTS: Readonly<Record<string, (deployment: Deployment, sides: readonly Side[], file: string) => Files>> = {
  rcp: (...of) => ofOrganization('rcp', ...of),
  scp: (...of) => ofOrganization('scp', ...of),
};

/** `s3-audit export`: policies that stand outside the stack of a deployment, as JSON. */
export function exportPolicies({ end }: Shell) {
  const command = new Command('export').addArgument(
    new Argument('<what>', 'rcp and scp: resource and service control policies of the organization').choices(
      Object.keys(EXPORTS),
    ),
  );
  return withOptions(command, OPTIONS).action(async (what, { deployment: file, account, output }) => {
    const deployment = await readDeploymentFile(file);
    const files = EXPORTS[what]?.(deployment, account === undefined ? SIDES : [account], file) ?? {};
    if (output === undefined) await writeResult(together(files), undefined);
    else await writeEach(files, output);
    end(EXIT.pass);
  });
}

/** @throws InputError where the deployment names no organization. */
function ofOrganization(kind: OrganizationPolicy, deployment: Deployment, sides: readonly Side[], file: string): Files {
  if (deployment.organization === undefined) {
    throw new InputError([
      `${printable(file)}: organization is missing: ${kind} is a policy of an organization (organization: o-…)`,
    ]);
  }
  return Object.fromEntries(
    sides.map((side) => [`${kind}-${side}.json`, JSON.parse(organizationPolicy(kind, deployment, side) ?? '{}')]),
  );
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
