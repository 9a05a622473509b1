import { type Dirent, type Stats, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../../contract/printable';
import { isS3Location } from '../../contract/s3-location';
import { InputError } from '../errors/input-error';
import { braceAlternatives } from './brace-alternatives';
import { isPattern, matchesOf } from './glob';
import { STATE_DIRECTORY } from './state-directory';
import { codeOf, reasonOf } from '../errors/reason';
import { grouped } from '../output/numbers';

/** Where log lines come from: a file by path, or standard input. `name` is for messages, where it is not the path. */
export type LogFile =
  { readonly kind: 'file'; readonly path: string; readonly name?: string } | { readonly kind: 'stdin' };

/** Most files of one run; each costs some hundred bytes of memory and an opening. */
export const MOST_FILES = 1_000_000;
/** Deepest folder below one that is named: S3's own keys have fifteen levels at most. */
export const DEEPEST_FOLDER = 100;

/** Turns an `s3://` location into files; throws InputError where it cannot. */
export type ReadS3 = (location: string, option: string) => Promise<readonly LogFile[]>;

/**
 * Turns the PATHs of a command line into files: a file, a directory (all files below it), a glob, or `-` for standard
 * input. A file reached twice, by whatever name, is listed once. Whatever is named must lead to a file by itself: each
 * alternative of a brace, and each directory that a glob matches, as where a shell expands them.
 *
 * @param option for messages: the option that named the paths.
 * @param readS3 reads `s3://` locations; without it they are refused.
 * @throws InputError naming every path that leads to nothing readable.
 */
export async function findLogFiles(
  paths: readonly string[],
  option = '--logs',
  readS3: ReadS3 = refuseS3,
): Promise<readonly LogFile[]> {
  const found = new Map<string, LogFile>();
  const problems: string[] = [];
  for (const path of paths) {
    try {
      const reached = isS3Location(path) ? identified(await readS3(path, option)) : await expand(path);
      for (const { identity, file } of reached) if (!found.has(identity)) found.set(identity, file);
      requireFew(found.size);
    } catch (error) {
      problems.push(...reasonsOf(error).map((reason) => `${option} ${printable(path)}: ${reason}`));
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return [...found.values()];
}

/** @throws InputError for more files than a run may have. */
function requireFew(files: number): void {
  if (files <= MOST_FILES) return;
  throw new InputError([
    `leads to more than ${grouped(MOST_FILES)} files: give those of a shorter time, or put small ones together, one behind the other`,
  ]);
}

/** A file and what it is called whatever the way to it. */
interface Reached {
  readonly identity: string;
  readonly file: LogFile;
}

function identified(files: readonly LogFile[]): readonly Reached[] {
  return files.map((file) => ({ identity: identityOf(file), file }));
}

/** A pipe given as a path (`<(zcat …)`, /dev/stdin) leads to no path of its own. */
function identityOf(file: LogFile): string {
  if (file.kind === 'stdin') return '-';
  try {
    return realpathSync.native(file.path);
  } catch {
    return file.path;
  }
}

const refuseS3: ReadS3 = () => {
  throw new InputError(['S3 locations are not read here; copy the objects (s3-audit collect) and name the directory']);
};

function reasonsOf(error: unknown): readonly string[] {
  return error instanceof InputError ? error.problems : [reasonOf(error)];
}

async function expand(path: string): Promise<readonly Reached[]> {
  if (path === '-') return identified([{ kind: 'stdin' }]);
  if (isInState(path)) throw new InputError([`lies in ${STATE_DIRECTORY}, where collect keeps its own files, no logs`]);
  let stats: Stats | undefined;
  try {
    stats = statSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || !(await isPattern(path))) throw error;
  }
  if (stats !== undefined) return stats.isDirectory() ? filesIn(path) : identified([{ kind: 'file', path }]);
  const alternatives = braceAlternatives(path);
  return alternatives.length > 1 ? allOf(alternatives) : filesMatching(path);
}

/** @throws InputError naming every one of the paths that leads to nothing. */
async function allOf(paths: readonly string[]): Promise<readonly Reached[]> {
  const outcomes = await Promise.allSettled(paths.map(expand));
  // In the order of the paths, whichever failed first.
  const problems = outcomes.flatMap((outcome, i) =>
    outcome.status === 'rejected'
      ? reasonsOf(outcome.reason).map((reason) => `${printable(paths[i] ?? '')}: ${reason}`)
      : [],
  );
  if (problems.length > 0) throw new InputError(problems);
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
}

/** A directory that matches stands for all files below it, as it does where the shell expands the pattern. */
async function filesMatching(pattern: string): Promise<readonly Reached[]> {
  const { paths, failures } = await matchesOf(pattern);
  if (failures.length > 0) throw new InputError(failures.map(({ path, error }) => problemWith(path, error)));
  const logs = paths
    .filter((path) => !isInState(path))
    .map((path) => path.replace(/(?<=.)\/$/, ''))
    .sort();
  if (logs.length === 0) throw new InputError(['matches no file']);
  return allOf(logs);
}

function isInState(path: string): boolean {
  return path.split('/').includes(STATE_DIRECTORY);
}

/** @throws InputError when there is none: logs that were meant to be there are missing. */
function filesIn(directory: string): readonly Reached[] {
  const files = filesBelow(directory, new Set());
  if (files.length === 0) throw new InputError(['holds no file']);
  return files;
}

function problemWith(path: string, error: unknown): string {
  return `${printable(path)}: ${reasonOf(error)}`;
}

/**
 * All files below a directory, in the order of their names; links are followed, but never into a circle. What `collect`
 * keeps beside the logs it copied is no log.
 */
function filesBelow(directory: string, entered: Set<string>, depth = 0): readonly Reached[] {
  if (depth > DEEPEST_FOLDER) {
    throw new InputError([`${printable(directory)}: lies more than ${DEEPEST_FOLDER} folders deep`]);
  }
  const identity = realpathSync.native(directory);
  if (entered.has(identity)) return [];
  entered.add(identity);
  const entries = readdirSync(directory, { withFileTypes: true }).filter(({ name }) => name !== STATE_DIRECTORY);
  const files: Reached[] = [];
  const [way, trueWay] = [directory, identity].map((path) => join(path, 'x').slice(0, -1)) as [string, string];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = way + entry.name;
    // Thousands of files: what the directory itself tells is not asked for again.
    if (entry.isFile()) files.push({ identity: trueWay + entry.name, file: { kind: 'file', path } });
    else for (const reached of filesOf(path, entry, entered, depth)) files.push(reached);
  }
  return files;
}

/** Files of an entry that is not known to be a file: a directory, a link, or what only `stat` can tell. */
function filesOf(path: string, entry: Dirent, entered: Set<string>, depth: number): readonly Reached[] {
  try {
    const target = entry.isDirectory() ? entry : statSync(path);
    if (target.isDirectory()) return filesBelow(path, entered, depth + 1);
    if (target.isFile()) return identified([{ kind: 'file', path }]);
  } catch (error) {
    throw error instanceof InputError ? error : new InputError([problemWith(path, error)]);
  }
  throw new InputError([`${printable(path)} is neither a file nor a directory`]);
}

/** Bytes of a regular file as it lies there, 0 for anything else; whoever reads the file says what is wrong with it. */
export function sizeOf(file: LogFile): number {
  if (file.kind === 'stdin') return 0;
  try {
    const stats = statSync(file.path);
    return stats.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}
