import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeArchive, type HandlerArchive } from './handler-archive';

/**
 * In the package, where build.mjs puts this in the place of bundle.ts: the archive that it made beside this code, copied into
 * `outDir`, which is made if need be. Neither esbuild nor the function's libraries are needed then.
 */
export function bundleHandler(outDir: string): HandlerArchive {
  return writeArchive(readFileSync(join(__dirname, 'handler.zip')), outDir);
}
