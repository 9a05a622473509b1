import fc from 'fast-check';
import { operatorOf } from '../../../../../audit/policy/operators';
import { DFA, JS, NFA } from 'refa';
import { atomsOf } from '../../../../../audit/review/contexts/atoms/atoms';
import { readCompared } from '../../../../../audit/review/contexts/atoms/pattern';

/** A text of a policy under an operator. */
type Compared = readonly [operator: string, text: string];

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const wild = (text: string, any: string) =>
  text.replace(/[*?]|[^*?]+/g, (part) => (part === '*' ? `${any}*` : part === '?' ? any : escaped(part)));

/** The same as a regular expression, written from AWS's text and not from our code. */
const EXPRESSIONS: Readonly<Record<string, (text: string) => string>> = {
  StringEquals: escaped,
  StringEqualsIgnoreCase: (text) => text.replace(/[a-z]/gi, (c) => `[${c.toLowerCase()}${c.toUpperCase()}]`),
  StringLike: (text) => wild(text, '[^]'),
  ArnLike: (text) => {
    const segments = text.split(':');
    const resource = segments.splice(5).join(':');
    return [...segments.map((part) => wild(part, '[^:]')), wild(resource, '[^]')].join(':');
  },
};

function automaton(source: string): DFA {
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source, flags: '' }).parse({ assertions: 'throw' });
  return DFA.fromFA(NFA.fromRegex(expression, { maxCharacter }));
}

/** Every combination of the languages and their complements in which there is a text. */
function combinations(compared: readonly Compared[]): string[] {
  let parts: readonly (readonly [string, DFA])[] = [['', automaton('[^]*')]];
  for (const [operator, text] of compared) {
    const inside = automaton(EXPRESSIONS[operator]?.(text) ?? '');
    const outside = inside.copy();
    outside.complement();
    parts = parts.flatMap(([bits, part]) =>
      ([['1', inside] as const, ['0', outside] as const] as const).flatMap(([bit, language]) => {
        const both = DFA.fromIntersection(part, language);
        return both.isEmpty ? [] : [[bits + bit, both] as const];
      }),
    );
  }
  return parts.map(([bits]) => bits).sort();
}

const text = (letters: string) => fc.stringMatching(new RegExp(`^[${letters}]{0,4}$`));
const arn = fc
  .array(fc.constantFrom('*', 'a', '?', 'a*', ''), { minLength: 6, maxLength: 7 })
  .map((segments) => segments.join(':'));
const compared: fc.Arbitrary<Compared> = fc.oneof(
  fc.tuple(fc.constant('StringEquals'), text('abA:')),
  fc.tuple(fc.constant('StringEqualsIgnoreCase'), text('abA:')),
  fc.tuple(fc.constant('StringLike'), text('abA:*?')),
  fc.tuple(fc.constant('ArnLike'), arn),
);

test('a generic library of automata finds the same atoms', () => {
  let atoms = 0;
  fc.assert(
    fc.property(fc.array(compared, { minLength: 1, maxLength: 5 }), (all) => {
      const patterns = all.map(
        ([operator, one]) => readCompared(operatorOf(operator), one, true)?.patternWith(() => undefined) ?? [],
      );
      const ours = atomsOf(patterns).map(({ matched }) => matched.map(Number).join(''));
      atoms += ours.length;
      expect(ours.sort()).toEqual(combinations(all));
    }),
    { seed: 14, numRuns: 400 },
  );
  expect(atoms).toBeGreaterThan(1500);
});
