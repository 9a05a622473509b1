import { S3_ACTIONS } from '../../../audit/policy/actions';
import { DATA_ACTIONS } from '../../../contract/policy/data-perimeter';
import { deploymentOf, synthesize, withoutPrivateAccess } from '../synthesized';

const bucket = 'arn:aws:s3:::orders-replica-222222222222';
const policy = 'aws_s3_bucket_policy.data_policy';
const sample = synthesize(
  deploymentOf('deployment.yaml', (d) => ({
    ...d,
    privateAccess: {
      ...d.privateAccess!,
      exempt: [
        { principal: 'arn:aws:iam::333333333333:role/backup', reason: 'nightly backup' },
        { principal: d.destination.deployer, reason: 'named twice' },
      ],
    },
  })),
);

test('a bucket has one policy, in which every statement says its intent', () => {
  expect(sample.addresses.filter((address) => address.startsWith('aws_s3_bucket_policy.data'))).toEqual([policy]);
  expect(sample.statements(policy).map(({ Sid }) => Sid)).toEqual([
    'AllowInstanceRoleListing',
    'AllowInstanceRoleObjects',
    'DenyDataAccessOutsideEndpoint',
    'DenyUploadsUnderOtherKeys',
    'DenyUploadsWithoutKey',
    'DenyUploadsUnderKeysOfCallers',
    'DenyInsecureTransport',
    'DenyOldTls',
  ]);
});

test('allows the role of the other account through the endpoint only', () => {
  for (const sid of ['AllowInstanceRoleListing', 'AllowInstanceRoleObjects']) {
    expect(sample.statement(policy, sid)).toMatchObject({
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::111111111111:role/orders-instance'] },
      Condition: { StringEquals: { 'aws:SourceVpce': '${aws_vpc_endpoint.s3.id}' } },
    });
  }
});

test('denies the data to everyone outside the endpoint, save AWS services and the exempt', () => {
  expect(sample.statement(policy, 'DenyDataAccessOutsideEndpoint')).toEqual({
    Sid: 'DenyDataAccessOutsideEndpoint',
    Effect: 'Deny',
    Principal: '*',
    Action: DATA_ACTIONS,
    Resource: [`${bucket}/*`],
    Condition: {
      StringNotEqualsIfExists: { 'aws:SourceVpce': '${aws_vpc_endpoint.s3.id}' },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
      ArnNotLikeIfExists: {
        'aws:PrincipalArn': [
          'arn:aws:iam::222222222222:role/terraform-deployer',
          'arn:aws:iam::222222222222:role/break-glass',
          'arn:aws:iam::333333333333:role/backup',
        ],
      },
    },
  });
});

test('denies every way to touch an object, but not HeadBucket, which Terraform needs to see the bucket', () => {
  const denies = (action: string): boolean =>
    DATA_ACTIONS.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(action));
  const missed = S3_ACTIONS.object.map((name) => `s3:${name}`).filter((action) => !denies(action));
  expect(missed).toEqual([]);
  expect(denies('s3:ListBucket')).toBe(false);
});

test('gives every exempt principal its reason in audit_expectations', () => {
  expect(sample.output('audit_expectations')).toMatchObject({
    exempt: [
      { principal: 'arn:aws:iam::222222222222:role/terraform-deployer', reason: 'deployer' },
      { principal: 'arn:aws:iam::222222222222:role/break-glass', reason: 'break-glass' },
      { principal: 'arn:aws:iam::333333333333:role/backup', reason: 'nightly backup' },
    ],
  });
});

test('without private access the role may come from anywhere and nobody is denied', () => {
  const open = synthesize(withoutPrivateAccess());
  expect(open.statement(policy, 'AllowInstanceRoleObjects').Condition).toBeUndefined();
  expect(open.statements(policy).map(({ Sid }) => Sid)).not.toContain('DenyDataAccessOutsideEndpoint');
});

describe('uploads are under the key of the bucket', () => {
  const NAMED = 's3:x-amz-server-side-encryption-aws-kms-key-id';

  test.each([
    [
      'DenyUploadsUnderOtherKeys',
      { Null: { [NAMED]: 'false' }, StringNotEquals: { [NAMED]: '${aws_kms_key.destination.arn}' } },
    ],
    ['DenyUploadsWithoutKey', { Null: { 's3:x-amz-server-side-encryption': 'false', [NAMED]: 'true' } }],
    ['DenyUploadsUnderKeysOfCallers', { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } }],
  ])('%s', (sid, Condition) => {
    expect(sample.statement(policy, sid)).toEqual({
      Sid: sid,
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:PutObject'],
      Resource: [`${bucket}/*`],
      Condition,
    });
  });
});

test.each(['1.2', '1.3'] as const)('every bucket is spoken to in TLS %s or later', (minimumTlsVersion) => {
  const stack = synthesize(deploymentOf('deployment.yaml', (d) => ({ ...d, minimumTlsVersion })));
  const policies = stack.addresses.filter((address) => address.startsWith('aws_s3_bucket_policy.'));
  expect(policies.length).toBeGreaterThan(2);
  for (const address of policies) {
    expect(stack.statement(address, 'DenyOldTls')).toMatchObject({
      Effect: 'Deny',
      Action: ['s3:*'],
      Condition: { NumericLessThan: { 's3:TlsVersion': minimumTlsVersion } },
    });
  }
});
