import { HeadBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { openBucket } from '../../../audit/aws/s3-client';
import { identitiesOf } from '../../../audit/aws/settings';

const s3 = mockClient(S3Client);
const A = 'arn:aws:iam::111111111111:role/reader';
const B = 'arn:aws:iam::222222222222:role/reader';
const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });

beforeEach(() => {
  s3.reset();
  s3.onAnyCommand().rejects(denied);
});

test('of several roles that of the owner opens the bucket, in its own region', async () => {
  s3.on(HeadBucketCommand, { ExpectedBucketOwner: '222222222222' }).resolves({ BucketRegion: 'eu-west-1' });
  const access = await openBucket('logs', identitiesOf({ roleArn: [A, B] }));
  expect([access.identity.account, access.region, await access.s3.config.region()]).toEqual([
    '222222222222',
    'eu-west-1',
    'eu-west-1',
  ]);
});

test('a single role opens buckets of other accounts too: it may be allowed to', async () => {
  s3.on(HeadBucketCommand, { Bucket: 'logs', ExpectedBucketOwner: undefined }).resolves({ BucketRegion: 'us-east-1' });
  expect((await openBucket('logs', identitiesOf({ roleArn: [A] }))).identity.account).toBe('111111111111');
});

test('where nobody can, the reason of each is told', async () => {
  s3.on(ListObjectsV2Command).rejects(denied);
  await expect(openBucket('logs', identitiesOf({ roleArn: [A, B] }))).rejects.toMatchObject({
    problems: [expect.stringContaining(A), expect.stringContaining(B)],
  });
});
