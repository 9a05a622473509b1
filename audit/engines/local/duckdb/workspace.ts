import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for what a run needs and nobody after it. */
export interface Workspace {
  readonly directory: string;
  remove(): Promise<void>;
}

/** Makes a workspace; it is removed also where the process exits before `remove` is called. */
export async function makeWorkspace(): Promise<Workspace> {
  const directory = await mkdtemp(join(tmpdir(), 's3-audit-'));
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
