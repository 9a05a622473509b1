import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { DescribeVpcEndpointsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketRequestPaymentCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { identitiesOf } from '../../../audit/aws/settings';
import type { Check } from '../../../audit/doctor/check';
import { doctorVerdict } from '../../../audit/doctor/doctor-report';
import { examine, knownIdentities } from '../../../audit/doctor/examine';
import { plannedOf } from '../../../audit/doctor/planned';
import { readStack } from '../../../audit/review/stack/read-stack';
import { expectationsSchema } from '../../../contract/expectations';

const BUCKET = 'orders-replica-222222222222';
const expectations = expectationsSchema.parse({
  version: 1,
  buckets: [BUCKET],
  vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
  vpcCidrs: [],
  exempt: [{ principal: 'arn:aws:iam::222222222222:role/deployer', reason: 'deployer' }],
});
const NOW = new Date('2026-01-05T12:00:00Z');

const s3 = mockClient(S3Client);
const sts = mockClient(STSClient);
const cloudtrail = mockClient(CloudTrailClient);
const ec2 = mockClient(EC2Client);

const failure = (name: string, status: number): Error =>
  Object.assign(new Error(`said AWS: ${name}`), { name, Code: name, $metadata: { httpStatusCode: status } });
const denied = failure('AccessDenied', 403);

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

const check = async (name: string): Promise<Check | undefined> => (await all()).find((one) => one.check === name);
const all = async (): Promise<readonly Check[]> => {
  const identities = await knownIdentities(identitiesOf({ region: 'us-east-1' }));
  return examine({ expectations, identities, planned: undefined, now: NOW });
};

const perimeter = (condition: object, more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
        Condition: condition,
        ...more,
      },
    ],
  });
