import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { glob } from 'tinyglobby';
import { printable } from '../../../contract/printable';
import { allRead } from '../../errors/all-read';
import { InputError } from '../../errors/input-error';
import { readJson } from '../../policy/json-text';
import { readStack } from '../../review/stack/read-stack';
import type { Stack, Unresolved } from '../../review/stack/stack';
import { codeOf, reasonOf } from '../../errors/reason';
import { readTextFile } from './files';
import { given } from './given';

/**
 * All stacks of a synthesis.
 *
 * @param synth a directory with `stacks/*\/cdk.tf.json`, or one such file.
 * @throws InputError when there are none, or some cannot be read: with what is wrong with all of these.
 */
export async function readStacks(synth: string): Promise<readonly Stack[]> {
  const files = await stackFiles(synth);
  if (files.length === 0) {
    const reason = await stat(synth).then(() => 'holds no stacks/*/cdk.tf.json', reasonOf);
    throw new InputError([`--synth ${printable(synth)}: ${reason}; synthesize first (npm run synth)`]);
  }
  const [first, ...others] = await allRead(files.map(readStackFile));
  const strays = synth.endsWith('.json') ? [] : await straysOf(synth, files);
  return first === undefined ? [] : [{ ...first, unread: [...first.unread, ...strays] }, ...others];
}

/**
 * The stack files of a synthesis; none where there are none. What bears such a file's name is one, be it a link to nothing:
 * whoever reads it says why it cannot be read.
 *
 * @throws InputError for what cannot be looked into, or is no file.
 */
export async function stackFiles(directory: string): Promise<readonly string[]> {
  if (directory.endsWith('.json')) return [directory];
  const folders = await readdir(join(directory, 'stacks')).catch(unlessMissing(join(directory, 'stacks'), []));
  const files = ['', ...folders.sort().map((folder) => join('stacks', folder))].map((folder) =>
    join(directory, folder, 'cdk.tf.json'),
  );
  const found = await allRead(files.map(async (file) => ((await bearsName(file)) ? [file] : [])));
  return found.flat();
}

async function bearsName(file: string): Promise<boolean> {
  const entry = await lstat(file).catch(unlessMissing(file, undefined));
  if (entry === undefined) return false;
  const target = await stat(file).catch(() => undefined);
  // A pipe would be waited for.
  if (target?.isFile() === false) throw new InputError([`${printable(file)}: is no file`]);
  return true;
}

/** Gives something else for what is not there. */
function unlessMissing<T>(path: string, otherwise: T): (error: unknown) => T {
  return (error) => {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error)))
      throw new InputError([`${printable(path)}: ${reasonOf(error)}`]);
    return otherwise;
  };
}

async function readStackFile(file: string): Promise<Stack> {
  const text = await readTextFile('--synth', file);
  const json = given(readJson(text, file));
  const folder = dirname(file);
  const options = { hashes: await archiveHashes(folder), builtArchive: await builtArchive() };
  const stack = given(readStack(json, file, options));
  // A file whose name Terraform does not read was picked out of its folder.
  const beside = TAKEN.test(basename(file)) ? await besideStack(folder, basename(file)) : [];
  return { ...stack, unread: [...stack.unread, ...beside] };
}

/**
 * What Terraform, or OpenTofu, takes from a folder without being told; of files with a point before their name only values of
 * variables. Source: Terraform language, "Files and Directories"; "Input Variables".
 */
const TAKEN = /(^[^.].*\.(tf|tofu)(\.json)?|(^terraform|\.auto)\.tfvars(\.json)?)$/;

/** Files that change what Terraform does with a stack and are no part of it. */
async function besideStack(folder: string, own: string): Promise<readonly Unresolved[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name !== own && TAKEN.test(name))
    .sort()
    .map((name) => ({
      path: join(folder, name),
      reason: 'Terraform reads it together with the stack, and nobody else',
    }));
}

/** Files of Terraform in a synthesis where no stack is. */
async function straysOf(synth: string, stacks: readonly string[]): Promise<readonly Unresolved[]> {
  const folders = new Set(stacks.map(dirname));
  const files = await glob(['*', 'stacks/*', 'stacks/*/*'], { cwd: synth, onlyFiles: true, dot: true });
  return files
    .map((file) => join(synth, file))
    .filter((file) => TAKEN.test(basename(file)) && !folders.has(dirname(file)))
    .sort()
    .map((path) => ({ path, reason: 'Terraform would read it there, and no stack is there that is reviewed' }));
}

async function archiveHashes(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = await glob(['**/*.zip'], { cwd: folder, onlyFiles: true });
  const hashes = await allRead(files.map((file) => hashOf(join(folder, file)).catch(unreadable(join(folder, file)))));
  return new Map(files.map((file, i) => [file, hashes[i] ?? '']));
}

function unreadable(file: string): (error: unknown) => never {
  return (error) => {
    throw new InputError([`${printable(file)}: ${reasonOf(error)}`]);
  };
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  // In pieces: an archive may be larger than what is read at one go.
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest('base64');
}

/** The hash of the function's archive that build.mjs puts beside this code; `undefined` where this runs from its sources. */
export async function builtArchive(): Promise<string | undefined> {
  return hashOf(join(__dirname, 'handler.zip')).catch(() => undefined);
}
