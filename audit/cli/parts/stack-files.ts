import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { readJson } from '../../policy/json-text';
import { readStack } from '../../review/stack/read-stack';
import type { Stack } from '../../review/stack/stack';
import { reasonOf } from '../../errors/reason';

/**
 * All stacks of a synthesis.
 *
 * @param synth a directory with `stacks/*\/cdk.tf.json`, or one such file.
 * @throws InputError when there are none, or one can not be read.
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
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError([`--synth ${printable(file)}: ${reasonOf(error)}`]);
  });
  const json = readJson(text, file);
  if (!json.ok) throw new InputError(json.problems);
  const stack = readStack(json.value, file);
  if (!stack.ok) throw new InputError(stack.problems);
  return stack.value;
}
