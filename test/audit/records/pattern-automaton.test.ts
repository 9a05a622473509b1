import fc from 'fast-check';
import { automataOf, createAutomaton, stateBehind } from '../../../audit/records/pattern-automaton';
import { ANY, matchesGlob, ONE, type Glob } from '../../../audit/policy/wildcard';
import type { Pattern } from '../../../audit/records/record-grouping';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '/', 'é', '😀', '\ud83d', '\ude00', '*'),
  maxLength: 12,
});
const pattern: fc.Arbitrary<Pattern> = fc.array(
  fc.oneof(
    fc.constant('*' as const),
    fc.constant('?' as const),
    text.map((one) => ({ text: one })),
  ),
  { maxLength: 6 },
);

const globOf = (parts: Pattern): Glob => parts.map((part) => (part === '*' ? ANY : part === '?' ? ONE : part.text));

function matching(patterns: readonly Pattern[], value: string): readonly boolean[] {
  const { accepts } = stateBehind(createAutomaton(patterns), value);
  return patterns.map((_, i) => (((accepts[i >> 3] ?? 0) >> (i & 7)) & 1) === 1);
}

test('one walk over a text finds every pattern that policies match it by', () => {
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 40 }), text, (patterns, value) => {
      expect(matching(patterns, value)).toEqual(patterns.map((one) => matchesGlob(globOf(one), value)));
    }),
    { numRuns: 2000 },
  );
});

test('a text made of a pattern is matched by it', () => {
  fc.assert(
    fc.property(pattern, text, (parts, run) => {
      const value = parts.map((part) => (part === '*' ? run : part === '?' ? 'x' : part.text)).join('');
      expect(matching([[{ text: 'other' }], parts], value)[1]).toBe(true);
    }),
  );
});

test('a state is settled where no text that follows changes what is matched', () => {
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 5 }), text, text, (patterns, before, after) => {
      const automaton = createAutomaton(patterns);
      const state = stateBehind(automaton, before);
      fc.pre(state.isSettled);
      let further = state;
      for (let i = 0; i < after.length; i++) further = automaton.step(further, automaton.classOf(after.charCodeAt(i)));
      expect(further.accepts).toEqual(state.accepts);
    }),
  );
});

test('runs in the middle of patterns do not multiply the states', () => {
  const patterns = Array.from({ length: 12 }, (_, i): Pattern => ['*', { text: `${i % 3}a` }, '*', { text: 'b' }, '*']);
  const automaton = createAutomaton(patterns);
  const met = new Set([automaton.start]);
  for (const state of met)
    for (let unitClass = 0; unitClass < automaton.classes; unitClass++) met.add(automaton.step(state, unitClass));
  expect(met.size).toBeLessThan(200);
});

test('many patterns that go on behind a run are shared out: a text finds each in one automaton, and few states', () => {
  const patterns = Array.from({ length: 60 }, (_, i): Pattern[] => [
    ['*', { text: `part-${i}` }, '*'],
    ['*', { text: `${i}.csv` }],
    [{ text: `team-${i}/` }, '*'],
  ]).flat();
  const automata = automataOf(patterns);
  for (let i = 0; i < 500; i++) {
    const value = `team-${i % 70}/part-${i * 7}.csv`;
    const found = automata.flatMap((one) => [...stateBehind(one, value).accepts]);
    const bits = found.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    expect(bits).toBe(patterns.filter((one) => matchesGlob(globOf(one), value)).length);
  }
  for (const { start } of automata) {
    const met = new Set([start]);
    for (const { next } of met) for (const state of next) if (state !== undefined) met.add(state);
    expect(met.size).toBeLessThan(1000);
  }
});
