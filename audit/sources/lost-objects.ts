import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { LogFile } from './log-files';
import { readManifest } from './manifest-lines';
import { pathOfKey } from './object-path';
import { STATE_DIRECTORY } from './state-directory';

/** Objects that `collect` copied and that are no longer as they were. */
export interface LostObjects {
  readonly count: number;
  /** The first of them, half a sentence each. */
  readonly examples: readonly string[];
}

const EXAMPLES = 3;

/**
 * Holds the files that are read against what `collect` says that it copied, where its state lies above them: an object that
 * is gone since, or has another size, may have held anything.
 *
 * An object is missed where a directory above it is named; and where single files are named, as a shell names those that a
 * pattern matches, if all others of its directory are.
 *
 * @param paths as the user named them.
 * @param files that they led to.
 * @param isAsked says whether an object of this key can hold what is asked for.
 */
export async function findLostObjects(
  paths: readonly string[],
  files: readonly LogFile[],
  isAsked: (key: string) => boolean,
): Promise<LostObjects | null> {
  const given = new Set(files.flatMap((file) => (file.kind === 'file' ? [realPath(file.path)] : [])));
  const directories = paths.map(realPath).filter(isDirectory);
  const examples: string[] = [];
  let count = 0;
  for (const manifest of manifestsAbove([...directories, ...[...given].map(dirname)])) {
    for (const lost of await lostOf(manifest, { given, directories, isAsked })) {
      count++;
      if (examples.length < EXAMPLES) examples.push(lost);
    }
  }
  return count === 0 ? null : { count, examples };
}

interface ManifestPlace {
  readonly path: string;
  /** Where the objects of the bucket lie. */
  readonly root: string;
}

/** The manifests in the state directories beside or above some directories. */
function manifestsAbove(directories: readonly string[]): readonly ManifestPlace[] {
  const seen = new Set<string>();
  const found: ManifestPlace[] = [];
  for (const directory of directories) {
    for (let at = directory; !seen.has(at); at = dirname(at)) {
      seen.add(at);
      for (const name of namesIn(join(at, STATE_DIRECTORY))) {
        const bucket = /^(.+)\.jsonl$/.exec(name)?.[1];
        if (bucket !== undefined) found.push({ path: join(at, STATE_DIRECTORY, name), root: join(at, bucket) });
      }
    }
  }
  return found;
}

interface Question {
  readonly given: ReadonlySet<string>;
  readonly directories: readonly string[];
  readonly isAsked: (key: string) => boolean;
}

async function lostOf({ path, root }: ManifestPlace, question: Question): Promise<readonly string[]> {
  const { entries } = (await readManifest(path)) ?? { entries: new Map<string, { readonly size: number }>() };
  const lost: { readonly at: string; readonly reason: string }[] = [];
  /** Directories of which not all was named. */
  const chosenFrom = new Set<string>();
  for (const [key, { size }] of entries) {
    const at = join(root, pathOfKey(key));
    const isBelow = question.directories.some((directory) => at === directory || at.startsWith(directory + sep));
    const found = sizeAt(at);
    if (found !== undefined && !isBelow && !question.given.has(at)) chosenFrom.add(dirname(at));
    if (found === size || !question.isAsked(key)) continue;
    const isGiven = isBelow || question.given.has(at);
    if (found !== undefined && isGiven) lost.push({ at, reason: `${at} has ${found} bytes, ${size} were copied` });
    else if (found === undefined) lost.push({ at, reason: `${at} is gone` });
  }
  const givenFrom = new Set([...question.given].map(dirname));
  const isMissed = (at: string): boolean =>
    question.directories.some((directory) => at.startsWith(directory + sep)) ||
    question.given.has(at) ||
    (!chosenFrom.has(dirname(at)) && givenFrom.has(dirname(at)));
  return lost.filter(({ at }) => isMissed(at)).map(({ reason }) => reason);
}

function sizeAt(path: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? stats.size : undefined;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
