import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { identitiesOf } from '../../../audit/aws/settings';
import type { Check } from '../../../audit/doctor/check';
import { examine, knownIdentities } from '../../../audit/doctor/examine';
import { expectationsSchema } from '../../../contract/expectations';

/** The bucket that is looked at. */
export const BUCKET = 'orders-replica-222222222222';
export const expectations = expectationsSchema.parse({
  version: 1,
  buckets: [BUCKET],
  vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
  vpcCidrs: [],
  exempt: [{ principal: 'arn:aws:iam::222222222222:role/deployer', reason: 'deployer' }],
});
export const NOW = new Date('2026-01-05T12:00:00Z');

/** An error as AWS's SDK throws it. */
export const failure = (name: string, status: number): Error =>
  Object.assign(new Error(`said AWS: ${name}`), { name, Code: name, $metadata: { httpStatusCode: status } });
export const denied = failure('AccessDenied', 403);

/** An account whose bucket is there and that lets nobody look at anything else; tests say what AWS tells beside. */
export function useMockedAccount() {
  const s3 = mockClient(S3Client);
  const sts = mockClient(STSClient);
  const cloudtrail = mockClient(CloudTrailClient);
  const ec2 = mockClient(EC2Client);
  beforeEach(() => {
    for (const mock of [s3, sts, cloudtrail, ec2]) mock.reset();
    s3.onAnyCommand().rejects(denied);
    cloudtrail.onAnyCommand().rejects(denied);
    ec2.onAnyCommand().rejects(denied);
    sts.on(GetCallerIdentityCommand).resolves({ Account: '222222222222' });
    s3.on(HeadBucketCommand).callsFake(({ ExpectedBucketOwner = '222222222222' }: { ExpectedBucketOwner?: string }) => {
      if (ExpectedBucketOwner !== '222222222222') return Promise.reject(failure('403', 403));
      return Promise.resolve({ BucketRegion: 'us-east-1' });
    });
  });
  return { s3, cloudtrail, ec2 };
}

/** The one check of a name. */
export const check = async (name: string): Promise<Check | undefined> =>
  (await all()).find((one) => one.check === name);
/** All checks, without a synthesis. */
export const all = async (): Promise<readonly Check[]> => {
  const identities = await knownIdentities(identitiesOf({ region: 'us-east-1' }));
  return examine({ expectations, identities, planned: undefined, now: NOW });
};
