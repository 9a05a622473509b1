import { evaluate } from '../../../audit/policy/evaluate';
import { randomCase } from './random-cases';
import { interpret } from './slow-interpreter';

/** `CASES=100000 npx jest test/audit/policy/slow` runs the long search. */
const CASES = Number(process.env.CASES ?? 3000);

test('an interpreter written from the text of AWS gives the same answers to random cases', () => {
  const results = new Map<string, number>();
  for (let seed = 1; seed <= CASES; seed++) {
    const given = randomCase(seed);
    const { result, reason } = evaluate(given);
    expect({ seed, result, reason }).toEqual({ seed, result: interpret(given), reason });
    results.set(result, (results.get(result) ?? 0) + 1);
  }
  expect([...results.keys()].sort()).toEqual(['allow', 'explicit-deny', 'implicit-deny', 'not-supported']);
  expect(results.get('allow')).toBeGreaterThan(CASES / 20);
}, 1_200_000);
