import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
/** Where install.sh puts it. */
const CHECKOV = process.env.CHECKOV ?? join(CACHE, 's3-private-path', 'checkov-3.3.30', 'bin', 'checkov');

/** A rule that a resource fails. */
export interface FailedCheck {
  readonly file: string;
  readonly rule: string;
  readonly resource: string;
}

/**
 * Why checkov cannot run here, in a sentence, or undefined if it can.
 * @throws Error with that sentence where CI=true: there a skipped proof is a failed one.
 */
export function checkovUnavailable(): string | undefined {
  if (spawnSync(CHECKOV, ['--version']).status === 0) return undefined;
  const reason = 'checkov is not installed (test/e2e/checkov/install.sh)';
  if (process.env.CI === 'true') throw new Error(`checkov must run in CI, but ${reason}.`);
  return reason;
}

/**
 * Runs checkov over all plans of a folder, offline.
 * @throws Error where it gives no answer, or could not read a plan.
 */
export function failedChecks(folder: string, ...options: readonly string[]): readonly FailedCheck[] {
  const args = ['--framework', 'terraform_plan', '--skip-download', '--output', 'json', '--compact', '--quiet'];
  const { stdout, stderr } = spawnSync(CHECKOV, [...args, ...options, '--directory', folder], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const { results, summary } = answerOf(stdout, stderr);
  if (summary.parsing_errors > 0 || summary.passed === 0)
    throw new Error(`checkov could not read the plans of ${folder}`);
  return results.failed_checks.map(({ file_path, check_id, resource }) => ({
    file: file_path,
    rule: check_id,
    resource,
  }));
}

interface CheckovAnswer {
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly {
      readonly file_path: string;
      readonly check_id: string;
      readonly resource: string;
    }[];
  };
}

function answerOf(stdout: string, stderr: string): CheckovAnswer {
  try {
    return JSON.parse(stdout) as CheckovAnswer;
  } catch {
    throw new Error(`checkov gave no JSON:\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
  }
}
