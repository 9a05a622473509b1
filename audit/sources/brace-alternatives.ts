import { expand } from 'brace-expansion';

/** So many alternatives a shell would hand over too; more are a slip of the keyboard. */
const MOST = 10_000;

/**
 * Takes a pattern apart at its braces, as a shell does before it looks for files: each alternative is a name of its own,
 * which must lead to something by itself.
 *
 * @returns the pattern alone where it has no alternatives; braces that remain are literal.
 */
export function braceAlternatives(pattern: string): readonly string[] {
  // What is escaped is left to whoever matches the pattern: taking it apart would lose the escapes.
  if (!pattern.includes('{') || pattern.includes('\\')) return [pattern];
  const alternatives = expand(pattern, { max: MOST });
  return alternatives.length === 1 ? [pattern] : [...new Set(alternatives)];
}
