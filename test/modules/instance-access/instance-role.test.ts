import { deploymentOf, synthesize } from '../synthesized';

const sample = synthesize(deploymentOf('deployment.yaml'));
const bucket = 'arn:aws:s3:::orders-replica-222222222222';
const throughEndpoint = { StringEquals: { 'aws:SourceVpce': '${aws_vpc_endpoint.s3.id}' } };

test('trusts EC2 and nothing else, under a permissions boundary', () => {
  expect(sample.statements('aws_iam_role.instance', 'assume_role_policy')).toEqual([
    { Sid: 'AllowService', Effect: 'Allow', Principal: { Service: ['ec2.amazonaws.com'] }, Action: ['sts:AssumeRole'] },
  ]);
  expect(sample.resource('aws_iam_role.instance').permissions_boundary).toBe('${aws_iam_policy.instance_boundary.arn}');
  expect(sample.resource('aws_iam_instance_profile.instance_profile').role).toBe('${aws_iam_role.instance.name}');
});

const created = {
  kind: 'create' as const,
  cidr: '10.20.0.0/16',
  ipv6: false,
  natGateway: false,
};

test('trusts EC2 of China by the name EC2 has there', () => {
  const china = synthesize(
    deploymentOf('deployment.yaml', (d) => ({
      ...d,
      partition: 'aws-cn',
      source: { ...d.source, region: 'cn-north-1' },
      destination: { ...d.destination, region: 'cn-north-1' },
      privateAccess: { ...d.privateAccess!, vpc: { ...created, availabilityZones: ['cn-north-1a'] } },
    })),
  );
  expect(china.statements('aws_iam_role.instance', 'assume_role_policy')[0]?.Principal).toEqual({
    Service: ['ec2.amazonaws.com.cn'],
  });
  expect(china.statement('aws_kms_key.destination', 'AllowUseThroughS3').Condition).toEqual({
    StringEquals: { 'kms:ViaService': 's3.cn-north-1.amazonaws.com.cn' },
  });
});

test('allows the data through the endpoint, and its key through S3 for this bucket', () => {
  const policy = 'aws_iam_role_policy.instance_data';
  expect(sample.statement(policy, 'AllowDataListing')).toMatchObject({
    Resource: [bucket],
    Condition: throughEndpoint,
  });
  expect(sample.statement(policy, 'AllowDataObjects')).toMatchObject({
    Resource: [`${bucket}/*`],
    Condition: throughEndpoint,
  });
  expect(sample.statement(policy, 'AllowDataKey')).toEqual({
    Sid: 'AllowDataKey',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: ['${aws_kms_key.destination.arn}'],
    Condition: {
      StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket, `${bucket}/*`] },
    },
  });
});

test('gives a reader no way to write', () => {
  const reader = synthesize(
    deploymentOf('deployment.yaml', (d) => ({ ...d, instance: { ...d.instance!, access: 'read' } })),
  );
  const actions = [
    ...reader.statements('aws_iam_role_policy.instance_data'),
    ...reader.statements('aws_s3_bucket_policy.data_policy').filter(({ Effect }) => Effect === 'Allow'),
  ].flatMap(({ Action }) => Action);
  expect([...new Set(actions)].sort()).toEqual([
    'kms:Decrypt',
    's3:GetBucketLocation',
    's3:GetObject',
    's3:GetObjectVersion',
    's3:ListBucket',
  ]);
});

test('the boundary allows all that the role may do, and only on this bucket', () => {
  const boundary = sample.statements('aws_iam_policy.instance_boundary').flatMap(({ Action }) => Action);
  const role = sample.statements('aws_iam_role_policy.instance_data').flatMap(({ Action }) => Action);
  expect(role.filter((action) => !boundary.includes(action))).toEqual([]);
  expect(sample.statement('aws_iam_policy.instance_boundary', 'AllowAtMostObjects').Resource).toEqual([`${bucket}/*`]);
});
