import { clashesOf } from '../../../contract/deployment/together';
import { deploymentOf } from '../../modules/synthesized';
import { problemsAfter } from './deployment-problems';

const FILE = 'examples/log-archive.yaml';
const EXISTING = `    kind: existing
    account: "333333333333"
    region: us-west-2
    bucketName: org-trails-333333333333
    keyArn: arn:aws:kms:us-west-2:333333333333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f
`;

const ACCOUNT = 'account: "333333333333"';
const CREDENTIALS = `${ACCOUNT}\n    credentials: `;

test.each<[string, [string, string][], string[]]>([
  [
    'an archive in the account of the data is none',
    [
      [ACCOUNT, 'account: "222222222222"'],
      ['333333333333:role', '222222222222:role'],
    ],
    ['observation.archive.account: "222222222222" is the destination account: a log archive is a third one'],
  ],
  [
    'nor one in the account of the consumers',
    [
      [ACCOUNT, 'account: "111111111111"'],
      ['333333333333:role', '111111111111:role'],
    ],
    ['observation.archive.account: "111111111111" is the source account'],
  ],
  [
    'its deployer must be named',
    [['    deployer: arn:aws:iam::333333333333:role/terraform-deployer\n', '']],
    ['observation.archive.deployer: is missing'],
  ],
  [
    'and be of its account',
    [['333333333333:role/terraform-deployer', '444444444444:role/terraform-deployer']],
    [
      'observation.archive.deployer: "arn:aws:iam::444444444444:role/terraform-deployer" must be a principal of account 333333333333',
    ],
  ],
  [
    'a user is not assumed',
    [['333333333333:role/terraform-deployer', '333333333333:user/terraform']],
    [
      'observation.archive.deployer: "arn:aws:iam::333333333333:user/terraform" must be a role: credentials.assumeRole assumes it',
    ],
  ],
  [
    'ambient credentials are those of the source already',
    [[ACCOUNT, `${CREDENTIALS}ambient`]],
    [
      'observation.archive.credentials: "ambient" must not be ambient, as of source: one set of credentials belongs to one account',
    ],
  ],
  [
    'nor do two accounts share a profile',
    [
      [ACCOUNT, `${CREDENTIALS}{ profile: b }`],
      ['destination: # account B: owner of the data\n', 'destination:\n  credentials: { profile: b }\n'],
    ],
    ['observation.archive.credentials: must not be profile b, as of destination'],
  ],
  [
    'its region is of the partition',
    [['region: us-west-2', 'region: cn-north-1']],
    ['observation.archive.region: "cn-north-1" is not an AWS region of partition aws'],
  ],
  [
    'a trail that exists delivers where its owner lets it',
    [['observation:', 'observation:\n  trail: existing']],
    [
      'observation.archive: is for trails that are made here',
      'catalog: reads the logs that this deployment makes: observation must be create',
    ],
  ],
  [
    'what expires is not locked any longer',
    [['retentionDays: 400', 'retentionDays: 90']],
    ['observation.archive.objectLock.retention: is longer than retentionDays, 90'],
  ],
  [
    'compliance mode is acknowledged',
    [['mode: governance', 'mode: compliance']],
    ['observation.archive.objectLock.acknowledgement: must be "nobody can shorten it"'],
  ],
  [
    'its bucket is not the one of other logs',
    [['    retentionDays: 400', '    bucketName: evidence-logs-222222222222']],
    [
      'observation.archive.bucketName: "evidence-logs-222222222222" gives two buckets the name evidence-logs-222222222222',
    ],
  ],
  [
    'its bucket is not the one of the state',
    [
      [
        'instance:\n',
        'state: { kind: s3, bucket: evidence-trail-archive-333333333333, key: k, region: us-east-1 }\ninstance:\n',
      ],
    ],
    ['state.bucket: "evidence-trail-archive-333333333333" is a bucket that this deployment makes'],
  ],
  [
    'settings of a bucket that is made are none of one that exists, and all are told at once',
    [['    kind: create\n    account', '    kind: existing\n    account']],
    [
      'observation.archive.bucketName: is missing',
      'observation.archive.keyArn: is missing',
      'is not a setting with kind: existing, only with kind: create',
      'observation.archive.retentionDays: 400 is not a setting with kind: existing',
      'observation.archive.objectLock: is not a setting with kind: existing',
      'observation.archive.readers: is not a setting with kind: existing',
    ],
  ],
])('%s', (_, changes, sentences) => {
  const problems = problemsAfter(FILE, ...changes);
  for (const sentence of sentences) expect(problems).toContainEqual(expect.stringContaining(sentence));
  expect(problems).toHaveLength(sentences.length);
});

const FROM = 'observation:\n';

test.each([
  ['a key of another region', ['kms:us-west-2', 'kms:us-east-1'], 'is not a key of account 333333333333 in us-west-2'],
  [
    'a key of another account',
    ['us-west-2:333333333333:key', 'us-west-2:222222222222:key'],
    'is not a key of account 333333333333',
  ],
  [
    'a prefix with a slash at its end',
    ['    keyArn', '    prefix: trails/\n    keyArn'],
    'is not a prefix without slashes at its ends',
  ],
] as const)('an archive that exists refuses %s', (_, [from, to], sentence) => {
  const whole = EXISTING.replace(from, to);
  const problems = problemsAfter('deployment.yaml', ['privateAccess:', `${FROM}  archive:\n${whole}\nprivateAccess:`]);
  expect(problems).toEqual([expect.stringContaining(sentence)]);
});

test('with an archive, a side without a bucket needs no log bucket that exists', () => {
  const archive = `observation:\n  accessLogs: existing\n  archive:\n${EXISTING}\nprivateAccess:`;
  expect(problemsAfter('deployment.yaml', ['privateAccess:', archive])).toEqual([
    expect.stringContaining('destination.logs.bucketName: is missing'),
  ]);
});

test('two deployments do not make one archive', () => {
  const one = deploymentOf(FILE);
  const { archive } = one.observation;
  const named = { ...archive!, bucketName: 'shared-archive' };
  const both = ['evidence', 'other'].map((name) => ({
    file: `${name}.yaml`,
    deployment: { ...one, name, observation: { ...one.observation, archive: named } },
  }));
  expect(clashesOf(both)).toEqual([
    expect.stringContaining('other.yaml: has the bucket shared-archive of evidence.yaml'),
  ]);
});
