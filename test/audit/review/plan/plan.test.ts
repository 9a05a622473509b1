import { readPlan } from '../../../../audit/review/plan/plan';
import { planText } from './plan-json';

const problemsOf = (text: string): readonly string[] => {
  const read = readPlan(text, 'plan.json');
  return read.ok ? [] : read.problems;
};

test('reads a plan, and one that a byte order mark begins', () => {
  expect([problemsOf(planText([])), problemsOf(`\uFEFF${planText([])}`)]).toEqual([[], []]);
});

test.each([
  ['no JSON', 'resource_changes:', /^plan\.json: is not JSON: /],
  ['a binary plan', 'PK\u0003\u0004', /\(a binary plan: give the output of terraform show -json\)/],
  ['cut off JSON', planText([]).slice(0, -3), /is not JSON/],
  ['a list', '[]', /^plan\.json: the file: /],
  ['a state', '{"format_version":"0.1","values":{}}', /format_version: is not 1\.x/],
  ['changes that are none', '{"format_version":"1.2","resource_changes":{}}', /^plan\.json: resource_changes: /],
  [
    'an action that does not exist',
    '{"format_version":"1.2","resource_changes":[{"address":"a.b","mode":"managed","type":"a","change":{"actions":["explode"]}}]}',
    /resource_changes\.0\.change\.actions\.0: /,
  ],
  ['what nests too deep', `{"format_version":"1.2","x":${'['.repeat(100_000)}`, /nests deeper than 200 levels/],
])('refuses %s in a sentence', (_what, text, sentence) => {
  expect(problemsOf(text)).toEqual([expect.stringMatching(sentence)]);
});

test('names at most twenty problems of a file with many', () => {
  const broken = Array.from({ length: 1000 }, () => ({ address: '' }));
  expect(problemsOf(planText(broken))).toHaveLength(20);
});
