import { rmSync } from 'node:fs';

/** Removes the folder that `make.mjs` made. */
export default function removeTemporaryRoot() {
  rmSync(process.env.TMPDIR, { recursive: true, force: true });
}
