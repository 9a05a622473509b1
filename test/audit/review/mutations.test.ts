import { globSync } from 'tinyglobby';
import { evaluate } from '../../../audit/policy/evaluate';
import { partOf } from '../../thorough';
import { MUTATIONS } from './mutations';
import { review, synthesized } from './synthesized-stack';

jest.setTimeout(120_000);

describe('the review of what the modules synthesize', () => {
  it.each(['deployment.yaml', ...globSync('examples/*.yaml').sort()])('passes %s without a finding', (file) => {
    const { deployment, json } = synthesized(file);
    const { findings, notReviewed, verdict } = review(json, deployment).review;
    expect({ findings, notReviewed, verdict }).toEqual({ findings: [], notReviewed: [], verdict: 'pass' });
  });
});

describe('a change for the worse is caught, and a request that the evaluator confirms shows it', () => {
  const { deployment, json } = synthesized('deployment.yaml');

  it('in more ways than 80, all distinct', () => {
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
    expect(MUTATIONS.length).toBeGreaterThanOrEqual(80);
  });

  it.each(partOf(MUTATIONS, 8))('$name', ({ mutate, noRequest }) => {
    const mutated = structuredClone(json);
    mutate(mutated);
    const { proven, review: result } = review(mutated, deployment);
    expect(proven.length).toBeGreaterThan(0);
    expect(result.verdict).not.toBe('pass');
    const shown = proven.flatMap(({ finding, shownBy }) =>
      shownBy ? [{ finding, result: evaluate(shownBy).result }] : [],
    );
    if (noRequest !== true) expect(shown.length).toBeGreaterThan(0);
    for (const one of shown) {
      const allowed = one.result === 'allow';
      expect(one).toMatchObject({ result: expect.stringMatching(/^(allow|implicit-deny|explicit-deny)$/) as string });
      expect(allowed).toBe(!one.finding.rule.startsWith('flow-'));
    }
  });
});
