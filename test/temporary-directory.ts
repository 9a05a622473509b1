import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives each test of a file an empty directory of its own and removes it afterwards. */
export function useTemporaryDirectory(): () => string {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 's3-private-path-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return () => directory;
}

/** Writes files into the directory of a test; gives the path of each. */
export function writerInto(directory: () => string): (name: string, text: string) => string {
  return (name, text) => {
    const path = join(directory(), name);
    writeFileSync(path, text);
    return path;
  };
}
