import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '../../../../contract/printable';
import { InputError } from '../../../errors/input-error';
import { reasonOf } from '../../../errors/reason';
import { OTHER_DIRECTORY } from './rows/row-text';

/** A directory for what a run needs and nobody after it. */
export interface Workspace {
  readonly directory: string;
  remove(): Promise<void>;
}

/**
 * Makes a workspace; it is removed also where the process exits before `remove` is called.
 *
 * @throws InputError where there is no place for it.
 */
export async function makeWorkspace(): Promise<Workspace> {
  const directory = await mkdtemp(join(tmpdir(), 's3-audit-')).catch((error: unknown) => {
    throw new InputError([`${printable(tmpdir())}: ${reasonOf(error)} ${OTHER_DIRECTORY}`]);
  });
  const removeAtExit = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', removeAtExit);
  return {
    directory,
    async remove() {
      process.off('exit', removeAtExit);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
