import { closeSync, mkdirSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { App } from 'cdktf';
import { codeOf, reasonOf } from './audit/errors/reason';
import { decodeText, EncodingError } from './contract/decode-text';
import { DeploymentError, readDeployment } from './contract/deployment/read';
import { printable } from './contract/printable';
import { LONGEST_YAML } from './contract/yaml-text';
import { clashesOf, type FiledDeployment } from './contract/deployment/together';
import { archivePolicies } from './modules/assembly/add-archive';
import { buildStack } from './modules/assembly/private-path-stack';
import { notesOn } from './modules/assembly/notes';
import { policiesBeside } from './contract/policy/policies-beside';
import type { Deployment } from './contract/deployment/schema';

// npm run synth -- [deployment.yaml…]: one stack a file. `cdktf` hands over no arguments; it takes them from the environment.

const USAGE = `s3-private-path [deployment.yaml…]

Synthesizes each deployment file to a stack of Terraform's, cdktf.out/stacks/<name>/cdk.tf.json; CDKTF_OUTDIR names another
folder. Without a file: deployment.yaml. "s3-audit init" writes one.`;

const TO_DO: Readonly<Record<string, string>> = {
  ENOENT: 'name the deployment file that you have, or let "s3-audit init" write one',
  EISDIR: 'name the deployment files in it',
};

const given = process.argv.slice(2);
const options = given.filter((word) => word.startsWith('-'));
const files = given.length > 0 ? given : (process.env.S3_PRIVATE_PATH_DEPLOYMENT ?? 'deployment.yaml').split(delimiter);

const isHelp = options.some((word) => word === '--help' || word === '-h');
const read = options.length > 0 ? [] : files.map(readFile);
const deployments = read.flatMap(({ filed }) => filed ?? []);
const problems = [
  ...options.map((word) => `${printable(word)}: no option; what there is: s3-private-path [deployment.yaml…]`),
  ...read.flatMap((one) => one.problems),
  ...clashesOf(deployments),
];
if (isHelp) console.log(USAGE);
else if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 2;
} else {
  const app = new App();
  for (const { deployment } of deployments) buildStack(app, deployment);
  app.synth();
  for (const { file, deployment } of deployments) {
    writePolicies(join(app.outdir, 'policies', deployment.name), deployment);
    for (const note of notesOn(deployment)) console.error(`${file}: ${note}`);
  }
}

/** A mistake of the user's is told in sentences; anything else is ours and keeps its stack trace. */
function readFile(file: string): { readonly filed?: FiledDeployment; readonly problems: readonly string[] } {
  try {
    return { filed: { file, deployment: readDeployment(decodeText(readDeploymentBytes(file)), file) }, problems: [] };
  } catch (error) {
    if (error instanceof DeploymentError) return { problems: error.problems };
    if (error instanceof EncodingError) return { problems: [`${file}: ${error.message}`] };
    if (error instanceof Error && 'syscall' in error) return { problems: [unreadable(file, error)] };
    throw error;
  }
}

/** All of a file that may be a deployment's: one that goes on, as a device does without end, is too long as far as it was read. */
function readDeploymentBytes(file: string): Buffer {
  const bytes = Buffer.alloc(4 * (LONGEST_YAML + 1));
  const descriptor = openSync(file, 'r');
  try {
    let size = 0;
    for (;;) {
      const more = readSync(descriptor, bytes, size, bytes.length - size, null);
      if (more === 0) return bytes.subarray(0, size);
      size += more;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** What was looked for, where, and what to do about it. */
function unreadable(file: string, error: Error): string {
  const toDo = TO_DO[codeOf(error)];
  const sentence = `${printable(file)}: ${reasonOf(error)} (${printable(resolve(file))})`;
  return toDo === undefined ? sentence : `${sentence}; ${toDo}`;
}

/** Beside the stacks, since they are not Terraform's: for whoever administers the organization, or the log archive. */
function writePolicies(folder: string, deployment: Deployment): void {
  rmSync(folder, { recursive: true, force: true });
  const policies = Object.entries({ ...policiesBeside(deployment), ...archivePolicies(deployment) });
  if (policies.length > 0) mkdirSync(folder, { recursive: true });
  for (const [name, text] of policies)
    writeFileSync(join(folder, name), `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
}
