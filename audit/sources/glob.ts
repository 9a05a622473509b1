import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** What a pattern matches, and what may hide further matches. */
export interface Matches {
  readonly paths: readonly string[];
  /** Directories and links on the way that could not be looked into. */
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly path: string;
  readonly error: unknown;
}

/** Loaded where it is used: most paths are no patterns. */
const library = () => import('tinyglobby');

/** Whether a path has signs that a shell would expand. */
export async function isPattern(path: string): Promise<boolean> {
  return (await library()).isDynamicPattern(path);
}

/**
 * Finds the files and directories that a pattern stands for where a shell expands it: a link to a directory is matched and
 * looked into as a directory is, and a pipe is matched as a file is.
 */
export async function matchesOf(pattern: string): Promise<Matches> {
  const failures: Failure[] = [];
  const { glob } = await library();
  const paths = await glob(pattern, {
    absolute: pattern.startsWith('/'),
    dot: true,
    expandDirectories: false,
    onlyFiles: false,
    fs: { readdir: readdirThroughLinks(failures) as never },
  });
  return { paths, failures };
}

/** What a glob asks of an entry. Left to itself, it passes over links to directories, and pipes, without a word. */
interface Entry {
  readonly name: string;
  readonly isFile: () => boolean;
  readonly isDirectory: () => boolean;
  readonly isSymbolicLink: () => boolean;
}

type OnEntries = (error: null, entries: readonly Entry[]) => void;

/** The call by which a glob looks into directories. */
function readdirThroughLinks(failures: Failure[]): (path: string, options: unknown, onEntries: OnEntries) => void {
  /** Real paths of a directory and of those above it on the way to it. */
  const ways = new Map<string, readonly string[]>();

  async function entriesOf(directory: string): Promise<readonly Entry[]> {
    const real = await realpath(directory);
    const above = ways.get(dirname(resolve(directory))) ?? [];
    // A circle: its files are reached without it.
    if (above.includes(real)) return [];
    ways.set(resolve(directory), [...above, real]);
    const entries = await readdir(directory, { withFileTypes: true });
    return (
      await Promise.all(entries.map((entry) => told(join(directory, entry.name), entryOf(directory, entry))))
    ).flat();
  }

  async function told(path: string, entries: Promise<readonly Entry[]>): Promise<readonly Entry[]> {
    return entries.catch((error: unknown) => {
      failures.push({ path, error });
      return [];
    });
  }

  return (path, _options, onEntries) => {
    void told(path, entriesOf(path)).then((entries) => {
      onEntries(null, entries);
    });
  };
}

async function entryOf(directory: string, entry: Dirent): Promise<readonly Entry[]> {
  const target = entry.isSymbolicLink() ? await stat(join(directory, entry.name)) : entry;
  const isDirectory = target.isDirectory();
  return [
    { name: entry.name, isFile: () => !isDirectory, isDirectory: () => isDirectory, isSymbolicLink: () => false },
  ];
}
