/** Any run of characters, the empty one too (`*`). */
export const ANY = Symbol('*');
/** Exactly one character (`?`). */
export const ONE = Symbol('?');

/** A pattern: literal text and wildcards, in order. */
export type Glob = readonly (string | typeof ANY | typeof ONE)[];

/** Reads `*` and `?` in a text as wildcards. */
export function globOf(text: string): Glob {
  return text
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? ANY : part === '?' ? ONE : part));
}

/**
 * Matches a whole text. Never backtracks further than the last `*`, so a hostile pattern costs at most
 * pattern × text.
 */
export function matchesGlob(glob: Glob, text: string): boolean {
  let part = 0;
  let at = 0;
  let retryPart = -1;
  let retryAt = 0;
  for (;;) {
    const token = glob[part];
    if (token === undefined) {
      if (at === text.length) return true;
    } else if (token === ANY) {
      if (part === glob.length - 1) return true;
      retryPart = ++part;
      retryAt = at;
      continue;
    } else if (token === ONE ? at < text.length : text.startsWith(token, at)) {
      at += token === ONE ? 1 : token.length;
      part++;
      continue;
    }
    if (retryPart < 0 || retryAt >= text.length) return false;
    part = retryPart;
    at = ++retryAt;
  }
}
