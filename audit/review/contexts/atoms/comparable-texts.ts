import { atomsOf, NotEnumerable, type Atom } from './atoms';
import { literalPattern, literalText, patternKey, type Pattern } from './pattern';

/** What tells the values of some keys apart that are compared with each other. */
export interface Comparison {
  readonly patterns: readonly Pattern[];
  /** What the values of each key look like. */
  readonly shapes: readonly Pattern[];
  /** Texts to be preferred. */
  readonly examples: readonly string[];
  /** How many texts are compared at once. */
  readonly count: number;
  /** Whether some comparison of one with another ignores case. */
  readonly ignoringCase: boolean;
}

/** A text that several keys may have as their value. */
export interface ComparableText {
  readonly text: string;
  /** By key, whether it is of the key's shape. */
  readonly shaped: readonly boolean[];
}

const KNOWN = new Map<string, readonly ComparableText[]>();

/**
 * Texts of every class that the patterns and shapes can tell apart: of each class as many as are compared at once, so that any
 * of them can be equal and any can differ; and where case is ignored, the same text in another spelling. Found once for all
 * that ask the same.
 *
 * @throws NotEnumerable beyond a bound, and where wildcards meet a comparison of keys that ignores case.
 */
export function comparableTexts(comparison: Comparison): readonly ComparableText[] {
  const { patterns, shapes, examples, count, ignoringCase } = comparison;
  const distinct = [...new Map(patterns.map((pattern) => [patternKey(pattern), pattern])).entries()];
  const keys = distinct.map(([key]) => key);
  const asked = [...keys, '', ...shapes.map(patternKey), '', ...examples, count, ignoringCase].join('\n');
  const known = KNOWN.get(asked);
  if (known !== undefined) return known;
  const own = distinct.map(([, pattern]) => pattern);
  const all = [...shapes, ...own, ...(ignoringCase ? own.map(ignoringItsCase) : [])];
  const texts = textsOf(all, examples, count, ignoringCase).map(({ text, matched }): ComparableText => ({
    text,
    shaped: matched.slice(0, shapes.length),
  }));
  KNOWN.set(asked, texts);
  return texts;
}

function textsOf(patterns: readonly Pattern[], examples: readonly string[], count: number, ignoringCase: boolean) {
  let found: readonly Atom[] = [];
  for (let round = 1; round <= count; round++) {
    const candidates = round === 1 ? examples : examples.map((text) => `${text}${round}`);
    found = [
      ...found,
      ...newAtoms(
        patterns,
        found.map(({ text }) => literalPattern(text)),
        candidates,
      ),
    ];
  }
  if (!ignoringCase) return found;
  const spelled = found.flatMap(({ text }) => [literalPattern(text), literalPattern(text, true)]);
  return [...found, ...newAtoms(patterns, spelled, [])];
}

/** Classes beyond those of texts that are there already. */
function newAtoms(
  patterns: readonly Pattern[],
  known: readonly Pattern[],
  candidates: readonly string[],
): readonly Atom[] {
  const texts = new Set(known.map(literalText));
  return atomsOf([...patterns, ...known], { candidates }).filter(({ text }) => !texts.has(text));
}

function ignoringItsCase(pattern: Pattern): Pattern {
  const text = literalText(pattern);
  if (text === undefined) throw new NotEnumerable('wildcards beside a comparison of keys that ignores case');
  return literalPattern(text, true);
}
