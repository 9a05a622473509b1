import { Command, Option } from '@commander-js/extra-typings';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { DEPLOYMENT_FILE } from '../../../contract/deployment/file-name';
import { DeploymentError, readDeployment } from '../../../contract/deployment/read';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { deploymentText, type Answers } from '../../init/deployment-text';
import { EXIT } from '../parts/exit-codes';
import { writeResult } from '../parts/files';
import type { Shell } from '../parts/shell';
import { tell } from '../parts/tell';
import { withOptions } from '../parts/typed-options';

const OPTIONS = [
  new Option('--name <name>', 'prefix of everything that is built'),
  new Option('--source-account <id>', 'account A: consumer and VPC'),
  new Option('--destination-account <id>', 'account B: owner of the data'),
  new Option('--region <region>', 'region of both'),
  new Option('--bucket <name>', 'name of the data bucket; made of name and account without it'),
  new Option('--consumer <arn...>', 'roles that exist and use the data (default: one is made, for instances)'),
  new Option('--source-deployer <arn>', 'role that runs Terraform in account A (default: terraform-deployer)'),
  new Option('--destination-deployer <arn>', 'role that runs Terraform in account B (default: terraform-deployer)'),
  new Option('--vpc-id <id>', 'a VPC that exists (vpc-…); one is made without it'),
  new Option(
    '--cidr <range...>',
    'range of the VPC; every one of a VPC that exists (default: 10.20.0.0/16 of a new one)',
  ),
  new Option('--zones <zone...>', 'availability zones of a new VPC (default: a and b of the region)'),
  new Option('--route-table <id...>', 'route tables of the private subnets of a VPC that exists (rtb-…)'),
  new Option('--nat <address...>', 'public addresses of its NAT gateways'),
  new Option('--endpoint-id <id>', 'its gateway endpoint for S3, where it has one (vpce-…); its policy is left alone'),
  new Option('--output <file>', `where to write it (-: standard output)`).default(DEPLOYMENT_FILE),
] as const;

/** What has no default, and how it is asked for. */
const QUESTIONS = {
  name: 'Name, the prefix of everything that is built',
  sourceAccount: 'Account A, of the consumer and its VPC (12 digits)',
  destinationAccount: 'Account B, which owns the data (12 digits)',
  region: 'Region of both, such as eu-central-1',
} as const;

/** `s3-audit init`: writes a first deployment.yaml; asks for what no flag says where somebody is there to answer. */
export function init({ end }: Shell) {
  return withOptions(new Command('init'), OPTIONS).action(async (options) => {
    const { output } = options;
    await requireNothingThere(output);
    const text = deploymentText({ ...options, ...(await answersOf(options)) }, schemaBeside(output));
    requireValid(text, output);
    await writeResult(text, output);
    if (output !== '-')
      tell(`${printable(output)} is written and valid; next: npx s3-private-path ${printable(output)}`);
    end(EXIT.pass);
  });
}

/** The schema in a project that has this package installed; a checkout has it beside the file, which is the default. */
function schemaBeside(output: string): string | undefined {
  const installed = './node_modules/s3-private-path/deployment.schema.json';
  return existsSync(join(dirname(output), installed)) ? installed : undefined;
}

/** Somebody's file is not written over. */
async function requireNothingThere(output: string): Promise<void> {
  if (output === '-' || (await stat(output).catch(() => undefined)) === undefined) return;
  throw new InputError([`--output ${printable(output)}: is there already; name another, or take it away first`]);
}

type Asked = keyof typeof QUESTIONS;

async function answersOf(options: Partial<Answers>): Promise<Pick<Answers, Asked>> {
  const asked = (Object.keys(QUESTIONS) as readonly Asked[]).filter((key) => options[key] === undefined);
  if (asked.length > 0 && !process.stdin.isTTY) {
    throw new InputError(asked.map((key) => `${flagOf(key)} is required where nobody can be asked: ${QUESTIONS[key]}`));
  }
  if (options.vpcId !== undefined && options.cidr === undefined) {
    throw new InputError(['--cidr is required with --vpc-id: every range of that VPC']);
  }
  const answered: Partial<Record<Asked, string>> = {};
  const terminal = asked.length === 0 ? undefined : createInterface({ input: process.stdin, output: process.stderr });
  for (const key of asked) answered[key] = (await terminal?.question(`${QUESTIONS[key]}: `))?.trim() ?? '';
  terminal?.close();
  const { name = '', sourceAccount = '', destinationAccount = '', region = '' } = { ...options, ...answered };
  return { name, sourceAccount, destinationAccount, region };
}

function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What cannot be built is not written. @throws InputError naming what is wrong, all at once. */
function requireValid(text: string, output: string): void {
  try {
    readDeployment(text, output === '-' ? DEPLOYMENT_FILE : output);
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    throw new InputError([...error.problems, 'nothing was written']);
  }
}
