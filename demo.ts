import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { columns } from './audit/output/table';
import { DEPLOYMENT_FILE } from './contract/deployment/file-name';
import { DeploymentError, readDeployment } from './contract/deployment/read';
import { SIDES, type Side } from './contract/deployment/names';
import type { Deployment } from './contract/deployment/schema';
import { buildStack } from './modules/assembly/private-path-stack';

// npm start: the main job once, on the sample deployment and the sample logs, without an AWS account.

const OUT = 'out';
const LOGS = 'samples/logs';
const TRAIL = 'samples/cloudtrail';
const EXPECTATIONS = 'samples/expectations.json';
const TERRAFORM_LIMIT_MS = 120_000;

/** The parts of cdk.tf.json that tell who gets what. */
interface SynthesizedStack {
  readonly provider: { readonly aws: readonly { readonly alias: string }[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, { readonly provider?: string }>>>>;
}

function heading(text: string): void {
  console.log(`\n== ${text}`);
}

function synthesize(deployment: Deployment): string {
  const outdir = join(OUT, 'cdktf');
  rmSync(outdir, { recursive: true, force: true });
  const app = new App({ outdir });
  buildStack(app, deployment);
  app.synth();
  return join(outdir, 'stacks', deployment.name);
}

/** One line per type of resource, counted for each account. */
function accountTable(stack: SynthesizedStack, deployment: Deployment): string {
  const count = (type: string, side: Side): number =>
    Object.values(stack.resource[type] ?? {}).filter(({ provider }) => provider === `aws.${side}`).length;
  const types = Object.keys(stack.resource).sort();
  const header = [
    'RESOURCE',
    ...SIDES.map((side) => ({ head: `${side} ${deployment[side].account}`, kind: 'number' as const })),
  ];
  const rows = types.map((type) => [type, ...SIDES.map((side) => String(count(type, side) || ''))]);
  const total = SIDES.map((side) => String(types.reduce((sum, type) => sum + count(type, side), 0)));
  return columns(header, [...rows, ['total', ...total]]);
}

/** @returns a sentence about what Terraform itself says of the stack, and whether that is no refusal. */
function validateWithTerraform(directory: string): { readonly sentence: string; readonly ok: boolean } {
  const mirror = process.env.TF_PLUGIN_DIR;
  const init = terraform(
    directory,
    'init',
    '-backend=false',
    '-input=false',
    ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]),
  );
  if (init.missing) return { sentence: 'terraform is not installed here: the stack was not validated by it', ok: true };
  if (init.status !== 0) {
    return {
      sentence: `terraform init could not get its provider, so the stack was not validated by it:\n${init.said}`,
      ok: true,
    };
  }
  const validate = terraform(directory, 'validate');
  return validate.status === 0
    ? { sentence: 'terraform validate: the configuration is valid', ok: true }
    : { sentence: `terraform validate refuses the configuration:\n${validate.said}`, ok: false };
}

function terraform(cwd: string, ...args: readonly string[]): { missing: boolean; status: number | null; said: string } {
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_CLI_ARGS: '-no-color' };
  const run = spawnSync('terraform', args, { cwd, env, encoding: 'utf8', timeout: TERRAFORM_LIMIT_MS });
  return {
    missing: run.error !== undefined && 'code' in run.error && run.error.code === 'ENOENT',
    status: run.status,
    said: errorsOf(`${run.stdout}\n${run.stderr}`),
  };
}

const MOST_LINES = 30;

/** What Terraform says from its first error on, without the frames around; all that it said where it names none. */
function errorsOf(output: string): string {
  const lines = output.split('\n').flatMap((line) => {
    const text = line.replace(/^[│╷╵\s]+/, '').trimEnd();
    return text === '' ? [] : [`  ${text}`];
  });
  const first = Math.max(
    0,
    lines.findIndex((line) => line.startsWith('  Error:')),
  );
  const more = lines.length - first - MOST_LINES;
  return [...lines.slice(first, first + MOST_LINES), ...(more > 0 ? [`  … and ${more} lines more`] : [])].join('\n');
}

/** Runs the command as a user would, with what it prints. */
function s3audit(...args: readonly string[]): number | null {
  console.log(`$ bin/s3-audit ${args.join(' ')}`);
  return spawnSync(process.execPath, ['bin/s3-audit', ...args], { stdio: 'inherit' }).status;
}

function main(): number {
  mkdirSync(OUT, { recursive: true });
  const deployment = readDeployment(readFileSync(DEPLOYMENT_FILE, 'utf8'), DEPLOYMENT_FILE);

  heading(`Build: ${DEPLOYMENT_FILE} is valid; what each account gets`);
  const directory = synthesize(deployment);
  const file = join(directory, 'cdk.tf.json');
  console.log(accountTable(JSON.parse(readFileSync(file, 'utf8')) as SynthesizedStack, deployment));
  const { sentence, ok } = validateWithTerraform(directory);
  console.log(`\n${sentence}`);

  heading('Review: who can do what from where, and whether AWS takes things in this order');
  const reviewed = s3audit('review', '--synth', join(OUT, 'cdktf'), '--deployment', DEPLOYMENT_FILE);
  console.log(`exit code ${String(reviewed)}: a deployment goes on from here only with 0.`);

  heading('Prove: the sample logs, held against the expectations');
  const sources = ['--expect', EXPECTATIONS, '--logs', LOGS, '--cloudtrail', TRAIL];
  const verify = ['verify', ...sources];
  const code = s3audit(...verify);
  console.log(
    `exit code ${String(code)}: in CI the job stops here. The sample holds some hours in which the endpoint was gone (samples/README.md).`,
  );
  for (const format of ['html', 'json']) {
    spawnSync(process.execPath, [
      'bin/s3-audit',
      ...verify,
      '--format',
      format,
      '--output',
      join(OUT, `report.${format}`),
    ]);
  }

  heading('Explain: when traffic changed path, and what was changed then');
  s3audit('timeline', ...sources);

  heading('Files');
  console.log(
    [
      `${file}  Terraform for both accounts`,
      `${OUT}/report.html  the report for an auditor`,
      `${OUT}/report.json  the same for programs`,
    ].join('\n'),
  );
  return ok && reviewed === 0 && code === 1 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof DeploymentError)) throw error;
  console.error(error.problems.join('\n'));
  process.exitCode = 2;
}
