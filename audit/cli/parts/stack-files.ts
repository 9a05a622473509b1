import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { glob } from 'tinyglobby';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { readJson } from '../../policy/json-text';
import { readStack } from '../../review/stack/read-stack';
import type { Stack, Unresolved } from '../../review/stack/stack';
import { reasonOf } from '../../errors/reason';
import { readTextFile } from './files';

/**
 * All stacks of a synthesis.
 *
 * @param synth a directory with `stacks/*\/cdk.tf.json`, or one such file.
 * @throws InputError when there are none, or one cannot be read.
 */
export async function readStacks(synth: string): Promise<readonly Stack[]> {
  const files = await stackFiles(synth);
  if (files.length === 0) {
    throw new InputError([
      `--synth ${printable(synth)}: holds no stacks/*/cdk.tf.json; synthesize first (npm run synth)`,
    ]);
  }
  return Promise.all(files.map(readStackFile));
}

/** The stack files of a synthesis; none where there are none. */
export async function stackFiles(directory: string): Promise<readonly string[]> {
  if (directory.endsWith('.json')) return [directory];
  const options = { cwd: directory, expandDirectories: false, onlyFiles: true };
  const found = await glob(['stacks/*/cdk.tf.json', 'cdk.tf.json'], options).catch((error: unknown) => {
    throw new InputError([`--synth ${printable(directory)}: ${reasonOf(error)}`]);
  });
  return found.sort().map((file) => join(directory, file));
}

async function readStackFile(file: string): Promise<Stack> {
  const text = await readTextFile('--synth', file);
  const json = readJson(text, file);
  if (!json.ok) throw new InputError(json.problems);
  const folder = dirname(file);
  const stack = readStack(json.value, file, { hashes: await archiveHashes(folder) });
  if (!stack.ok) throw new InputError(stack.problems);
  // A file of another name was picked out of its folder; Terraform does not run there as it is.
  const beside = basename(file) === STACK_FILE ? await besideStack(folder) : [];
  return { ...stack.value, unread: [...stack.value.unread, ...beside] };
}

const STACK_FILE = 'cdk.tf.json';

/** What Terraform, or OpenTofu, takes from a folder without being told. Source: Terraform language, "Files and Directories". */
const TAKEN = /(\.(tf|tofu)(\.json)?|(^terraform|\.auto)\.tfvars(\.json)?)$/;

/** Files that change what Terraform does with a stack and are no part of it. */
async function besideStack(folder: string): Promise<readonly Unresolved[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name !== STACK_FILE && !name.startsWith('.') && TAKEN.test(name))
    .sort()
    .map((name) => ({
      path: join(folder, name),
      reason: 'Terraform reads it together with the stack, and nobody else',
    }));
}

async function archiveHashes(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = await glob(['**/*.zip'], { cwd: folder, onlyFiles: true });
  const hash = async (file: string) =>
    createHash('sha256')
      .update(await readFile(join(folder, file)))
      .digest('base64');
  return new Map(await Promise.all(files.map(async (file) => [file, await hash(file)] as const)));
}
