import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { STATE_DIRECTORY } from '../sources/state-directory';
import { InputError } from '../errors/input-error';
import { reasonOf } from '../errors/reason';

/** What `collect` keeps beside the objects. */
export interface State {
  readonly manifestPath: (bucket: string) => string;
  /** Directory of unfinished files; emptied when the state is opened. */
  readonly drafts: string;
  readonly release: () => Promise<void>;
}

/**
 * Takes a directory for one run of `collect`: two at once would remove each other's unfinished files.
 *
 * @throws InputError when another run has it, or it cannot be written.
 */
export async function takeDirectory(directory: string): Promise<State> {
  const state = join(directory, STATE_DIRECTORY);
  const lock = join(state, 'lock');
  const drafts = join(state, 'drafts');
  try {
    await mkdir(state, { recursive: true });
    await takeLock(lock, directory);
    // What a killed run left half-written.
    await rm(drafts, { recursive: true, force: true });
    await mkdir(drafts);
  } catch (error) {
    throw error instanceof InputError ? error : new InputError([`${directory}: ${reasonOf(error)}`]);
  }
  return {
    manifestPath: (bucket) => join(state, `${bucket}.jsonl`),
    drafts,
    release: () => rm(lock, { force: true }),
  };
}

async function takeLock(lock: string, directory: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = await open(lock, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
      if (isAlive(holder)) {
        throw new InputError([
          `${directory}: another s3-audit (process ${holder}) is collecting into it; wait for it, or remove ${lock} if there is none`,
        ]);
      }
      await rm(lock, { force: true });
    }
  }
  throw new InputError([`${directory}: another s3-audit has just begun to collect into it`]);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
