import fc from 'fast-check';
import { globOf, matchesGlob } from '../../../audit/policy/wildcard';

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 10 });
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 12 });

describe('a wildcard pattern', () => {
  it('matches what the same regular expression matches', () => {
    const expressionOf = (glob: string): RegExp =>
      new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        expect(matchesGlob(globOf(glob), value)).toBe(expressionOf(glob).test(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('that is hostile costs no more than pattern times text', () => {
    const hostile = globOf(`${'*a'.repeat(200)}b`);
    expect(matchesGlob(hostile, 'a'.repeat(20_000))).toBe(false);
  });
});
