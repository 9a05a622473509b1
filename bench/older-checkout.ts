import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError } from '../audit/errors/input-error';

/** This checkout, an older commit's beside it, both built, and a folder of their own for whatever is made meanwhile. */
export interface Checkouts {
  readonly here: string;
  readonly there: string;
  readonly folder: string;
}

/**
 * Builds an older commit beside this one, with the libraries of this one, and removes it in the end.
 *
 * @throws InputError where the revision is no commit of this repository.
 */
export function besideOlder(revision: string, compare: (checkouts: Checkouts) => void): void {
  const here = join(__dirname, '..');
  const asked = ['-C', here, 'rev-parse', '--quiet', '--verify', `${revision}^{commit}`];
  if (spawnSync('git', asked).status !== 0) throw new InputError([`${revision} is no commit of this repository`]);
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-compare-'));
  const there = join(folder, 'checkout');
  try {
    execFileSync('git', ['-C', here, 'worktree', 'add', '--quiet', '--detach', there, revision]);
    symlinkSync(resolve(here, 'node_modules'), join(there, 'node_modules'));
    for (const checkout of [here, there]) execFileSync(process.execPath, ['build.mjs'], { cwd: checkout });
    compare({ here, there, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    execFileSync('git', ['-C', here, 'worktree', 'prune']);
  }
}
