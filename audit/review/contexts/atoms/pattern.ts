import type { Operator } from '../../../policy/operators';
import { templateOf, type Template } from '../../../policy/template';
import { ANY, ONE, type Glob } from '../../../policy/wildcard';
import { ANY_CHARACTER, bothOf, charactersLike, theCharacters, type Characters } from './characters';

/** One position of a pattern: one character of a set, or a run of them (perhaps none). */
export interface Token {
  readonly set: Characters;
  readonly run: boolean;
}

/** What a text must look like from its first character to its last. */
export type Pattern = readonly Token[];

const NO_COLON = charactersLike('no colon', /[^:]/);

/** A pattern without wildcards. */
export function literalPattern(text: string, ignoringCase = false): Pattern {
  return Array.from(text).map((char) => ({ set: theCharacters(char, ignoringCase), run: false }));
}

/** `*` and `?` are wildcards over everything. */
export function likePattern(text: string): Pattern {
  return text.split(/([*?])/).flatMap((part) => tokensOf(part === '*' ? ANY : part === '?' ? ONE : part));
}

/** A run of characters of a set, of at least or exactly so many. */
export function runOf(set: Characters, least = 0): Pattern {
  return [...times(set, least), { set, run: true }];
}

/** So many characters of a set. */
export function times(set: Characters, count: number): Pattern {
  return Array.from({ length: count }, () => ({ set, run: false }));
}

/** A pattern whose every character is also of a set. */
export function within(pattern: Pattern, set: Characters): Pattern {
  return pattern.map((token) => ({ ...token, set: bothOf(token.set, set) }));
}

/** The text of a pattern without wildcards, in one of its spellings where case is ignored. */
export function literalText(pattern: Pattern): string | undefined {
  const chars = pattern.map(({ set, run }) => (run ? undefined : set.names[0]));
  return chars.includes(undefined) ? undefined : chars.join('');
}

/** Patterns with one key match the same texts. */
export function patternKey(pattern: Pattern): string {
  return pattern.map(({ set, run }) => (run ? `${set.key}*` : set.key)).join('|');
}

function tokensOf(part: Glob[number], ignoringCase = false): Pattern {
  if (typeof part === 'string') return literalPattern(part, ignoringCase);
  return [{ set: ANY_CHARACTER, run: part === ANY }];
}

/** As the ARN operators compare: a wildcard does not reach across the first five colons. */
function withinSegments(pattern: Pattern): Pattern {
  let colons = 0;
  return pattern.map((token) => {
    if (!token.run && token.set.key === 'only :') colons++;
    return colons < 5 ? { ...token, set: token.set === ANY_CHARACTER ? NO_COLON : token.set } : token;
  });
}

/** A text that a policy compares a key with. */
export interface ComparedText {
  /** The key, where the text is one policy variable and nothing else. */
  readonly whole: { readonly key: string; readonly defaultValue: string | undefined } | undefined;
  readonly ignoringCase: boolean;
  /** Keys of its policy variables. */
  readonly reads: readonly string[];
  /** What it matches, when its variables have these values; `undefined` where one has none: then it matches nothing. */
  readonly patternWith: (valueOf: (key: string) => string | undefined) => Pattern | undefined;
}

/**
 * Reads a text that a policy compares a key with.
 *
 * @param variables whether `${…}` in it is a policy variable.
 * @returns `undefined` under `Null`, which compares nothing.
 */
export function readCompared(operator: Operator, text: string, variables: boolean): ComparedText | undefined {
  if (operator.family === 'null') return undefined;
  const byArn = operator.family === 'arn';
  // The policy writes bytes as base64; the request has them as they are.
  const compared = operator.family === 'binary' ? Buffer.from(text, 'base64').toString('utf8') : text;
  const template = templateOf(compared, { variables, wildcards: operator.relation === 'like' });
  const ignoringCase = operator.relation === 'equals-ignoring-case';
  const [first, ...more] = template.parts;
  return {
    whole: typeof first === 'object' && more.length === 0 ? first : undefined,
    ignoringCase,
    reads: template.reads,
    patternWith: (valueOf) => {
      const pattern = resolved(template, valueOf, ignoringCase);
      return pattern && byArn ? withinSegments(pattern) : pattern;
    },
  };
}

function resolved(
  { parts }: Template,
  valueOf: (key: string) => string | undefined,
  ignoringCase: boolean,
): Pattern | undefined {
  const pattern: Token[] = [];
  for (const part of parts) {
    const value = typeof part === 'object' ? (valueOf(part.key) ?? part.defaultValue) : part;
    if (value === undefined) return undefined;
    pattern.push(...tokensOf(value, ignoringCase));
  }
  return pattern;
}
