/** One position of a pattern: a character, any character, or any run of them; `colon` says whether `:` may be among them. */
export type Token =
  { readonly kind: 'char'; readonly char: string } | { readonly kind: 'one' | 'run'; readonly colon: boolean };

export type Pattern = readonly Token[];

/** A pattern without wildcards. */
export function literalPattern(text: string): Pattern {
  return Array.from(text).map((char) => ({ kind: 'char', char }));
}

/** `*` and `?` are wildcards over everything. */
export function likePattern(text: string): Pattern {
  return Array.from(text).map((char) => tokenOf(char, true));
}

/** As the ARN operators compare: a wildcard does not reach across the first five colons. */
export function arnPattern(text: string): Pattern {
  let colons = 0;
  return Array.from(text).map((char) => {
    if (char === ':') colons++;
    return tokenOf(char, colons >= 5);
  });
}

function tokenOf(char: string, colon: boolean): Token {
  if (char === '*') return { kind: 'run', colon };
  return char === '?' ? { kind: 'one', colon } : { kind: 'char', char };
}

export function isLiteral(pattern: Pattern): boolean {
  return pattern.every(({ kind }) => kind === 'char');
}

/** Positions of a pattern that a text read so far can have reached. */
type Positions = readonly number[];

/** Thrown when there are more combinations of patterns than can be walked through. */
export class TooManyPatterns extends Error {}

const MOST_STATES = 50_000;

/**
 * Finds one text for every combination of patterns that any text can match at once: the texts that these patterns can
 * tell apart. Exact: walks all states of all patterns read side by side, shortest texts first.
 *
 * @param prefix every text begins so, and goes on after it when it is not empty.
 * @param candidates texts to be preferred where they match the right combination.
 * @throws TooManyPatterns beyond a bound that no sensible policy comes near.
 */
export function witnesses(patterns: readonly Pattern[], candidates: readonly string[], prefix = ''): readonly string[] {
  const found = new Map<string, string>();
  const note = (text: string, states: readonly Positions[]): void => {
    const combination = states.map((at, index) => (accepts(patterns[index] ?? [], at) ? '1' : '0')).join('');
    if (!found.has(combination)) found.set(combination, text);
  };
  for (const text of candidates) if (text.startsWith(prefix)) note(text, readText(patterns, text));
  if (patterns.every(isLiteral) && found.size > patterns.length) return [...found.values()];

  const alphabet = alphabetOf(patterns);
  const seen = new Set<string>();
  let edge: [string, readonly Positions[]][] = [[prefix, readText(patterns, prefix)]];
  if (prefix === '') note('', edge[0]?.[1] ?? []);
  while (edge.length > 0) {
    const next: typeof edge = [];
    for (const [text, states] of edge) {
      for (const char of alphabet) {
        const after = states.map((at, index) => step(patterns[index] ?? [], at, char));
        const key = after.map((at) => at.join(',')).join(';');
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > MOST_STATES) throw new TooManyPatterns(`more than ${MOST_STATES} combinations of patterns`);
        note(text + char, after);
        next.push([text + char, after]);
      }
    }
    edge = next;
  }
  return [...found.values()];
}

function readText(patterns: readonly Pattern[], text: string): Positions[] {
  return patterns.map((pattern) =>
    Array.from(text).reduce<Positions>((at, char) => step(pattern, at, char), closed(pattern, [0])),
  );
}

function step(pattern: Pattern, positions: Positions, char: string): Positions {
  const next: number[] = [];
  for (const at of positions) {
    const token = pattern[at];
    if (token === undefined) continue;
    if (token.kind === 'char') {
      if (token.char === char) next.push(at + 1);
    } else if (char !== ':' || token.colon) {
      next.push(token.kind === 'run' ? at : at + 1);
    }
  }
  return closed(pattern, next);
}

/** A run may also be empty: whoever stands before it stands behind it too. */
function closed(pattern: Pattern, positions: readonly number[]): Positions {
  const all = new Set<number>();
  for (let at of positions) {
    all.add(at);
    while (pattern[at]?.kind === 'run') all.add(++at);
  }
  return [...all].sort((a, b) => a - b);
}

function accepts(pattern: Pattern, positions: Positions): boolean {
  return positions.includes(pattern.length);
}

/** Every character that a pattern names, and one that none does. */
function alphabetOf(patterns: readonly Pattern[]): readonly string[] {
  const named = new Set(patterns.flat().flatMap((token) => (token.kind === 'char' ? [token.char] : [])));
  const unnamed = Array.from('xyzwvutsrqponmlkjihgfedcba0123456789XYZ~').find((char) => !named.has(char)) ?? '\u00e9';
  return [unnamed, ...named, ...(named.has(':') ? [] : [':'])];
}
