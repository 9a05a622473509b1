import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { DeploymentError, readDeployment } from '../../../contract/deployment/read';

type Settings = Record<string, unknown>;

const example = parse(readFileSync('examples/native-replication.yaml', 'utf8')) as Settings & { source: Settings };

const problemsOf = (change: Settings): readonly string[] => {
  try {
    readDeployment(stringify({ ...example, ...change }), 'deployment.yaml');
    return [];
  } catch (error) {
    if (error instanceof DeploymentError) return error.problems;
    throw error;
  }
};

const rules = (...list: Settings[]) => ({ replication: { native: { rules: list } } });

test.each([
  ['no rules at all', { replication: { native: {} } }],
  ['a rule for a prefix before the rule for all', rules({ name: 'a', prefix: 'a/' }, { name: 'all' })],
  ['time control with its metrics', rules({ name: 'a', timeControl: true, metrics: true })],
  ['both directions', { replication: { native: { bothDirections: true } } }],
])('takes %s', (_, change) => {
  expect(problemsOf(change)).toEqual([]);
});

test.each([
  ['a way to replicate', { replication: {} }, /replication: must say how/],
  [
    'metrics with time control',
    rules({ name: 'a', timeControl: true }),
    /rules\[0\]\.metrics: must be true with timeControl/,
  ],
  [
    'names that differ',
    rules({ name: 'a', prefix: 'a/' }, { name: 'a', prefix: 'b/' }),
    /rules\[1\]\.name: "a" names an earlier rule/,
  ],
  [
    'rules that can be reached',
    rules({ name: 'all' }, { name: 'a', prefix: 'a/' }),
    /rules\[1\]\.prefix: "a\/" is never reached: rule all stands before it/,
  ],
  ['a source bucket', { source: { ...example.source, bucket: undefined } }, /source\.bucket: is missing: replication/],
  ['replication for the source bucket', { replication: undefined }, /source\.bucket: needs replication/],
  [
    'prefixes without a slash before them',
    rules({ name: 'a', prefix: '/a' }),
    /rules\[0\]\.prefix: "\/a" must not begin with a slash/,
  ],
])('demands %s', (_, change, problem) => {
  expect(problemsOf(change)).toEqual([expect.stringMatching(problem)]);
});
