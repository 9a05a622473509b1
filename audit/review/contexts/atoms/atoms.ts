import { alphabetOf, ANY_CHARACTER } from './characters';
import type { Pattern, Token } from './pattern';

/** Thrown where the classes of values cannot be told. */
export class NotEnumerable extends Error {}

/** One class of texts that patterns can tell apart: a text of it, and which of the patterns match. */
export interface Atom {
  readonly text: string;
  readonly matched: readonly boolean[];
}

/** Of which texts there are to be examples. */
export interface AtomRules {
  /** What a text must look like: one of these. Any text will do where nothing is said. */
  readonly shape?: readonly Pattern[] | undefined;
  /** What a text must not look like. */
  readonly never?: readonly Pattern[];
  /** Texts to be preferred as examples, where they are of the shape. */
  readonly candidates?: readonly string[];
}

const ANYTHING: Pattern = [{ set: ANY_CHARACTER, run: true }];

/** Steps of single patterns that are made at most: about a second. */
export const MOST_STEPS = 5_000_000;
export const MOST_ATOMS = 2_000;

/**
 * The non-empty atoms of the Boolean algebra of some patterns: every combination of them that any text matches at once, with a
 * text each. A policy sees a text only through its patterns, so there are no other classes. Exact: reads all patterns side
 * by side, as one deterministic automaton, shortest texts first.
 *
 * @throws NotEnumerable beyond a bound that no sensible policy comes near.
 */
export function atomsOf(patterns: readonly Pattern[], rules: AtomRules = {}): readonly Atom[] {
  const { shape = [ANYTHING], never = [], candidates = [] } = rules;
  const reader = new SideBySide([...patterns, ...never, ...shape]);
  const [firstNever, firstShape] = [patterns.length, patterns.length + never.length];
  const found = new Map<string, Atom>();
  const note = (text: string, at: Positions): void => {
    const accepted = reader.acceptedAt(at);
    const own = accepted.filter((index) => index < firstNever);
    const isShaped = accepted.some((index) => index >= firstShape);
    if (!isShaped || accepted.some((index) => index >= firstNever && index < firstShape)) return;
    const key = own.join();
    if (!found.has(key)) found.set(key, { text, matched: patterns.map((_, index) => own.includes(index)) });
    if (found.size > MOST_ATOMS) throw new NotEnumerable(`patterns that tell more than ${MOST_ATOMS} values apart`);
  };
  for (const text of candidates) note(text, reader.read(text));
  reader.walk((at) => reader.isWithin(at, firstShape), note);
  return [...found.values()];
}

/** Where all patterns stand after a text: positions of all of them, numbered through. */
type Positions = readonly number[];

/** A character of the alphabet, and which tokens it matches. */
interface Letter {
  readonly char: string;
  readonly has: (token: Token) => boolean;
}

/** Patterns read side by side. */
class SideBySide {
  readonly #tokens: (Token | undefined)[] = [];
  readonly #starts: number[] = [];
  /** Pattern by the position behind its last token. */
  readonly #ends = new Map<number, number>();

  constructor(patterns: readonly Pattern[]) {
    for (const [index, pattern] of patterns.entries()) {
      this.#starts.push(this.#tokens.length);
      this.#tokens.push(...pattern, undefined);
      this.#ends.set(this.#tokens.length - 1, index);
    }
  }

  /** Where a whole text leads. */
  read(text: string): Positions {
    const start = this.#closed(this.#starts);
    return Array.from(text).reduce<Positions>((at, char) => this.#step(at, ({ set }) => set.has(char)), start);
  }

  /** Patterns that match a text that leads here. */
  acceptedAt(at: Positions): readonly number[] {
    return at.flatMap((position) => this.#ends.get(position) ?? []);
  }

  /** Whether one of the patterns from a certain one on can still match. */
  isWithin(at: Positions, from: number): boolean {
    return (at.at(-1) ?? -1) >= (this.#starts[from] ?? Infinity);
  }

  /** Finds the shortest text that leads to each combination of positions. */
  walk(isAlive: (at: Positions) => boolean, note: (text: string, at: Positions) => void): void {
    const alphabet = this.#letters();
    const toldApart = new Map<string, readonly Letter[]>();
    const start = this.#closed(this.#starts);
    const seen = new Set([start.join()]);
    const queue: { readonly text: string; readonly at: Positions }[] = [{ text: '', at: start }];
    let effort = 0;
    for (const { text, at } of queue) {
      note(text, at);
      effort += at.length * alphabet.length;
      if (effort > MOST_STEPS)
        throw new NotEnumerable(`patterns that take more than ${MOST_STEPS} steps to tell apart`);
      for (const { char, has } of this.#lettersAt(at, alphabet, toldApart)) {
        const next = this.#step(at, has);
        const key = next.join();
        if (seen.has(key)) continue;
        seen.add(key);
        if (isAlive(next)) queue.push({ text: text + char, at: next });
      }
    }
  }

  /**
   * One character for all that the same sets hold of those that stand here: they lead to the same positions, of which the
   * first character makes the text. Few sets stand at one place, so few of the alphabet need be tried.
   */
  #lettersAt(at: Positions, alphabet: readonly Letter[], known: Map<string, readonly Letter[]>): readonly Letter[] {
    const here = [...new Map(at.map((position) => [this.#tokens[position]?.set.key, this.#tokens[position]])).values()];
    const tokens = here.filter((token) => token !== undefined);
    const place = tokens.map(({ set }) => set.key).join('\n');
    const found = known.get(place) ?? firstOfEach(alphabet, ({ has }) => tokens.map(has).join());
    known.set(place, found);
    return found;
  }

  /** The alphabet, and of each character the sets that hold it. */
  #letters(): readonly Letter[] {
    const sets = [...new Map(this.#tokens.flatMap((token) => (token ? [[token.set.key, token.set]] : []))).values()];
    return alphabetOf(sets).map((char) => {
      const keys = new Set(sets.filter((set) => set.has(char)).map(({ key }) => key));
      return { char, has: ({ set }) => keys.has(set.key) };
    });
  }

  #step(at: Positions, matches: (token: Token) => boolean): Positions {
    const next: number[] = [];
    for (const position of at) {
      const token = this.#tokens[position];
      if (token !== undefined && matches(token)) next.push(token.run ? position : position + 1);
    }
    return this.#closed(next);
  }

  /** A run may also be empty: whoever stands before it stands behind it too. */
  #closed(positions: Positions): Positions {
    const all: number[] = [];
    for (let at of positions) {
      // In order, so that what follows a run may be there already.
      if (at > (all.at(-1) ?? -1)) all.push(at);
      while (this.#tokens[at]?.run === true) {
        at++;
        if (at > (all.at(-1) ?? -1)) all.push(at);
      }
    }
    return all;
  }
}

/** The first of all that have the same key, in their order. */
function firstOfEach<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}
