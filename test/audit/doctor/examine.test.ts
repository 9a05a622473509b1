import { DescribeVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import {
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { identitiesOf } from '../../../audit/aws/settings';
import { doctorVerdict } from '../../../audit/doctor/doctor-report';
import { examine, knownIdentities } from '../../../audit/doctor/examine';
import { plannedOf } from '../../../audit/doctor/planned';
import { readStack } from '../../../audit/review/stack/read-stack';
import { all, BUCKET, check, expectations, failure, NOW, useMockedAccount } from './mocked-account';

const { s3, ec2 } = useMockedAccount();

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
