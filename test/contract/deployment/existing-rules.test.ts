import { problemsAfter } from './deployment-problems';

const EXISTING = 'examples/existing.yaml';

test.each([
  [
    'a key is of its account and region',
    ['arn:aws:kms:us-east-1:222222222222', 'arn:aws:kms:us-east-1:111111111111'],
    'destination.key.arn: "arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f" is not a key of account 222222222222 in us-east-1',
  ],
  ['an alias is no key', [':key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f', ':alias/ledger'], 'is not the ARN of a KMS key'],
  [
    'a bucket that exists has a name',
    ['    name: ledger-of-old-222222222222\n', ''],
    'destination.bucket.name: is missing: the bucket exists and has a name',
  ],
  [
    'existing is no mere yes',
    ['    existing: adopted\n  key', '    existing: true\n  key'],
    'must be adopted or referenced',
  ],
  [
    'a log bucket that exists has a name',
    ['  trail: existing', '  trail: existing\n  accessLogs: existing'],
    'destination.logs.bucketName: is missing: the log bucket exists and has a name',
  ],
  [
    'the catalog reads our own logs',
    ['observation:', 'catalog: { readers: ["arn:aws:iam::222222222222:role/auditor"] }\nobservation:'],
    'catalog: reads the logs that this deployment makes',
  ],
] as const)('%s', (_, change, sentence) => {
  expect(problemsAfter(EXISTING, change)).toEqual([expect.stringContaining(sentence)]);
});
