import { deploymentOf, synthesize } from '../synthesized';

const sample = synthesize(
  deploymentOf('deployment.yaml', (d) => ({
    ...d,
    destination: { ...d.destination, keyAdministrators: ['arn:aws:iam::222222222222:role/key-admin'] },
  })),
);
const key = 'aws_kms_key.destination';

test('delegates to the IAM policies of the account, so that the key cannot be lost', () => {
  expect(sample.statement(key, 'DelegateToAccountPolicies')).toMatchObject({
    Effect: 'Allow',
    Principal: { AWS: ['arn:aws:iam::222222222222:root'] },
    Action: ['kms:*'],
  });
});

test('lets deployer and administrators administer the key without using it', () => {
  const { Principal, Action } = sample.statement(key, 'AllowAdministrationWithoutUse');
  expect(Principal).toEqual({
    AWS: ['arn:aws:iam::222222222222:role/terraform-deployer', 'arn:aws:iam::222222222222:role/key-admin'],
  });
  expect(Action).toContain('kms:PutKeyPolicy');
  expect(Action.filter((action) => /Decrypt|Encrypt|GenerateDataKey|CreateGrant|\*/.test(action))).toEqual([]);
});

test('lets the role of the other account use the key through S3 of the region only', () => {
  expect(sample.statement(key, 'AllowUseThroughS3')).toMatchObject({
    Principal: {
      AWS: ['arn:aws:iam::111111111111:role/orders-instance', 'arn:aws:iam::222222222222:role/break-glass'],
    },
    Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
  });
});

test('allows grants for AWS resources only', () => {
  expect(sample.statement(key, 'AllowGrantsForAwsResources')).toMatchObject({
    Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
});

test('lets CloudTrail encrypt the files of this trail', () => {
  const trail = 'arn:aws:cloudtrail:us-east-1:222222222222:trail/orders-destination';
  expect(sample.statement(key, 'AllowCloudTrailToEncrypt')).toMatchObject({
    Principal: { Service: ['cloudtrail.amazonaws.com'] },
    Condition: { StringEquals: { 'aws:SourceArn': trail, 'kms:EncryptionContext:aws:cloudtrail:arn': trail } },
  });
});

test('says nothing of users where only services use the key', () => {
  expect(sample.statements('aws_kms_key.source').map(({ Sid }) => Sid)).toEqual([
    'DelegateToAccountPolicies',
    'AllowAdministrationWithoutUse',
    'AllowCloudTrailToEncrypt',
    'AllowCloudTrailToDescribeKey',
  ]);
});

test.each(['source', 'destination'])('rotates the key of the %s account and names it by an alias', (side) => {
  expect(sample.resource(`aws_kms_key.${side}`).enable_key_rotation).toBe(true);
  expect(sample.resource(`aws_kms_alias.${side}_alias`).name).toBe(`alias/orders-${side}`);
});
