import { readFileSync } from 'node:fs';
import { problemsAfter } from './deployment-problems';

const SENDER = 'examples/replication-sender.yaml';
const RECEIVER = 'examples/replication-receiver.yaml';

const textOf = (file: string, pattern: RegExp): string => pattern.exec(readFileSync(file, 'utf8'))![0];
/** All that the file says of replication: it stands last. */
const replicationOf = (file: string): string => textOf(file, /^replication:[^]*/m);

test.each<[string, string, [string, string][], string]>([
  [
    'both sides elsewhere',
    SENDER,
    [['  bucket: {}\n', '  bucket: {}\n  elsewhere: {}\n']],
    'destination.elsewhere: leaves nothing to build: source is elsewhere as well',
  ],
  [
    'no deployer where something is built',
    SENDER,
    [['  deployer: arn:aws:iam::111111111111:role/terraform-deployer\n', '']],
    'source.deployer: is missing: the role that runs Terraform in this account',
  ],
  [
    'a deployer where nothing is built',
    SENDER,
    [['  elsewhere:\n', '  deployer: arn:aws:iam::222222222222:role/deployer\n  elsewhere:\n']],
    'says how to build what is elsewhere: leave it out',
  ],
  [
    'the key of replicas that are written no more',
    SENDER,
    [[replicationOf(SENDER), '']],
    'is of no use here: nothing that is built needs it',
  ],
  [
    'neither side',
    SENDER,
    [
      [replicationOf(SENDER), ''],
      ['  bucket: {}\n', ''],
    ],
    'destination.elsewhere: leaves nothing to build: there is no source.bucket either',
  ],
  [
    'the key of the replicas unknown',
    SENDER,
    [
      [
        'elsewhere:\n    keyArn: arn:aws:kms:us-east-1:222222222222:key/0a1b2c3d-4e5f-6789-abcd-ef0123456789',
        'elsewhere: {}',
      ],
    ],
    'destination.elsewhere.keyArn: is missing: replicas are written there under that key',
  ],
  [
    'a key of a third account',
    SENDER,
    [['arn:aws:kms:us-east-1:222222222222', 'arn:aws:kms:us-east-1:333333333333']],
    'is not a key of account 222222222222 in us-east-1',
  ],
  [
    'a bucket without a name',
    SENDER,
    [['  bucket:\n    name: orders-replicas-222222222222\n', '']],
    'destination.bucket.name: is missing: the bucket is made elsewhere and has a name',
  ],
  [
    'the role that replicates unknown',
    RECEIVER,
    [['    replicationRole: arn:aws:iam::111111111111:role/orders-replication\n', '']],
    'source.elsewhere.replicationRole: is missing: the bucket that is built lets that role in',
  ],
  [
    'the role that copies unknown',
    RECEIVER,
    [['    copyRole: arn:aws:iam::111111111111:role/orders-replicate\n', '']],
    'source.elsewhere.copyRole: is missing: the bucket that is built lets that role in',
  ],
  [
    'a role of the wrong account',
    RECEIVER,
    [['arn:aws:iam::111111111111:role/orders-replicate\n', 'arn:aws:iam::333333333333:role/x\n']],
    'must be a role of account 111111111111 in partition aws',
  ],
  [
    'a key that nothing is written under',
    RECEIVER,
    [
      [
        '  elsewhere:\n',
        `  elsewhere:\n    keyArn: arn:aws:kms:us-east-1:111111111111:key/${'mrk-' + 'a'.repeat(32)}\n`,
      ],
    ],
    'is of no use here: nothing that is built needs it',
  ],
  [
    'consumers',
    SENDER,
    [
      [
        'replication:\n',
        'consumers: [{ principal: "arn:aws:iam::111111111111:role/x", access: read, through: endpoint }]\nreplication:\n',
      ],
    ],
    'consumers: needs both sides, and destination is elsewhere: they read the data bucket through endpoints',
  ],
])('%s is refused', (_, file, changes, message) => {
  expect(problemsAfter(file, ...changes).join('\n')).toContain(message);
});

test.each([
  ['source', SENDER],
  ['destination', RECEIVER],
])('the bucket of the %s stays by itself where replication has ended', (_, file) => {
  const known = textOf(file, / {2}elsewhere:\n( {4}.*\n)+/);
  expect(problemsAfter(file, [replicationOf(file), ''], [known, '  elsewhere: {}\n'])).toEqual([]);
});

test('a side that is elsewhere shares no credentials with the one that is built', () => {
  expect(problemsAfter(SENDER, ['  elsewhere:\n', '  credentials: ambient\n  elsewhere:\n'])).toEqual([]);
});

test('every fault is told at once, a deployer that is missing among those of its own account', () => {
  expect(
    problemsAfter(
      SENDER,
      ['  account: "111111111111"\n', ''],
      ['  deployer: arn:aws:iam::111111111111:role/terraform-deployer\n', ''],
      ['  region: us-east-1\n  bucket:\n', '  bucket:\n'],
    ).map((problem) => problem.replace(/^[^ ]+ /, '')),
  ).toEqual([
    'source.account: must be an AWS account id in quotes, 12 digits',
    expect.stringMatching(/^source.deployer: is missing/),
    'destination.region: is missing',
  ]);
});
