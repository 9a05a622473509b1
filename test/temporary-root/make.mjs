import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives a run of the tests one folder for all that is made under the system's temporary directory: by tests, by the
 * commands they start, and by libraries that remove nothing (cdktf's `Testing.app`). `remove.mjs` takes it away.
 */
export default function makeTemporaryRoot() {
  const root = mkdtempSync(join(tmpdir(), 's3-private-path-tests-'));
  chmodSync(root, 0o755); // some tests start a command as another user
  process.env.TMPDIR = root;
}