const VPCE = { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f67890' } };
const NO_SERVICE = { BoolIfExists: { 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false' } };

test('what may not be looked at is unreadable, with the permission that it needs, and leaves the verdict open', async () => {
  const checks = await all();
  expect(doctorVerdict(checks)).toBe('unproven');
  expect(checks.filter(({ result }) => result === 'wrong')).toEqual([]);
  const policy = checks.find((one) => one.check === 'bucket-policy');
  expect(policy).toMatchObject({
    result: 'unreadable',
    what: expect.stringMatching(/^access denied: s3:GetBucketPolicy on arn:aws:s3:::.* is not allowed to/) as string,
  });
  const unreadable = checks.filter(({ result }) => result === 'unreadable').map((one) => one.check);
  expect(unreadable).toEqual([
    ...['logging', 'versioning', 'ownership', 'public-access-block', 'encryption', 'object-lock', 'bucket-policy'],
    ...['data-events', 'endpoint', 'endpoint-policy', 'network-events'],
  ]);
});

test('a bucket that does not exist is wrong', async () => {
  s3.on(HeadBucketCommand).rejects(failure('NotFound', 404));
  s3.on(ListObjectsV2Command).rejects(failure('NoSuchBucket', 404));
  expect(await check('bucket-exists')).toMatchObject({ result: 'wrong' });
});

test('settings that were never made are wrong, not unreadable', async () => {
  s3.on(GetBucketVersioningCommand).resolves({});
  s3.on(GetBucketLoggingCommand).resolves({});
  s3.on(GetBucketOwnershipControlsCommand).rejects(failure('OwnershipControlsNotFoundError', 404));
  s3.on(GetPublicAccessBlockCommand).rejects(failure('NoSuchPublicAccessBlockConfiguration', 404));
  s3.on(GetObjectLockConfigurationCommand).rejects(failure('ObjectLockConfigurationNotFoundError', 404));
  s3.on(GetBucketPolicyCommand).rejects(failure('NoSuchBucketPolicy', 404));
  const checks = await all();
  const resultOf = (name: string) => checks.find((one) => one.check === name)?.result;
  expect(['versioning', 'logging', 'ownership', 'public-access-block', 'bucket-policy'].map(resultOf)).toEqual(
    Array(5).fill('wrong'),
  );
  expect(resultOf('object-lock')).toBe('not-applicable');
});

describe('without a synthesis the policy is judged by a request from outside', () => {
  test.each([
    ['the Deny of all but the endpoint', { ...VPCE, ...NO_SERVICE }, 'ok'],
    [
      'a Deny that spares the exempt',
      { ...VPCE, ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/deployer' } },
      'ok',
    ],
    [
      'a Deny that spares one more',
      { ...VPCE, ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/somebody' } },
      'wrong',
    ],
    [
      'a Deny that spares a pattern',
      { ...VPCE, ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/*' } },
      'wrong',
    ],
    [
      'a Deny for another endpoint',
      { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-0fffffffffffffff0' } },
      'wrong',
    ],
    ['a Deny that a missing key escapes', { StringLike: { 'aws:SourceVpce': 'vpce-0b*' } }, 'wrong'],
    ['a Deny that only an address escapes', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, 'wrong'],
    ['a condition that is not known', { StringEquals: { 'aws:Nonsense': 'x' } }, 'unreadable'],
  ])('%s', async (_what, condition, result) => {
    s3.on(GetBucketPolicyCommand).resolves({ Policy: perimeter(condition) });
    expect(await check('bucket-policy')).toMatchObject({ result });
  });

  test.each([
    ['of some objects only', { Resource: `arn:aws:s3:::${BUCKET}/a*` }, 'wrong', /^lets in .* on arn:aws:s3:::orders/],
    ['of all but some', { NotResource: `arn:aws:s3:::${BUCKET}/public/*`, Resource: undefined }, 'wrong', /public\//],
    ['of reads only', { Action: 's3:GetObject*' }, 'wrong', /^lets in from outside the endpoint: /],
    [
      'of what a policy variable names',
      { Resource: `arn:aws:s3:::${BUCKET}/\${aws:username}/*` },
      'unreadable',
      /policy variables in its resources are not evaluated$/,
    ],
  ])('a Deny %s', async (_what, more, result, what) => {
    s3.on(GetBucketPolicyCommand).resolves({ Policy: perimeter({ ...VPCE, ...NO_SERVICE }, more) });
    expect(await check('bucket-policy')).toMatchObject({ result, what: expect.stringMatching(what) as string });
  });
});

test.each([
  [
    'SSE-KMS by a key of its own',
    { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:aws:kms:us-east-1:222222222222:key/1' },
    'ok',
  ],
  ['SSE-S3', { SSEAlgorithm: 'AES256' }, 'ok'],
  ["AWS's own key, which other accounts cannot use", { SSEAlgorithm: 'aws:kms' }, 'wrong'],
  [
    "an alias, which resolves in the caller's account",
    { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/orders' },
    'wrong',
  ],
] as const)('encryption by %s', async (_what, ApplyServerSideEncryptionByDefault, result) => {
  const Rules = [{ ApplyServerSideEncryptionByDefault }];
  s3.on(GetBucketEncryptionCommand).resolves({ ServerSideEncryptionConfiguration: { Rules } });
  expect(await check('encryption')).toMatchObject({ result });
});

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

test.each([
  [
    'in the routes',
    {
      State: 'available',
      ServiceName: 'com.amazonaws.us-east-1.s3',
      VpcEndpointType: 'Gateway',
      RouteTableIds: ['rtb-1'],
    },
    'ok',
  ],
  [
    'in no route table',
    { State: 'available', ServiceName: 'com.amazonaws.us-east-1.s3', VpcEndpointType: 'Gateway', RouteTableIds: [] },
    'wrong',
  ],
  [
    'being deleted',
    { State: 'deleting', ServiceName: 'com.amazonaws.us-east-1.s3', RouteTableIds: ['rtb-1'] },
    'wrong',
  ],
  [
    'of another service',
    { State: 'available', ServiceName: 'com.amazonaws.us-east-1.dynamodb', RouteTableIds: ['rtb-1'] },
    'wrong',
  ],
] as const)('an endpoint %s', async (_what, endpoint, result) => {
  ec2.on(DescribeVpcEndpointsCommand).resolves({
    VpcEndpoints: [{ ...endpoint, RouteTableIds: [...endpoint.RouteTableIds], VpcId: 'vpc-1' } as object],
  });
  expect(await check('endpoint')).toMatchObject({ result });
});

test('an endpoint in none of the accounts asked may be in another', async () => {
  ec2.on(DescribeVpcEndpointsCommand).rejects(failure('InvalidVpcEndpointId.NotFound', 400));
  expect(await check('endpoint')).toMatchObject({
    result: 'unreadable',
    what: 'is in none of the accounts asked; give --role-arn for its account',
  });
});

test('trails that cannot be read leave open whether they record', async () => {
  cloudtrail
    .on(DescribeTrailsCommand)
    .resolves({ trailList: [{ Name: 'orders', TrailARN: 'arn:aws:cloudtrail:us-east-1:222222222222:trail/orders' }] });
  expect(await check('data-events')).toMatchObject({
    result: 'unreadable',
    what: expect.stringMatching(/cloudtrail:GetTrailStatus/) as string,
  });
  cloudtrail.on(DescribeTrailsCommand).resolves({ trailList: [] });
  expect(await check('data-events')).toMatchObject({ result: 'wrong' });
});

describe('trails', () => {
  const recording = (name: string, readOnly: string) => ({
    name,
    arn: `arn:aws:cloudtrail:us-east-1:222222222222:trail/${name}`,
    fields: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      { Field: 'readOnly', Equals: [readOnly] },
    ],
  });
  const [reads, writes] = [recording('reads', 'true'), recording('writes', 'false')];

  beforeEach(() => {
    const trailList = [reads, writes].map(({ name, arn }) => ({ Name: name, TrailARN: arn }));
    cloudtrail.on(DescribeTrailsCommand).resolves({ trailList });
    for (const { arn, fields } of [reads, writes]) {
      cloudtrail.on(GetTrailStatusCommand, { Name: arn }).resolves({ IsLogging: true });
      cloudtrail
        .on(GetEventSelectorsCommand, { TrailName: arn })
        .resolves({ AdvancedEventSelectors: [{ FieldSelectors: fields }] });
    }
  });

  test('record reads and writes together', async () => {
    expect(await check('data-events')).toMatchObject({
      result: 'ok',
      what: 'reads and writes are recorded by reads, writes',
    });
  });

  test('of which one cannot deliver leave its requests unrecorded', async () => {
    cloudtrail
      .on(GetTrailStatusCommand, { Name: writes.arn })
      .resolves({ IsLogging: true, LatestDeliveryError: 'AccessDenied' });
    expect(await check('data-events')).toMatchObject({
      result: 'wrong',
      what: 'reads and writes are recorded by reads, writes, but files could not be delivered (writes: AccessDenied)',
    });
  });
});

test('a bucket of the synthesized name that is of another account is wrong', async () => {
  const stack = readStack(
    {
      provider: { aws: { region: 'us-east-1', allowed_account_ids: ['333333333333'] } },
      resource: { aws_s3_bucket: { data: { bucket: BUCKET } } },
    },
    'cdk.tf.json',
  );
  if (!stack.ok) throw new Error(stack.problems.join());
  const planned = plannedOf([stack.value], new Map());
  const identities = await knownIdentities(identitiesOf({ region: 'us-east-1' }));
  const checks = await examine({ expectations, identities, planned, now: NOW });
  expect(checks[0]).toMatchObject({
    check: 'bucket-exists',
    result: 'wrong',
    what: 'is in us-east-1, account 222222222222, not in us-east-1, account 333333333333, as synthesized',
  });
});

describe('a trail that no stack makes', () => {
  const examined = async (resources: object): Promise<readonly string[]> => {
    const provider = { aws: { region: 'us-east-1', allowed_account_ids: ['222222222222'] } };
    const stack = readStack(
      { provider, resource: { aws_s3_bucket: { data: { bucket: BUCKET } }, ...resources } },
      'cdk.tf.json',
    );
    if (!stack.ok) throw new Error(stack.problems.join());
    const identities = await knownIdentities(identitiesOf({ region: 'us-east-1' }));
    const checks = await examine({ expectations, identities, planned: plannedOf([stack.value], new Map()), now: NOW });
    return checks.map((one) => one.check).filter((name) => name.startsWith('trail-') || name === 'management-events');
  };

  test('is asked for all that a proof needs of it; one of the stack is not', async () => {
    expect(await examined({})).toEqual([
      ...['trail-delivery', 'trail-digests', 'trail-regions', 'trail-encryption', 'trail-organization'],
      'management-events',
    ]);
    expect(await examined({ aws_cloudtrail: { own: { name: 'orders' } } })).toEqual([]);
  });
});
