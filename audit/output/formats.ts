import { InputError } from '../errors/input-error';
import type { Layout } from './layout';
import { entryOf } from '../../contract/entry-of';

/** What is written: one text, or its parts where it may be longer than memory. */
export type Written = string | Promise<string> | Iterable<string> | AsyncIterable<string>;

/** Writes a result. */
export type Render<T, W extends Written = string> = (result: T, layout: Layout) => W;

/** Every format of one kind of result, by the name that `--format` knows; each is loaded where it is asked for alone. */
export type Formats<T, W extends Written = Written> = Readonly<Record<string, () => Promise<Render<T, W>>>>;

/**
 * Loads what writes a format.
 *
 * @throws InputError for a name that none of the formats has: what is not written must never look like an empty result.
 */
export async function loadFormat<T, W extends Written>(formats: Formats<T, W>, name: string): Promise<Render<T, W>> {
  const load = entryOf(formats, name);
  if (load === undefined) throw new InputError([`--format ${name}: allowed: ${Object.keys(formats).join(', ')}`]);
  return load();
}
