import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Identity } from './settings';

/** The account that an identity belongs to, or `undefined` where STS does not answer. */
export async function accountOfIdentity({ settings }: Identity): Promise<string | undefined> {
  const sts = new STSClient({ ...settings, region: settings.region ?? process.env.AWS_REGION ?? 'us-east-1' });
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Account;
  } catch {
    return undefined;
  } finally {
    sts.destroy();
  }
}

/**
 * Whether a bucket is an account's; `undefined` where S3 does not say.
 * Source: Amazon S3 User Guide, "Verifying bucket ownership with bucket owner condition".
 */
export async function isBucketOf(s3: S3Client, bucket: string, account: string): Promise<boolean | undefined> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account }));
    return true;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status !== 403) return undefined;
  }
  // Refused with the owner, answered without: the owner is another one.
  return s3.send(new HeadBucketCommand({ Bucket: bucket })).then(
    () => false,
    () => undefined,
  );
}
