import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Kept out of git; a log stays here when a run went wrong. */
const LOG_FOLDER = resolve('out', 'emulator');

const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 5_000;

/** Temporary credentials of one account, as the SDK takes them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The faults of faults.py. */
export interface Faults {
  /** Share of object requests hit, 0 to 1. */
  readonly rate: number;
  readonly kinds: readonly ('throttle' | 'internal' | 'missing' | 'conflict' | 'late-error' | 'timeout' | 'lost')[];
  readonly seed: number;
  readonly stallSeconds: number;
}

export interface Emulator {
  /** `http://127.0.0.1:<port>`: an address, so that the SDK puts buckets into the path. */
  readonly endpoint: string;
  readonly pid: number;
  readonly logPath: string;
  /** Assumes a role of the account, which need not exist. Throws if the emulator refuses. */
  readonly credentialsFor: (accountId: string, roleName?: string) => Promise<Credentials>;
  /** Sets the faults and forgets the count of earlier ones. */
  readonly injectFaults: (faults: Faults) => Promise<void>;
  /** How many faults of each kind were injected since they were set. */
  readonly injectedFaults: () => Promise<Record<string, number>>;
  /** Ends the process. The log is removed unless something went wrong in the emulator or `keepLog` is true. */
  readonly stop: (options?: { keepLog?: boolean }) => Promise<void>;
}

/**
 * Why the emulator cannot run here, in a sentence, or undefined if it can.
 * @throws Error with that sentence where CI=true: there a skipped proof is a failed one.
 */
export function emulatorUnavailable(): string | undefined {
  const { error, status, stderr } = spawnSync('python3', ['-c', 'import moto.server'], { encoding: 'utf8' });
  if (!error && status === 0) return undefined;
  const reason = error
    ? 'python3 is not installed'
    : `moto's server is not installed for python3, see test/e2e/README.md (${stderr.trim().split('\n').at(-1) ?? ''})`;
  if (process.env.CI === 'true') throw new Error(`The emulator must run in CI, but ${reason}.`);
  return reason;
}

/**
 * Starts a fresh emulator on a free port of the loopback address and waits until it answers.
 * @throws Error naming the log if it is not ready within 30 seconds.
 */
export async function startEmulator(): Promise<Emulator> {
  mkdirSync(LOG_FOLDER, { recursive: true });
  const child = spawn('python3', [join(__dirname, 'emulator.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environment(),
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('python3 could not be started');
  const logPath = join(LOG_FOLDER, `${pid}.log`);
  child.stderr.pipe(createWriteStream(logPath));
  try {
    const port = await readyPort(child);
    return running(child, pid, `http://127.0.0.1:${port}`, logPath);
  } catch (error) {
    await end(child);
    throw new Error(`The emulator did not start; its log is ${logPath}.`, { cause: error });
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Without MOTO_ACCOUNT_ID, which would make one account of both. */
function environment(): NodeJS.ProcessEnv {
  const inherited = { ...process.env };
  delete inherited.MOTO_ACCOUNT_ID;
  return {
    ...inherited,
    MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
    MOTO_EC2_LOAD_DEFAULT_AMIS: 'true',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
  };
}

async function readyPort(child: Child): Promise<number> {
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line', { signal }).then(([text]) => String(text)),
    once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`python3 ended with status ${String(code)}`);
    }),
  ]);
  return (JSON.parse(line) as { port: number }).port;
}

function running(child: Child, pid: number, endpoint: string, logPath: string): Emulator {
  return {
    endpoint,
    pid,
    logPath,
    credentialsFor: (accountId, roleName = 'terraform-deployer') => assumeRole(endpoint, accountId, roleName),
    injectFaults: async (faults) => {
      await fetch(`${endpoint}/emulator/faults`, { method: 'POST', body: JSON.stringify(faults) });
    },
    injectedFaults: async () => {
      const response = await fetch(`${endpoint}/emulator/faults`);
      return (await response.json()) as Record<string, number>;
    },
    stop: async ({ keepLog = false } = {}) => {
      const endedByItself = child.exitCode !== null;
      await end(child);
      const wentWrong = endedByItself || readFileSync(logPath, 'utf8').includes('Traceback');
      if (keepLog || wentWrong) console.warn(`The emulator's log is ${logPath}.`);
      else rmSync(logPath);
    },
  };
}

async function end(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const stubborn = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(stubborn);
}

/** The emulator checks no signature; it reads region and service from the Authorization header. */
async function assumeRole(endpoint: string, accountId: string, roleName: string): Promise<Credentials> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=emulator/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: new URLSearchParams({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: `arn:aws:iam::${accountId}:role/${roleName}`,
      RoleSessionName: 'e2e',
    }),
  });
  const answer = await response.text();
  const element = (name: string): string => {
    const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(answer)?.[1];
    if (value === undefined) throw new Error(`The emulator gave no ${name} for account ${accountId}: ${answer}`);
    return value;
  };
  return {
    accessKeyId: element('AccessKeyId'),
    secretAccessKey: element('SecretAccessKey'),
    sessionToken: element('SessionToken'),
  };
}
