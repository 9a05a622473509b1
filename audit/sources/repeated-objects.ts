import { nameOf } from './file-bytes';
import type { LogFile } from './log-files';
import { objectNameReader } from './object-name';

/** Files that one log object was given as. */
export interface Repeated {
  readonly objects: number;
  /** Two files of one name. */
  readonly example: readonly [string, string];
}

/** Finds log objects that were given more than once: S3 gives a name to one object only. Compression does not matter. */
export function repeatedObjects(files: readonly LogFile[]): Repeated | null {
  const read = objectNameReader();
  const firsts = new Map<string, string>();
  const repeated = new Set<string>();
  let example: Repeated['example'] | undefined;
  for (const file of files) {
    if (read(file) === undefined) continue;
    const path = nameOf(file);
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/, '');
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, path);
    else {
      example ??= [first, path];
      repeated.add(name);
    }
  }
  return example === undefined ? null : { objects: repeated.size, example };
}
