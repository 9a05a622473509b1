import {
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketRequestPaymentCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { all, BUCKET, check, failure, NOW, useMockedAccount } from './mocked-account';

const { s3 } = useMockedAccount();

describe('the last log', () => {
  const LOG = '2026-01-05-00-00-00-0123456789ABCDEF';
  const logging = (TargetObjectKeyFormat?: object) => {
    s3.on(GetBucketLoggingCommand).resolves({
      LoggingEnabled: {
        TargetBucket: 'logs',
        TargetPrefix: 'a/',
        ...(TargetObjectKeyFormat && { TargetObjectKeyFormat }),
      },
    });
  };
  test.each([
    ['recent', '2026-01-05T09:00:00Z', 'ok', /delivered 3 hours ago/],
    [
      'old',
      '2025-12-26T12:00:00Z',
      'unreadable',
      /10 days ago .*: nobody asked for the bucket since, or delivery has stopped/,
    ],
  ])('%s', async (_what, time, result, what) => {
    logging();
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: `a/${LOG}`, LastModified: new Date(time) }] });
    expect(await check('last-log')).toMatchObject({ result, what: expect.stringMatching(what) as string });
  });

  test('is looked for in the last day of a partitioned prefix', async () => {
    logging({ PartitionedPrefix: {} });
    const folder = `a/222222222222/us-east-1/${BUCKET}/`;
    const last: Record<string, string> = {
      [folder]: `${folder}2026/`,
      [`${folder}2026/`]: `${folder}2026/01/`,
      [`${folder}2026/01/`]: `${folder}2026/01/05/`,
    };
    s3.on(ListObjectsV2Command).callsFake(({ Prefix }: { Prefix: string }) =>
      Promise.resolve(
        last[Prefix] === undefined
          ? { Contents: [{ Key: `${Prefix}${LOG}`, LastModified: new Date('2026-01-05T11:30:00Z') }] }
          : { CommonPrefixes: [{ Prefix: 'earlier/' }, { Prefix: last[Prefix] }] },
      ),
    );
    expect(await check('last-log')).toMatchObject({
      result: 'ok',
      what: expect.stringMatching(/30 minutes ago/) as string,
    });
  });

  test('that never came tells nothing: logging may have been turned on just now', async () => {
    logging();
    s3.on(ListObjectsV2Command).resolves({});
    expect(await check('last-log')).toMatchObject({
      result: 'unreadable',
      what: expect.stringMatching(/^no log object of the last 90 days lies under s3:\/\/logs\/a\/: /) as string,
    });
  });

  test('is none of the partitioned logs of earlier under the same prefix', async () => {
    logging();
    const Key = `a/222222222222/us-east-1/${BUCKET}/2026/01/05/${LOG}`;
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key, LastModified: NOW }] });
    expect(await check('last-log')).toMatchObject({ result: 'unreadable' });
  });
});

test('a log bucket of another account or region is wrong', async () => {
  s3.on(GetBucketLoggingCommand).resolves({ LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: '' } });
  s3.on(HeadBucketCommand, { Bucket: 'logs' }).resolves({ BucketRegion: 'eu-west-1' });
  expect(await check('log-bucket-place')).toMatchObject({ result: 'wrong', what: 'is in eu-west-1, not in us-east-1' });
  s3.on(HeadBucketCommand, { Bucket: 'logs' }).resolves({ BucketRegion: 'us-east-1' });
  s3.on(HeadBucketCommand, { Bucket: 'logs', ExpectedBucketOwner: '222222222222' }).rejects(failure('403', 403));
  expect(await check('log-bucket-place')).toMatchObject({ result: 'wrong', what: 'is not of account 222222222222' });
});

test('a log bucket that does not exist is wrong, one that may not be opened is not', async () => {
  s3.on(GetBucketLoggingCommand).resolves({ LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: '' } });
  s3.on(HeadBucketCommand, { Bucket: 'logs' }).rejects(failure('403', 403));
  expect(await check('log-bucket-place')).toMatchObject({ result: 'unreadable' });
  s3.on(HeadBucketCommand, { Bucket: 'logs' }).rejects(failure('NotFound', 404));
  s3.on(ListObjectsV2Command, { Bucket: 'logs' }).rejects(failure('NoSuchBucket', 404));
  expect(await check('log-bucket-place')).toMatchObject({
    result: 'wrong',
    what: 'arn:aws:s3:::logs does not exist (NoSuchBucket)',
  });
});

test('a log bucket is wrong where S3 would not deliver', async () => {
  s3.on(GetBucketLoggingCommand).resolves({ LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: '' } });
  s3.on(GetBucketRequestPaymentCommand, { Bucket: 'logs' }).resolves({ Payer: 'Requester' });
  s3.on(GetObjectLockConfigurationCommand, { Bucket: 'logs' }).resolves({
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
  });
  s3.on(GetBucketPolicyCommand, { Bucket: 'logs' }).rejects(failure('NoSuchBucketPolicy', 404));
  s3.on(GetBucketOwnershipControlsCommand, { Bucket: 'logs' }).resolves({
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
  const checks = await all();
  const wrongs = checks
    .filter(({ result, subject }) => result === 'wrong' && subject === 'logs')
    .map((one) => one.check);
  expect(wrongs).toEqual(['log-bucket-lock', 'log-bucket-payer', 'log-bucket-policy']);
});
