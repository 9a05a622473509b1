import { GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import { withExistingArchive } from '../../modules/trail-archive/existing-archive';
import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { identitiesOf } from '../../../audit/aws/settings';
import { checkArchive, expectedArchive } from '../../../audit/doctor/archive';
import { doctorVerdict } from '../../../audit/doctor/doctor-report';
import { archivePolicies } from '../../../modules/assembly/add-archive';
import { denied, failure } from './mocked-account';

const s3 = mockClient(S3Client);
const kms = mockClient(KMSClient);

const deployment = withExistingArchive();
const ARCHIVE = expectedArchive(deployment)!;
const POLICIES = archivePolicies(deployment)!;

const seen = async (archive = ARCHIVE, account = '333333333333') => {
  const [identity] = identitiesOf({ region: 'us-west-2' });
  const checks = await checkArchive(archive, [{ ...identity, belongsTo: account }], undefined);
  return {
    verdict: doctorVerdict(checks),
    results: Object.fromEntries(checks.map(({ check, result }) => [check, result])),
    what: checks.map(({ what }) => what).join('; '),
  };
};
const bucketPolicy = (Policy: string) => s3.on(GetBucketPolicyCommand).resolves({ Policy });
const keyPolicy = (Policy: string) => kms.on(GetKeyPolicyCommand).resolves({ Policy });

beforeEach(() => {
  s3.reset();
  kms.reset();
  s3.onAnyCommand().rejects(denied);
  kms.onAnyCommand().rejects(denied);
  s3.on(HeadBucketCommand).resolves({ BucketRegion: 'us-west-2' });
  s3.on(GetBucketVersioningCommand).resolves({});
  s3.on(GetObjectLockConfigurationCommand).rejects(failure('ObjectLockConfigurationNotFoundError', 404));
  s3.on(GetPublicAccessBlockCommand).resolves({
    PublicAccessBlockConfiguration: {
      ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    },
  });
  bucketPolicy(POLICIES['archive-bucket-policy.json']);
  keyPolicy(POLICIES['archive-key-policy.json']);
});

test('a log archive that is there is well with the policies that its owner was told; what its owner decides is only told', async () => {
  expect(await seen()).toMatchObject({
    verdict: 'pass',
    results: {
      ...{ archive: 'ok', 'archive-delivery': 'ok', 'archive-key': 'ok', 'public-access-block': 'ok' },
      ...{ versioning: 'not-applicable', 'object-lock': 'not-applicable' },
    },
  });
});

test('what credentials may not read is unknown, and said', async () => {
  s3.onAnyCommand().rejects(denied);
  s3.on(HeadBucketCommand).resolves({ BucketRegion: 'us-west-2' });
  for (const command of [GetBucketPolicyCommand, GetBucketVersioningCommand, GetPublicAccessBlockCommand] as const)
    s3.on(command).rejects(denied);
  s3.on(GetObjectLockConfigurationCommand).rejects(denied);
  kms.on(GetKeyPolicyCommand).rejects(denied);
  const { verdict, results, what } = await seen();
  expect([verdict, results]).toEqual([
    'unproven',
    {
      ...{ archive: 'ok', 'archive-delivery': 'unreadable', 'archive-key': 'unreadable', versioning: 'unreadable' },
      ...{ 'public-access-block': 'unreadable', 'object-lock': 'unreadable' },
    },
  ]);
  for (const action of ['s3:GetBucketPolicy', 'kms:GetKeyPolicy']) expect(what).toContain(action);
});

test('of an archive nothing is known without somebody of its account, or who may open it', async () => {
  expect(await seen(ARCHIVE, '222222222222')).toMatchObject({
    verdict: 'unproven',
    results: { archive: 'unreadable' },
  });
  s3.on(HeadBucketCommand).rejects(denied);
  s3.on(ListObjectsV2Command).rejects(denied);
  expect(await seen()).toMatchObject({ verdict: 'unproven', results: { archive: 'unreadable' } });
  s3.on(ListObjectsV2Command).rejects(failure('NoSuchBucket', 404));
  expect(await seen()).toMatchObject({ verdict: 'fail', results: { archive: 'wrong' } });
});

const TRAIL = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/evidence-source';

test.each<[string, 'archive-delivery' | 'archive-key', () => unknown, RegExp]>([
  [
    'no policy of the bucket',
    'archive-delivery',
    () => s3.on(GetBucketPolicyCommand).rejects(failure('NoSuchBucketPolicy', 404)),
    /does not let/,
  ],
  [
    'a policy for another trail',
    'archive-delivery',
    () => bucketPolicy(POLICIES['archive-bucket-policy.json'].replaceAll(TRAIL, `${TRAIL}-2`)),
    /does not let .*evidence-source in/,
  ],
  [
    'another prefix',
    'archive-delivery',
    () => bucketPolicy(POLICIES['archive-bucket-policy.json'].replaceAll('/evidence/', '/other/')),
    /does not let/,
  ],
  [
    'a key for another trail',
    'archive-key',
    () => keyPolicy(POLICIES['archive-key-policy.json'].replaceAll(TRAIL, `${TRAIL}-2`)),
    /does not let .*evidence-source in/,
  ],
  ['a key for every trail', 'archive-key', () => keyPolicy(open('kms:*', '*')), /lets in the trails of any account/],
  [
    'a bucket for every trail',
    'archive-delivery',
    () => bucketPolicy(open('s3:*', ['arn:aws:s3:::org-trails', 'arn:aws:s3:::org-trails/*'])),
    /lets in the trails of any account/,
  ],
])('%s is wrong', async (_, check, set, what) => {
  set();
  const found = await seen();
  expect([found.verdict, found.results[check]]).toEqual(['fail', 'wrong']);
  expect(found.what).toMatch(what);
});

test('a policy by the organization is judged where the deployment names it, and is unknown where it does not', async () => {
  const organized = (id: string) =>
    open('s3:*', ['arn:aws:s3:::org-trails', 'arn:aws:s3:::org-trails/*'], { StringEquals: { 'aws:SourceOrgID': id } });
  bucketPolicy(organized('o-a1b2c3d4e5'));
  const named = { ...ARCHIVE, organization: 'o-a1b2c3d4e5' };
  expect((await seen(named)).results['archive-delivery']).toBe('ok');
  expect((await seen({ ...named, organization: 'o-another000' })).results['archive-delivery']).toBe('wrong');
  expect((await seen()).results['archive-delivery']).toBe('unreadable');
});

function open(action: string, resource: string | readonly string[], condition?: object): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: action,
    Resource: resource,
  };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ ...statement, ...(condition && { Condition: condition }) }],
  });
}
