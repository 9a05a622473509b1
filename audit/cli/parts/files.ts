import { randomUUID } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseBoundedJson } from '../../../contract/bounded-json';
import { decodeText } from '../../../contract/decode-text';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { reasonOf } from '../../errors/reason';
import { given } from './given';
import { asLogged } from './log-commands';
import { standardOutput } from './standard-output';

/** Largest file that is read as a whole, in bytes: a plan of thousands of resources has some tens of MB, all others far less. */
export const LARGEST_WHOLE_FILE = 256 * 2 ** 20;

/**
 * Reads a JSON file named on the command line.
 *
 * @throws InputError when it cannot be read or is no JSON.
 */
export async function readJsonFile(option: string, path: string): Promise<unknown> {
  const text = await readTextFile(option, path);
  try {
    return parseBoundedJson(text);
  } catch (error) {
    throw new InputError([`${option} ${path}: is not JSON: ${reasonOf(error)}`]);
  }
}

/**
 * Reads a JSON file that people write and the verdict hangs on: a key may not occur twice in it.
 *
 * @throws InputError when it cannot be read, is no JSON or has a key twice.
 */
export async function readJsonFileOfUniqueKeys(option: string, path: string): Promise<unknown> {
  const { readJson } = await import('../../policy/json-text');
  return given(readJson(await readTextFile(option, path), `${option} ${path}`));
}

/**
 * Reads a text file named on the command line, in UTF-8 or UTF-16, without the mark of its byte order.
 *
 * @param option that named it; `undefined` for an argument.
 * @param decode throws where the bytes are no text.
 * @throws InputError when it cannot be read, is too large, or is no text.
 */
export async function readTextFile(
  option: string | undefined,
  path: string,
  decode: (bytes: Buffer) => string = decodeText,
): Promise<string> {
  try {
    return decode(await readBounded(path));
  } catch (error) {
    throw new InputError([`${option === undefined ? '' : `${option} `}${printable(path)}: ${reasonOf(error)}`]);
  }
}

/** A pipe or a device tells no size, and may have no end. */
async function readBounded(path: string): Promise<Buffer> {
  const stats = await stat(path);
  if (stats.isFile()) return stats.size > LARGEST_WHOLE_FILE ? tooLarge() : readFile(path);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_WHOLE_FILE) tooLarge();
  }
  return Buffer.concat(chunks);
}

function tooLarge(): never {
  throw new Error(`is larger than ${LARGEST_WHOLE_FILE / 2 ** 20} MiB`);
}

/**
 * Writes a result to standard output, or whole or not at all to a file.
 *
 * @throws InputError when the file cannot be written.
 */
export async function writeResult(text: string, path: string | undefined): Promise<void> {
  await writeResultParts([text], path);
}

/**
 * Writes a result that comes in parts and may be longer than memory, like `writeResult`.
 *
 * @throws InputError when the file cannot be written, and what the parts throw.
 */
export async function writeResultParts(
  parts: Iterable<string> | AsyncIterable<string>,
  path: string | undefined,
): Promise<void> {
  if (path === undefined || path === '-') {
    for await (const part of parts) {
      if (!(await standardOutput.write(asLogged(part)))) return;
    }
    return;
  }
  const target = await targetOf(path);
  if (target.isWrittenThrough) {
    await writeThrough(parts, path);
    return;
  }
  const draft = join(dirname(target.path), `.s3-audit-${randomUUID()}`);
  const removeDraft = (): void => {
    try {
      rmSync(draft, { force: true });
    } catch {
      // What a file in its way keeps from being removed was never made.
    }
  };
  // Also where Ctrl-C ends the process while the parts still come.
  process.once('exit', removeDraft);
  try {
    await writeFile(draft, parts);
    await rename(draft, target.path);
  } catch (error) {
    removeDraft();
    if (error instanceof InputError) throw error;
    throw new InputError([`--output ${path}: ${reasonOf(error)}`]);
  } finally {
    process.off('exit', removeDraft);
  }
}

/** The file that a link stands for; a device or a pipe is written through, as renaming a file over it would replace it. */
async function targetOf(path: string): Promise<{ readonly path: string; readonly isWrittenThrough: boolean }> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return { path, isWrittenThrough: false };
  return { path: await realpath(path).catch(() => path), isWrittenThrough: !stats.isFile() };
}

async function writeThrough(parts: Iterable<string> | AsyncIterable<string>, path: string): Promise<void> {
  await writeFile(path, parts).catch((error: unknown) => {
    throw error instanceof InputError ? error : new InputError([`--output ${path}: ${reasonOf(error)}`]);
  });
}
