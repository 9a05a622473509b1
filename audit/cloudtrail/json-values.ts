import { isClosing, isOpening, repeatedKeys, stringEnd } from '../../contract/repeated-keys';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

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

/** A key that occurs more than once in one object, of which JSON.parse drops one. The text is JSON. */
export function repeatedKey(text: string): string | undefined {
  for (const { key } of repeatedKeys(text)) return key;
  return undefined;
}

/**
 * Says whether a key may occur more than once in an object: there are more keys in the text than in what it was parsed to. It
 * takes a small part of the time of parsing, where `repeatedKey` takes a multiple; and it may say so wrongly.
 */
export function mayRepeatKeys(text: string, parsed: unknown): boolean {
  let keys = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) {
    // Within a string the quote is escaped.
    if (text.charCodeAt(at - 1) !== BACKSLASH) keys++;
  }
  try {
    return keys !== keysWithin(parsed);
  } catch (error) {
    // What nests too deep to be counted.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

function keysWithin(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const name in value) keys += keysWithin((value as Record<string, unknown>)[name]);
  return keys;
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
