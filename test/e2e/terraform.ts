import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'cdktf';
import type { Deployment } from '../../contract/deployment/schema';
import { isBuilt } from '../../contract/deployment/sides';
import { buildStack } from '../../modules/assembly/private-path-stack';
import type { Credentials, Emulator } from './emulator/emulator';
import { emulatedProvider } from './emulator/provider-settings';

/** Bounds a run that waits for an answer that never comes: the provider retries a server error for minutes. */
const LONGEST_RUN_MS = 15 * 60_000;

/**
 * Why Terraform cannot run here, in a sentence, or undefined if it can.
 * @throws Error with that sentence where CI=true: there a skipped proof is a failed one.
 */
export function terraformUnavailable(): string | undefined {
  const { error, status } = spawnSync('terraform', ['version'], { env: environment(tmpdir()) });
  if (!error && status === 0) return undefined;
  const reason = 'terraform is not installed';
  if (process.env.CI === 'true') throw new Error(`Terraform must run in CI, but ${reason}.`);
  return reason;
}

/** A folder of its own with one synthesized deployment, initialized. */
export interface Workspace {
  /** Puts another deployment in the place of the present one. */
  readonly write: (deployment: Deployment) => void;
  /**
   * Runs Terraform and returns what it wrote to stdout.
   * @throws Error with the end of Terraform's own words when it fails.
   */
  readonly terraform: (...args: readonly string[]) => Promise<string>;
  readonly remove: () => void;
}

/**
 * Makes a workspace. Providers come from the mirror in TF_PLUGIN_DIR, or else from the registry; neither the user's
 * configuration nor the state beside cdktf.json takes part.
 *
 * @param emulator takes the place of AWS. The environment then has the credentials of one account alone, unless
 * `profiles` gives others: what is needed of the destination is assumed, as the samples say it.
 */
export async function workspace(
  deployment: Deployment,
  emulator?: Emulator,
  profiles?: Readonly<Record<string, Credentials>>,
): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'terraform-'));
  const lockFile = join(folder, '.terraform.lock.hcl');
  const ambient = profiles || !emulator ? undefined : await ambientFor(deployment, emulator);
  const env = { ...environment(folder), ...(ambient && environmentOf(ambient)) };
  writeFileSync(join(folder, 'terraformrc'), '');
  writeFileSync(
    join(folder, 'credentials'),
    Object.entries(profiles ?? {})
      .map(profileText)
      .join(''),
  );
  const options = emulator && { providerSettings: emulatedProvider(emulator.endpoint) };
  let stackFolder = folder;
  const write = (next: Deployment) => {
    const app = new App({ outdir: folder });
    buildStack(app, next, options);
    app.synth();
    stackFolder = join(folder, 'stacks', next.name);
    writeFileSync(join(stackFolder, 'backend_override.tf.json'), LOCAL_STATE);
    if (existsSync(lockFile)) copyFileSync(lockFile, join(stackFolder, '.terraform.lock.hcl'));
  };
  const terraform = (...args: readonly string[]) => run(stackFolder, env, args);
  write(deployment);
  const mirror = process.env.TF_PLUGIN_DIR;
  await terraform('init', '-input=false', ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]));
  copyFileSync(join(stackFolder, '.terraform.lock.hcl'), lockFile);
  return {
    write,
    terraform,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** The deployer of the source account, who may become the destination's; whoever receives alone becomes its own. */
function ambientFor(deployment: Deployment, emulator: Emulator): Promise<Credentials> {
  return isBuilt(deployment, 'source')
    ? emulator.credentialsFor(deployment.source.account)
    : emulator.credentialsFor(deployment.destination.account, 'pipeline');
}

/** A folder of its own with the Terraform files of another, its providers turned to the emulator; initialized. */
export async function plainWorkspace(
  source: string,
  account: string,
  emulator: Emulator,
): Promise<Omit<Workspace, 'write'>> {
  const folder = mkdtempSync(join(tmpdir(), 'terraform-'));
  const env = { ...environment(folder), ...environmentOf(await emulator.credentialsFor(account)) };
  writeFileSync(join(folder, 'terraformrc'), '');
  const { endpoints = [], ...settings } = emulatedProvider(emulator.endpoint);
  const [endpoint = {}] = endpoints as unknown as readonly Readonly<Record<string, string>>[];
  const lines = Object.entries(endpoint).map(([service, url]) => `${service} = "${url}"`);
  const flags = Object.entries(settings).map(([name, value]) => `${snakeCase(name)} = ${JSON.stringify(value)}`);
  for (const file of readdirSync(source).filter((name) => name.endsWith('.tf'))) {
    const text = readFileSync(join(source, file), 'utf8');
    const turned = [...flags, 'endpoints {', ...lines, '}'].join('\n');
    writeFileSync(
      join(folder, file),
      text.replace(/^provider "aws" \{$/gm, (line) => `${line}\n${turned}`),
    );
  }
  const terraform = (...args: readonly string[]) => run(folder, env, args);
  const mirror = process.env.TF_PLUGIN_DIR;
  await terraform('init', '-input=false', ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]));
  return {
    terraform,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

const LOCAL_STATE = '{"terraform":{"backend":{"local":{"path":"state.json"}}}}';

function environmentOf({ accessKeyId, secretAccessKey, sessionToken }: Credentials): NodeJS.ProcessEnv {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

/** One section of ~/.aws/credentials. */
function profileText([name, credentials]: readonly [string, Credentials]): string {
  const lines = Object.entries(environmentOf(credentials)).map(([key, value]) => `${key.toLowerCase()} = ${value}`);
  return [`[${name}]`, ...lines, ''].join('\n');
}

/** Asynchronous, so that the emulator's log goes on being read while Terraform talks to it. */
async function run(folder: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('terraform', args, {
      cwd: folder,
      env,
      maxBuffer: 2 ** 28,
      timeout: LONGEST_RUN_MS,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`terraform ${args.join(' ')} failed:\n${stdout.slice(-4000)}\n${stderr.slice(-8000)}`, {
      cause: error,
    });
  }
}

/** No credentials and no settings of the machine reach Terraform: an emulator must never be mistaken for AWS. */
function environment(folder: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS|TF)_/.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    CHECKPOINT_DISABLE: '1',
    GOGC: '400',
    TF_CLI_ARGS: '-no-color',
    // One installation for every stack that is written here.
    TF_DATA_DIR: join(folder, '.terraform'),
    TF_CLI_CONFIG_FILE: join(folder, 'terraformrc'),
    TF_IN_AUTOMATION: '1',
  };
}
