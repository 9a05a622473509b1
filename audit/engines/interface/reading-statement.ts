import { InputError } from '../../errors/input-error';

/**
 * Refuses by its first words a statement that does more than read, before anything is read for it. EXPLAIN ANALYZE runs what
 * it explains, so that must read too.
 *
 * @param beginnings words that a reading statement begins with, in capitals.
 * @throws InputError naming what is allowed.
 */
export function requireReading(sql: string, beginnings: readonly string[]): void {
  let words = withoutComments(sql);
  if (/^explain\b/i.test(words)) words = withoutComments(words.replace(/^explain(\s+analyze)?(\s*\([^)]*\))?/i, ''));
  const [first = ''] = /^[a-z]+/i.exec(words) ?? [];
  if (beginnings.includes(first.toUpperCase())) return;
  throw new InputError([
    words === '' ? 'query: is empty' : `query: a query only reads: begin it with ${beginnings.join(', ')}`,
  ]);
}

/** The statement from its first word on. */
function withoutComments(sql: string): string {
  return sql.replace(/^(\s|\(|--[^\n]*(\n|$)|\/\*[^]*?\*\/)+/, '');
}

/** Texts, quoted names and comments, in which a semicolon ends nothing. A doubled quote ends one and begins the next. */
const OPAQUE = /'[^']*'|"[^"]*"|`[^`]*`|--[^\n]*|\/\*[^]*?\*\//g;

/**
 * Takes one statement out of a text, without the semicolon that may end it.
 *
 * @throws InputError when there is more behind the semicolon than comments.
 */
export function oneStatement(sql: string): string {
  const bare = sql.replace(OPAQUE, (text) => (/^(--|\/\*)/.test(text) ? ' ' : 'x').repeat(text.length));
  const end = bare.indexOf(';');
  if (end < 0) return sql;
  if (/[^;\s]/.test(bare.slice(end))) throw new InputError(['query: write one statement']);
  return sql.slice(0, end);
}
