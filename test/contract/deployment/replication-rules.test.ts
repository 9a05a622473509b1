import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { problemsIn } from './deployment-problems';

type Settings = Record<string, unknown>;

const example = parse(readFileSync('examples/native-replication.yaml', 'utf8')) as Settings & { source: Settings };

const problemsOf = (change: Settings): readonly string[] => problemsIn(stringify({ ...example, ...change }));

const lambda = (settings: Settings, native: Settings = {}) => ({ replication: { ...native, lambda: settings } });

const rules = (...list: Settings[]) => ({ replication: { native: { rules: list } } });

test.each([
  ['no rules at all', { replication: { native: {} } }],
  ['a rule for a prefix before the rule for all', rules({ name: 'a', prefix: 'a/' }, { name: 'all' })],
  ['time control with its metrics', rules({ name: 'a', timeControl: true, metrics: true })],
  ['both kinds for different prefixes', lambda({ prefix: 'b/' }, { native: { rules: [{ name: 'a', prefix: 'a/' }] } })],
  [
    'a rule for all after one for some tags, in another storage class',
    rules({ name: 'a', tags: { audience: 'internal' }, storageClass: 'GLACIER_IR' }, { name: 'all' }),
  ],
  [
    'a rule for one tag after one for that and another',
    rules({ name: 'both', tags: { a: '1', b: '2' } }, { name: 'one', tags: { a: '1' } }),
  ],
  ['a source bucket whose replication has ended', { replication: undefined }],
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
  [
    'rules that can be reached, where tags tell them apart',
    rules({ name: 'one', tags: { a: '1' } }, { name: 'both', tags: { a: '1', b: '2' } }),
    /rules\[1\]\.prefix: is never reached: rule one stands before it/,
  ],
  [
    'no delete markers of what has tags',
    rules({ name: 'a', tags: { a: '1' }, deleteMarkers: true }),
    /rules\[0\]\.deleteMarkers: true must be false with tags/,
  ],
  [
    'tags that AWS does not reserve',
    rules({ name: 'a', tags: { 'aws:x': '1' } }),
    /rules\[0\]\.tags: .*must not have a key that begins with aws:/,
  ],
  [
    'a storage class of replicas',
    rules({ name: 'a', storageClass: 'REDUCED' }),
    /rules\[0\]\.storageClass: "REDUCED" must be one of STANDARD, STANDARD_IA, /,
  ],
  [
    'prefixes of native and Lambda replication that do not overlap',
    lambda({ prefix: 'a/b/' }, { native: { rules: [{ name: 'a', prefix: 'a/' }] } }),
    /replication\.lambda\.prefix: "a\/b\/" overlaps prefix "a\/" of native rule a: both would copy the same objects/,
  ],
  [
    'one direction of a function',
    lambda({ bothDirections: true }),
    /lambda\.bothDirections: .*is not possible by Lambda: each copy would be a new object to copy back/,
  ],
  ['a VPC for a function in it', lambda({ inVpc: true }), /replication\.lambda\.inVpc: true needs privateAccess/],
  [
    'operators who can bring MFA',
    lambda({ operators: { users: ['arn:aws:iam::111111111111:role/r'], sourceCidrs: ['203.0.113.0/24'] } }),
    /users\[0\]: .* is not the ARN of an IAM user: only users bring MFA along/,
  ],
  [
    'operators of somewhere',
    lambda({ operators: { users: ['arn:aws:iam::111111111111:user/u'], sourceCidrs: ['0.0.0.0/0'] } }),
    /sourceCidrs\[0\]: "0\.0\.0\.0\/0" is too wide/,
  ],
  ['a retention that CloudWatch knows', lambda({ logRetentionDays: 8 }), /logRetentionDays: 8 must be one of 1, 3, 5/],
  ['an e-mail address', lambda({ resultEmails: ['me'] }), /resultEmails\[0\]: "me" is not an e-mail address/],
  ['a source bucket', { source: { ...example.source, bucket: undefined } }, /source\.bucket: is missing: replication/],
  [
    'prefixes without a slash before them',
    rules({ name: 'a', prefix: '/a' }),
    /rules\[0\]\.prefix: "\/a" must not begin with a slash/,
  ],
])('demands %s', (_, change, problem) => {
  expect(problemsOf(change)).toEqual([expect.stringMatching(problem)]);
});
