const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where the string that begins at a quote ends: past its closing quote, or at the end of the text. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    at = quote + 1;
    if (backslashes % 2 === 0) return at;
  }
}

const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b;
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;

/**
 * Cuts a text into the objects and arrays that stand in it one after the other, with or without anything between them:
 * JSON Lines, and what Amazon Data Firehose puts into a file without a separator.
 *
 * @returns each with the number of its line, from 1; what stands between them, or is not closed, by itself.
 */
export function* jsonValues(text: string): Generator<{ readonly text: string; readonly line: number }> {
  let line = 1;
  let from = 0;
  let depth = 0;
  const piece = (end: number): { text: string; line: number } => {
    const found = { text: text.slice(from, end), line };
    from = end;
    return found;
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE && depth > 0) at = stringEnd(text, at) - 1;
    else if (isOpening(code)) {
      if (depth === 0 && text.slice(from, at).trim() !== '') yield piece(at);
      if (depth === 0) {
        line += lineFeeds(text, from, at);
        from = at;
      }
      depth++;
    } else if (isClosing(code) && depth > 0 && --depth === 0) {
      const value = piece(at + 1);
      yield value;
      line += lineFeeds(value.text, 0, value.text.length);
    }
  }
  if (text.slice(from).trim() !== '') yield piece(text.length);
}

function lineFeeds(text: string, from: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** A key of the outermost object that occurs more than once, of which JSON.parse drops one. The text is JSON. */
export function repeatedKey(text: string): string | undefined {
  const keys = new Set<string>();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isOpening(code)) depth++;
    else if (isClosing(code)) depth--;
    else if (code === QUOTE) {
      const end = stringEnd(text, at);
      if (depth === 1 && isKey(text, end)) {
        const key = JSON.parse(text.slice(at, end)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** Says whether a colon follows, after white space. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text.charAt(at))) at++;
  return text.charAt(at) === ':';
}

/** The text of a record, or of a part of one; of what nests too deep to be written, a sentence. */
export function jsonTextOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return '(nests too deep to be written)';
    throw error;
  }
}
