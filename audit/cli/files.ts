import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
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
  if (path === undefined) {
    process.stdout.write(text);
    return;
  }
  const draft = join(dirname(path), `.s3-audit-${randomUUID()}`);
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new InputError([`--output ${path}: ${reasonOf(error)}`]);
  }
}
