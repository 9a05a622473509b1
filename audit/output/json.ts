/** Characters that a terminal could obey or a reader not see; JSON text may hold them as escapes only. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/gu;

/** Nothing but what any terminal shows, and the line feeds that JSON puts between values. */
const PLAIN = /^[\n\x20-\x7e]*$/;
const INDENT = '  ';
/** Small pieces are written together. */
const PART_LENGTH = 2 ** 16;

/** Writes JSON whose strings are the original ones and whose text is printable. */
export function jsonText(value: unknown): string {
  return `${inert(JSON.stringify(value, null, 2))}\n`;
}

/** A long list of which each element is made when it is written. */
export class LongList<T> implements Iterable<T> {
  constructor(private readonly elements: () => Iterable<T>) {}

  [Symbol.iterator](): Iterator<T> {
    return this.elements()[Symbol.iterator]();
  }
}

/** Like `jsonText`, in parts: an object whose lists, `LongList` or arrays, may be longer than memory as text. */
export function* jsonParts(object: object): Generator<string> {
  let part = '{';
  let comma = '';
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    part += `${comma}\n${INDENT}${inert(JSON.stringify(key))}: `;
    comma = ',';
    if (!(Array.isArray(value) || value instanceof LongList)) {
      part += indented(value, INDENT);
      continue;
    }
    let open = '[';
    for (const element of value as Iterable<unknown>) {
      part += `${open}\n${INDENT}${INDENT}${indented(element, INDENT + INDENT)}`;
      open = ',';
      if (part.length >= PART_LENGTH) {
        yield part;
        part = '';
      }
    }
    part += open === '[' ? '[]' : `\n${INDENT}]`;
  }
  yield `${part}${comma === '' ? '' : '\n'}}\n`;
}

function indented(value: unknown, indent: string): string {
  return inert(JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`));
}

/** Text of JSON with what cannot be seen as escapes. */
function inert(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .split('\n')
    .map((line) => line.replace(UNPRINTABLE, escaped))
    .join('\n');
}

export function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
