/** A set of characters. Two sets of one `key` are the same. */
export interface Characters {
  readonly key: string;
  readonly has: (char: string) => boolean;
  /** Characters that the set tells from others beside those of ASCII. */
  readonly names: readonly string[];
}

export const ANY_CHARACTER: Characters = { key: 'any', has: () => true, names: [] };

/** The characters of a regular expression's class that speaks of ASCII only. */
export function charactersLike(key: string, expression: RegExp): Characters {
  return { key, has: (char) => expression.test(char), names: [] };
}

/** The characters of a text; ignoring case, also as the text is in capitals or not. */
export function theCharacters(text: string, ignoringCase: boolean): Characters {
  const names = [...new Set(ignoringCase ? [text, text.toLowerCase(), text.toUpperCase()] : [text])].filter(
    (one) => Array.from(one).length === 1,
  );
  return { key: `only ${names.join('')}`, has: (char) => names.includes(char), names };
}

/** The characters that are in both sets. */
export function bothOf(a: Characters, b: Characters): Characters {
  if (a === ANY_CHARACTER || a.key === b.key) return b;
  if (b === ANY_CHARACTER) return a;
  return { key: `${a.key} & ${b.key}`, has: (char) => a.has(char) && b.has(char), names: [...a.names, ...b.names] };
}

/** What people read most easily comes first. No set tells one character beyond ASCII from another unless it names one. */
const READABLE = Array.from('xyzwvutsrqponmlkjihgfedcba9876543210XYZWVUTSRQPONMLKJIHGFEDCBA');
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const BEYOND = '\u00e9';

/** One character of each class that the sets can tell apart: all that it takes to walk through every text. */
export function alphabetOf(sets: readonly Characters[]): readonly string[] {
  const distinct = [...new Map(sets.map((set) => [set.key, set])).values()];
  const named = new Set(distinct.flatMap(({ names }) => names));
  const beyond = named.has(BEYOND) ? '\u00e8' : BEYOND;
  const unnamedFirst = [...READABLE.filter((char) => !named.has(char)), ...READABLE, ...ASCII, ...named, beyond];
  const classes = new Map<string, string>();
  for (const char of unnamedFirst) {
    const members = distinct.map(({ has }) => (has(char) ? '1' : '0')).join('');
    if (!classes.has(members)) classes.set(members, char);
  }
  return [...classes.values()];
}
