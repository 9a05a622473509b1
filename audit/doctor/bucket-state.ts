import {
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketRequestPaymentCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type LoggingEnabled,
  type ObjectLockConfiguration,
  type PublicAccessBlockConfiguration,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import type { BucketAccess } from '../aws/s3-client';
import { ask, type Live } from './live';

/** The settings of a bucket as AWS has them; `undefined` where nothing is set. */
export interface BucketState {
  readonly logging: Live<LoggingEnabled | undefined>;
  readonly versioning: Live<string | undefined>;
  readonly ownership: Live<string | undefined>;
  readonly publicAccessBlock: Live<PublicAccessBlockConfiguration | undefined>;
  readonly encryption: Live<ServerSideEncryptionRule | undefined>;
  readonly policy: Live<string | undefined>;
  readonly objectLock: Live<ObjectLockConfiguration | undefined>;
  readonly payer: Live<string | undefined>;
}

/** Asks for every setting that `doctor` looks at. */
export async function readBucketState({ bucket, s3, identity }: BucketAccess): Promise<BucketState> {
  const Bucket = bucket;
  const question = (action: string, ...absent: string[]) => ({
    action,
    resource: `arn:aws:s3:::${bucket}`,
    who: identity.name,
    absent,
  });
  const [logging, versioning, ownership, publicAccessBlock, encryption, policy, objectLock, payer] = await Promise.all([
    ask(
      question('s3:GetBucketLogging'),
      async () => (await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled,
    ),
    ask(
      question('s3:GetBucketVersioning'),
      async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status,
    ),
    ask(question('s3:GetBucketOwnershipControls', 'OwnershipControlsNotFoundError'), async () => {
      const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      return OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    }),
    ask(question('s3:GetBucketPublicAccessBlock', 'NoSuchPublicAccessBlockConfiguration'), async () => {
      return (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;
    }),
    ask(question('s3:GetEncryptionConfiguration', 'ServerSideEncryptionConfigurationNotFoundError'), async () => {
      const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
      return answer.ServerSideEncryptionConfiguration?.Rules?.[0];
    }),
    ask(question('s3:GetBucketPolicy', 'NoSuchBucketPolicy'), async () => {
      return (await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy;
    }),
    ask(question('s3:GetBucketObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError'), async () => {
      return (await s3.send(new GetObjectLockConfigurationCommand({ Bucket }))).ObjectLockConfiguration;
    }),
    ask(question('s3:GetBucketRequestPayment'), async () => {
      return (await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer;
    }),
  ]);
  return { logging, versioning, ownership, publicAccessBlock, encryption, policy, objectLock, payer };
}
