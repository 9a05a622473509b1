import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../input-error';
import { reasonOf } from '../sources/log-files';

/**
 * Reads a JSON file named on the command line.
 *
 * @throws InputError when it can not be read or is no JSON.
 */
export async function readJsonFile(option: string, path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError([`${option} ${path}: ${reasonOf(error)}`]);
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError([`${option} ${path}: is not JSON: ${reasonOf(error)}`]);
  }
}

/**
 * Writes a result to standard output, or whole or not at all to a file.
 *
 * @throws InputError when the file can not be written.
 */
export async function writeResult(text: string, path: string | undefined): Promise<void> {
  await writeResultParts([text], path);
}

/**
 * Writes a result that comes in parts and may be longer than memory, like `writeResult`.
 *
 * @throws InputError when the file can not be written, and what the parts throw.
 */
export async function writeResultParts(
  parts: Iterable<string> | AsyncIterable<string>,
  path: string | undefined,
): Promise<void> {
  if (path === undefined) {
    for await (const part of parts) {
      // A reader that left is no reason to go on.
      if (process.stdout.destroyed) return;
      if (!process.stdout.write(part)) await drained();
    }
    return;
  }
  const draft = join(dirname(path), `.s3-audit-${randomUUID()}`);
  const removeDraft = (): void => {
    rmSync(draft, { force: true });
  };
  // Also where Ctrl-C ends the process while the parts still come.
  process.once('exit', removeDraft);
  try {
    await writeFile(draft, parts);
    await rename(draft, path);
  } catch (error) {
    removeDraft();
    if (error instanceof InputError) throw error;
    throw new InputError([`--output ${path}: ${reasonOf(error)}`]);
  } finally {
    process.off('exit', removeDraft);
  }
}

/** Waits until standard output takes more, or its reader has left, which run.ts takes for no error either. */
async function drained(): Promise<void> {
  await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')]).catch(() => undefined);
}
