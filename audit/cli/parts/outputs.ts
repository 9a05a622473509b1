import { extname, resolve } from 'node:path';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { entryOf } from '../../../contract/entry-of';

/** How a command is told to write its result. */
export interface OutputOptions {
  /** `null` where nobody says: the suffix of the file decides. */
  readonly format: string | null;
  readonly output?: readonly string[];
}

/** One place that a result is written to. */
export interface Output {
  readonly format: string;
  /** `undefined` for standard output. */
  readonly path: string | undefined;
}

/** What the ends of file names say. */
const SUFFIXES: Readonly<Record<string, string>> = {
  '.json': 'json',
  '.csv': 'csv',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.sarif': 'sarif',
  '.xml': 'junit',
  '.txt': 'table',
  '.log': 'table',
};

const DEFAULT_FORMAT = 'table';
const STANDARD_OUTPUT = '-';

/**
 * Where a result goes, and as what: `--format` decides for one output, and the suffix of each file for several.
 *
 * @throws InputError where a file's suffix names a format that the command has not, and where two outputs are one.
 */
export function outputsOf(formats: readonly string[], { format, output = [] }: OutputOptions): readonly Output[] {
  const paths = output.length === 0 ? [STANDARD_OUTPUT] : output;
  const files = paths.map((path) => (path === STANDARD_OUTPUT ? path : resolve(path)));
  const twice = paths.filter((_, i) => files.indexOf(files[i] ?? '') < i);
  const outputs = paths.map((path) => ({
    path,
    format: (paths.length === 1 ? format : null) ?? formatOf(path) ?? format,
  }));
  const unknown = outputs.filter((one) => one.format !== null && !formats.includes(one.format));
  const problems = [
    ...[...new Set(twice)].map((path) => `--output ${printable(path)}: is given twice`),
    ...outputs
      .filter(isOfNoFormat)
      .map(
        ({ path }) =>
          `--output ${printable(path)}: no format ends in ${printable(extname(path))}: say --format, or end it in ${Object.keys(SUFFIXES).join(', ')}`,
      ),
    ...unknown.map(
      ({ path, format: name }) =>
        `${format === name ? '--format' : `--output ${printable(path)}:`} ${printable(String(name))}: not written by this command; it writes ${formats.join(', ')}`,
    ),
  ];
  if (problems.length > 0) throw new InputError(problems);
  return outputs.map(({ path, format: name }) => ({
    format: name ?? DEFAULT_FORMAT,
    path: path === STANDARD_OUTPUT ? undefined : path,
  }));
}

/** A suffix that is none of ours promises what will not be in the file; a name without one, or a date at its end, promises nothing. */
function isOfNoFormat({ path, format }: { readonly path: string; readonly format: string | null }): boolean {
  return format === null && path !== STANDARD_OUTPUT && /^\.\p{L}/u.test(extname(path));
}

function formatOf(path: string): string | null {
  const suffix = extname(path).toLowerCase();
  return entryOf(SUFFIXES, suffix) ?? null;
}
