import { UNPRINTABLE } from '../../contract/printable';

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

/** Each element as it is written, made when it is its turn. */
export function* mapped<T>(elements: readonly T[], toJson: (element: T) => unknown): Generator {
  for (const element of elements) yield toJson(element);
}

/** Like `jsonText`, in parts: an object whose lists, `LongList` or arrays, may be longer than memory as text. */
export function* jsonParts(object: object): Generator<string> {
  const indented = indentedWriter();
  let part = '{';
  let comma = '';
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    part += `${comma}\n${INDENT}${quoted(key)}: `;
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

/**
 * Makes a function that writes plain data as `JSON.stringify(value, null, 2)` and `inert` do, in half of the time: a report
 * may have a row for every few lines of the logs.
 */
function indentedWriter(): (value: unknown, indent: string) => string {
  const keys = new Map<string, string>();
  const writtenKey = (key: string): string => {
    const known = keys.get(key);
    if (known !== undefined) return known;
    const written = `${quoted(key)}: `;
    keys.set(key, written);
    return written;
  };
  const write = (value: unknown, indent: string): string => {
    if (typeof value === 'string') return quoted(value);
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const inner = indent + INDENT;
    let text = '';
    if (Array.isArray(value)) {
      for (const element of value) text += `${text === '' ? '[' : ','}\n${inner}${write(element, inner)}`;
      return text === '' ? '[]' : `${text}\n${indent}]`;
    }
    for (const key of Object.keys(value)) {
      const member: unknown = value[key as keyof typeof value];
      if (member !== undefined) text += `${text === '' ? '{' : ','}\n${inner}${writtenKey(key)}${write(member, inner)}`;
    }
    return text === '' ? '{}' : `${text}\n${indent}}`;
  };
  return write;
}

/** What stands in JSON as it is. */
const ITSELF = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return ITSELF.test(text) ? `"${text}"` : inert(JSON.stringify(text));
}

/** Text of JSON with what a terminal could obey or a reader not see as escapes. */
function inert(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .split('\n')
    .map((line) => line.replace(UNPRINTABLE, escaped))
    .join('\n');
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
