const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** A key that its object has already. */
export interface RepeatedKey {
  readonly key: string;
  /** Where its string begins in the text. */
  readonly at: number;
}

/**
 * Every key that occurs again in its object, of which JSON.parse keeps the last and drops the others in silence.
 *
 * @param text is JSON.
 */
export function* repeatedKeys(text: string): Generator<RepeatedKey> {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isOpening(code)) open.push(new Set());
    else if (isClosing(code)) open.pop();
    else if (code === QUOTE) {
      const end = stringEnd(text, at);
      const keys = open.at(-1);
      if (keys !== undefined && isKey(text, end)) {
        const spelt = text.slice(at, end);
        const key = spelt.includes('\\') ? (JSON.parse(spelt) as string) : spelt.slice(1, -1);
        if (keys.has(key)) yield { key, at };
        keys.add(key);
      }
      at = end - 1;
    }
  }
}

/** Where the string that begins at a quote ends: past its closing quote, or at the end of the text. */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    at = quote + 1;
    if (backslashes % 2 === 0) return at;
  }
}

/** Whether an object or an array begins. */
export const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b;
/** Whether an object or an array ends. */
export const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;

/** Says whether a colon follows, after white space of JSON. */
function isKey(text: string, end: number): boolean {
  for (let at = end; ; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code === COLON;
  }
}
