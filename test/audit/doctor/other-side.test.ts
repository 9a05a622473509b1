import {
  GetBucketEncryptionCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { identitiesOf } from '../../../audit/aws/settings';
import { doctorVerdict } from '../../../audit/doctor/doctor-report';
import { checkOtherSide, otherSideOf, type OtherSide } from '../../../audit/doctor/other-side';
import { deploymentOf } from '../../modules/synthesized';
import { denied, failure } from './mocked-account';

const s3 = mockClient(S3Client);

beforeEach(() => {
  s3.reset();
  s3.onAnyCommand().rejects(denied);
});

const SENDER = otherSideOf(deploymentOf('examples/replication-receiver.yaml'))!;
const RECEIVER = otherSideOf(deploymentOf('examples/replication-sender.yaml'))!;

const seen = async (other: OtherSide, ...accounts: readonly string[]) => {
  const [identity] = identitiesOf({ region: 'us-east-1' });
  const checks = await checkOtherSide(
    other,
    accounts.map((belongsTo) => ({ ...identity, belongsTo })),
  );
  return {
    verdict: doctorVerdict(checks),
    results: checks.map(({ check, result }) => `${check}: ${result}`),
    what: checks.map(({ what }) => what).join('; '),
  };
};
const open = () => {
  s3.on(HeadBucketCommand).resolves({ BucketRegion: 'us-east-1' });
  s3.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
};
const rule = (bucket: string, Status: 'Enabled' | 'Disabled' = 'Enabled') => ({
  Status,
  Destination: { Bucket: `arn:aws:s3:::${bucket}` },
});
const sends = (Role: string, ...Rules: ReturnType<typeof rule>[]) =>
  s3.on(GetBucketReplicationCommand).resolves({ ReplicationConfiguration: { Role, Rules } });
const encryptedBy = (KMSMasterKeyID?: string) =>
  s3.on(GetBucketEncryptionCommand).resolves({
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }],
    },
  });

test('a deployment that builds both sides has no other', () => {
  expect(otherSideOf(deploymentOf('examples/native-replication.yaml'))).toBeUndefined();
});

test.each([
  ['the sender', SENDER, 'what it sends'],
  ['the receiver', RECEIVER, 'whether it takes what is sent'],
])('of %s nothing is known without somebody of its account, whoever else is given', async (_, other, what) => {
  open();
  expect(await seen(other, other === SENDER ? '222222222222' : '111111111111', '333333333333')).toEqual({
    verdict: 'unproven',
    results: ['other-side: unreadable'],
    what: expect.stringContaining(`${what} cannot be told`) as string,
  });
  expect(s3.calls()).toEqual([]);
});

test('a sender is well whose rule in force goes to our bucket by the role that is let in', async () => {
  open();
  sends(SENDER.sendsTo!.role, rule('another', 'Enabled'), rule('orders-replicas-222222222222'));
  expect(await seen(SENDER, SENDER.account)).toMatchObject({
    verdict: 'pass',
    results: ['other-side: ok', 'versioning: ok', 'replication: ok'],
  });
});

test.each([
  ['no rule to our bucket', () => sends(SENDER.sendsTo!.role, rule('another')), /has no rule in force/],
  [
    'a rule that is off',
    () => sends(SENDER.sendsTo!.role, rule('orders-replicas-222222222222', 'Disabled')),
    /has no rule in force/,
  ],
  [
    'another role',
    () => sends('arn:aws:iam::111111111111:role/other', rule('orders-replicas-222222222222')),
    /by arn:aws:iam::111111111111:role\/other; only .*orders-replication is let in/,
  ],
  [
    'no configuration at all',
    () => s3.on(GetBucketReplicationCommand).rejects(failure('ReplicationConfigurationNotFoundError', 404)),
    /has no rule in force/,
  ],
])('a sender is wrong with %s', async (_, set, what) => {
  open();
  set();
  const { verdict, results, what: told } = await seen(SENDER, SENDER.account);
  expect([verdict, results.at(-1)]).toEqual(['fail', 'replication: wrong']);
  expect(told).toMatch(what);
});

test('a receiver is well that keeps versions and encrypts by the key that replicas name', async () => {
  open();
  encryptedBy(RECEIVER.keyArn);
  expect(await seen(RECEIVER, RECEIVER.account)).toMatchObject({
    verdict: 'pass',
    results: ['other-side: ok', 'versioning: ok', 'encryption: ok'],
  });
});

test('a receiver that encrypts by another key, or whose settings nobody may read, stays open; a bucket that is not there is wrong', async () => {
  open();
  encryptedBy('arn:aws:kms:us-east-1:222222222222:key/another');
  expect(await seen(RECEIVER, RECEIVER.account)).toMatchObject({ verdict: 'unproven' });
  s3.on(GetBucketVersioningCommand).rejects(denied);
  encryptedBy(RECEIVER.keyArn);
  expect(await seen(RECEIVER, RECEIVER.account)).toMatchObject({
    verdict: 'unproven',
    results: ['other-side: ok', 'versioning: unreadable', 'encryption: ok'],
  });
  s3.on(HeadBucketCommand).rejects(failure('NotFound', 404));
  s3.on(ListObjectsV2Command).rejects(failure('NoSuchBucket', 404));
  expect(await seen(RECEIVER, RECEIVER.account)).toMatchObject({ verdict: 'fail', results: ['other-side: wrong'] });
});
