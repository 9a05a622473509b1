import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../audit/errors/input-error';

/** One run of a command. */
export interface Run {
  /** `undefined` where the command failed or took too long. */
  readonly seconds: number | undefined;
  /** Of all processes and threads, in the system too: what a machine that is busy otherwise disturbs least. */
  readonly processorSeconds: number;
  /** Of the largest process. */
  readonly peakMegabytes: number;
  readonly output: string;
}

const LONGEST_RUN = 600_000;

/** Runs a shell command under GNU time. @throws InputError where that is not installed. */
export function measure(command: string): Run {
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-time-'));
  const report = join(folder, 'time');
  try {
    const { status, stdout, error } = spawnSync(
      '/usr/bin/time',
      ['-f', '%e %U %S %M', '-o', report, 'sh', '-c', command],
      {
        timeout: LONGEST_RUN,
        maxBuffer: 1024 * 1024 * 1024,
        encoding: 'latin1',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    if (error !== undefined && 'path' in error && 'code' in error && error.code === 'ENOENT')
      throw new InputError(['/usr/bin/time is missing: "apt-get install time" installs it']);
    if (status !== 0) return { seconds: undefined, processorSeconds: 0, peakMegabytes: 0, output: '' };
    const times = readFileSync(report, 'utf8').trim().split('\n').at(-1) ?? '';
    const [seconds, user = 0, system = 0, kilobytes = 0] = times.split(' ').map(Number);
    return {
      seconds,
      processorSeconds: user + system,
      peakMegabytes: Math.round(kilobytes / 1024),
      output: stdout,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The middle value; of an even number of values the lower of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;
}
