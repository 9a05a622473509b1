import fc from 'fast-check';
import { operatorOf } from '../../../../../audit/policy/operators';
import { globOf, matchesGlob } from '../../../../../audit/policy/wildcard';
import { atomsOf, NotEnumerable } from '../../../../../audit/review/contexts/atoms/atoms';
import { charactersLike } from '../../../../../audit/review/contexts/atoms/characters';
import { likePattern, literalPattern, readCompared, times } from '../../../../../audit/review/contexts/atoms/pattern';
import { comparableTexts } from '../../../../../audit/review/contexts/atoms/comparable-texts';

const textsOf = (atoms: readonly { readonly text: string }[]) => atoms.map(({ text }) => text);
const ofOperator = (operator: string, text: string) =>
  readCompared(operatorOf(operator), text, true)?.patternWith(() => undefined) ?? [];

describe('the atoms of patterns', () => {
  const pattern = fc.stringMatching(/^[abA*?]{0,5}$/);

  it('hold every combination of patterns that some text matches, each with a text that matches it', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 4 }), fc.stringMatching(/^[abcA]{0,6}$/), (globs, text) => {
        const combination = (one: string) => globs.map((glob) => matchesGlob(globOf(glob), one)).join();
        const atoms = atomsOf(globs.map(likePattern));
        expect(atoms.map(({ matched }) => matched.join())).toContain(combination(text));
        for (const atom of atoms) expect(combination(atom.text)).toBe(atom.matched.join());
      }),
    );
  });

  it('are told by the texts that are preferred', () => {
    const candidates = ['a', 'b', 'other'];
    expect(
      textsOf(
        atomsOf(
          ['a', 'b'].map((text) => literalPattern(text)),
          { candidates },
        ),
      ),
    ).toEqual(candidates);
  });

  it('are only those of texts of the shape', () => {
    const digit = charactersLike('digit', /^[0-9]$/);
    const atoms = atomsOf([likePattern('33*'), likePattern('*x*')], { shape: [times(digit, 4)] });
    expect(textsOf(atoms)).toEqual(['9999', '3399']);
  });

  it('leave out what a text must never look like', () => {
    const atoms = atomsOf([likePattern('a*')], { shape: [likePattern('?')], never: [literalPattern('a')] });
    expect(atoms.map(({ matched }) => matched)).toEqual([[false]]);
  });

  it('tell spellings apart where an operator ignores case and another does not', () => {
    const patterns = [ofOperator('StringEqualsIgnoreCase', 'Ab'), ofOperator('StringEquals', 'AB')];
    const atoms = atomsOf(patterns, { candidates: ['other'] });
    expect(atoms.map(({ matched }) => matched.join())).toEqual(
      expect.arrayContaining(['false,false', 'true,true', 'true,false']),
    );
    expect(atoms).toHaveLength(3);
  });

  it('take wildcards of ARN operators for one segment of the ARN each', () => {
    const atoms = atomsOf([
      ofOperator('ArnLike', 'arn:aws:iam::*:role/x'),
      ofOperator('StringLike', 'arn:aws:iam::*:role/x'),
    ]);
    expect(atoms.map(({ matched }) => matched.join()).sort()).toEqual(['false,false', 'false,true', 'true,true']);
  });

  it('of five hundred names come soon', () => {
    const names = Array.from({ length: 500 }, (_, index) => `arn:aws:iam::111111111111:role/service-${index}`);
    expect(atomsOf(names.map((text) => literalPattern(text)))).toHaveLength(501);
  });

  it('are given up beyond a bound, which the message tells', () => {
    const hostile = Array.from('abcdefghijklmnop').map((char) => likePattern(`*${char}*${char}*`));
    expect(() => atomsOf(hostile)).toThrow(NotEnumerable);
    expect(() => atomsOf(hostile)).toThrow(/more than [\d,]+/);
  });
});

describe('texts to be compared with each other', () => {
  const of = (texts: readonly string[], ignoringCase: boolean) =>
    comparableTexts({
      patterns: texts.map((text) => literalPattern(text)),
      shapes: [likePattern('*'), likePattern('*')],
      examples: ['other'],
      count: 2,
      ignoringCase,
    }).map(({ text }) => text);

  it('are two of each class that has two', () => {
    expect(of(['a'], false)).toEqual(['other', 'a', 'other2']);
  });

  it('come in another spelling too where case is ignored', () => {
    const texts = of(['Ab'], true);
    expect(texts).toContain('Ab');
    expect(texts.filter((text) => text !== 'Ab' && text.toLowerCase() === 'ab')).not.toEqual([]);
    const others = texts.filter((text) => text.toLowerCase() !== 'ab').map((text) => text.toLowerCase());
    expect(new Set(others).size).toBeLessThan(others.length);
  });
});
