import { execFile, spawnSync, type SpawnSyncReturns } from 'node:child_process';

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command with an environment that holds no settings of this machine for AWS but those given. */
export function runS3Audit(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Run> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const env = { ...Object.fromEntries(inherited), ...NO_CONFIGURATION, ...environment };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['bin/s3-audit', ...args],
      { env, maxBuffer: 2 ** 26 },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, stdout, stderr });
      },
    );
  });
}

/** Paths without a file: the SDK must not find the developer's own profiles, or ask for an instance's role. */
export const NO_CONFIGURATION = {
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Runs the built command in the environment of the tests and waits for it. */
export function s3audit(args: readonly string[], input = ''): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ['bin/s3-audit', ...args], { encoding: 'utf8', input });
}

/** What `verify --format json` writes, as far as tests ask for it; `remote-ips` writes the first of it. */
export interface JsonReport {
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly window: Record<string, string | null>;
  readonly coverage: Record<string, number>;
  readonly remoteIps: readonly Record<string, unknown>[];
  readonly findings: readonly Record<string, unknown>[];
}

/** The report on standard output. */
export const json = (result: SpawnSyncReturns<string>): JsonReport => JSON.parse(result.stdout) as JsonReport;
