import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The code of the replication function, as `aws_lambda_function` takes it. */
export interface HandlerArchive {
  readonly path: string;
  /** Its SHA-256 in base64. */
  readonly sourceCodeHash: string;
}

/** Writes the archive into `outDir`, which is made if need be. */
export function writeArchive(archive: Uint8Array, outDir: string): HandlerArchive {
  mkdirSync(outDir, { recursive: true });
  const path = resolve(outDir, 'handler.zip');
  writeFileSync(path, archive);
  return { path, sourceCodeHash: createHash('sha256').update(archive).digest('base64') };
}
