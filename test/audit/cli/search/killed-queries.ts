import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { logLine } from '../../log-lines';

/*
 * npx tsx test/audit/cli/search/killed-queries.ts [kills] [seed]
 *
 * Kills a query at random moments while it loads logs and keeps them for the next run, and asks again: what the killed runs
 * left may change no answer.
 */

const SQL =
  'SELECT file, count(*) AS n, sum(bytes_sent) AS sent, min(line) AS first FROM access_log GROUP BY file ORDER BY file';
const FILES = 6;
const LINES = 1_500;

/** How it went; the answers are to be the same. */
export interface KilledQueries {
  /** Runs that had ended before they were killed. */
  readonly ended: number;
  readonly afterwards: string;
  readonly undisturbed: string;
}

/** Kills so many queries over one cache, and asks once more, and once over a cache of its own. */
export async function killQueries(kills: number, seed: number): Promise<KilledQueries> {
  const folder = mkdtempSync(join(tmpdir(), 's3-private-path-killed-'));
  try {
    mkdirSync(join(folder, 'logs'));
    for (let file = 0; file < FILES; file++) {
      const lines = Array.from({ length: LINES }, (_, i) => logLine({ bytesSent: i, key: `k${file}/${i}` }));
      writeFileSync(join(folder, 'logs', String(file)), `${lines.join('\n')}\n`);
    }
    const started = performance.now();
    const undisturbed = await ask(folder, 'other');
    const whole = performance.now() - started;
    let random = seed;
    let ended = 0;
    for (let kill = 0; kill < kills; kill++) {
      random = (random * 48_271) % 2_147_483_647;
      const child = query(folder, 'cache');
      const end = once(child, 'exit');
      await pause((random % 1000) * (whole / 1000));
      if (!child.kill('SIGKILL')) ended++;
      await end;
    }
    return { ended, afterwards: await ask(folder, 'cache'), undisturbed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function query(folder: string, cache: string) {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, cache), TMPDIR: folder };
  const args = ['bin/s3-audit', 'query', SQL, '--logs', join(folder, 'logs'), '--format', 'json'];
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
}

async function ask(folder: string, cache: string): Promise<string> {
  const child = query(folder, cache);
  const parts: string[] = [];
  child.stdout.on('data', (part) => parts.push(String(part)));
  const [code] = (await once(child, 'close')) as [number | null];
  return `${code}\n${parts.join('')}`;
}

if (require.main === module) {
  const [kills = '50', seed = '1'] = process.argv.slice(2);
  void killQueries(Number(kills), Number(seed)).then(({ ended, afterwards, undisturbed }) => {
    const same = afterwards === undisturbed && undisturbed.startsWith('0\n');
    console.log(`${kills} kills, ${ended} too late: ${same ? 'the answer is the same' : 'THE ANSWER DIFFERS'}`);
    process.exitCode = same ? 0 : 1;
  });
}
