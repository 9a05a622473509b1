import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'cdktf';
import type { Deployment } from '../../contract/deployment/schema';
import { buildStack, STACK_NAME } from '../../modules/assembly/private-path-stack';

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
 */
export async function workspace(deployment: Deployment): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'terraform-'));
  const stackFolder = join(folder, 'stacks', STACK_NAME);
  const write = (next: Deployment) => {
    const app = new App({ outdir: folder });
    buildStack(app, next);
    app.synth();
  };
  const terraform = (...args: readonly string[]) => run(stackFolder, args);
  write(deployment);
  writeFileSync(join(stackFolder, 'terraformrc'), '');
  writeFileSync(
    join(stackFolder, 'backend_override.tf.json'),
    '{"terraform":{"backend":{"local":{"path":"state.json"}}}}',
  );
  const mirror = process.env.TF_PLUGIN_DIR;
  await terraform('init', '-input=false', ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`]));
  return {
    write,
    terraform,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** Asynchronous, so that the emulator's log goes on being read while Terraform talks to it. */
async function run(folder: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('terraform', args, {
      cwd: folder,
      env: environment(folder),
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
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    CHECKPOINT_DISABLE: '1',
    GOGC: '400',
    TF_CLI_ARGS: '-no-color',
    TF_CLI_CONFIG_FILE: join(folder, 'terraformrc'),
    TF_IN_AUTOMATION: '1',
  };
}
