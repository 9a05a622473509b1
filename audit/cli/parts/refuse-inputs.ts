import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { isS3Location } from '../../../contract/s3-location';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';

/** What an option names that is read. */
export interface Input {
  /** Such as `--logs`. */
  readonly option: string;
  readonly paths: readonly string[];
}

/**
 * An output that is read as well would destroy what it is made from, or be read in its place the next time.
 *
 * @throws InputError naming each such output.
 */
export async function refuseInputs(outputs: readonly string[], inputs: readonly Input[]): Promise<void> {
  const problems: string[] = [];
  for (const output of outputs.filter((path) => path !== '-')) {
    const place = await placeOf(output);
    for (const { option, paths } of inputs) {
      for (const path of paths) {
        const how = isS3Location(path) || path === '-' ? undefined : await readsAs(path, place);
        if (how !== undefined) problems.push(`--output ${printable(output)}: ${how} ${option} ${printable(path)}`);
      }
    }
  }
  if (problems.length > 0) throw new InputError(problems);
}

/** Where a file is or would be, links resolved. */
async function placeOf(path: string): Promise<string> {
  const whole = await realpath(path).catch(() => undefined);
  return whole ?? join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
}

async function readsAs(path: string, place: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) {
    const files = isDynamicPattern(path)
      ? await glob([path], { absolute: true, dot: true, expandDirectories: false })
      : [];
    return (await Promise.all(files.map(placeOf))).includes(place) ? 'is among the files of' : undefined;
  }
  const input = await realpath(path);
  if (input === place) return stats.isFile() ? 'is read too, as' : undefined;
  const below = relative(input, place);
  const isBelow = stats.isDirectory() && below !== '' && below !== '..' && !below.startsWith(`..${sep}`);
  return isBelow ? 'would be read with the files of' : undefined;
}
