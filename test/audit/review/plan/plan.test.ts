import { readPlan } from '../../../../audit/review/plan/plan';
import { planText } from './plan-json';

const problemsOf = (text: string): readonly string[] => {
  const read = readPlan(text, 'plan.json');
  return read.ok ? [] : read.problems;
};

test('reads a plan', () => {
  expect(problemsOf(planText([]))).toEqual([]);
});

test.each([
  ['no JSON', 'resource_changes:', /^plan\.json: is not JSON: /],
  ['cut off JSON', planText([]).slice(0, -3), /is not JSON/],
  ['a list', '[]', /^plan\.json: is no mapping, not a plan/],
  ['a plan of an old format', '{"format_version":"0.1","planned_values":{}}', /format_version: is not 1\.x/],
  ['a state as terraform show prints it', '{"format_version":"1.0","values":{}}', /is a state that .*, not a plan as /],
  ['a state file', '{"version":4,"serial":1,"lineage":"x"}', /is Terraform's state file, not a plan/],
  ['lines of a plan', '{"@level":"info","type":"version"}', /is a line of terraform plan -json, not a plan/],
  ['a stack', '{"terraform":{},"resource":{}}', /is a synthesized stack/],
  ["npm's package.json", '{"name":"x","version":"1.0.0","scripts":{}}', /is npm's package\.json, not a plan/],
  ['something else', '{}', /is something without format_version, not a plan/],
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

test.each([
  ['aws_s3_bucket.data', 'aws_iam_user', 'managed', false],
  ['aws_s3_bucket.data', 'aws_s3_bucket', 'data', false],
  ['data.external.run', 'external', 'managed', false],
  ['data.external.run', 'external', 'data', true],
  ['module.a["x.y"].module.b[0].aws_s3_bucket.data["k"]', 'aws_s3_bucket', 'managed', true],
  ['module.a.data.aws_region.r', 'aws_region', 'data', true],
])('%s of type %s and mode %s is read: %s', (address, type, mode, isRead) => {
  const change = { address, type, mode, change: { actions: ['no-op'] } };
  expect(problemsOf(planText([change]))).toEqual(
    isRead ? [] : ['plan.json: resource_changes.0: mode and type are not those of its address'],
  );
});
