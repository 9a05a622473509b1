import { deploymentOf, synthesize, withoutPrivateAccess } from '../synthesized';

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
    ...reader.statements('aws_s3_bucket_policy.data_policy'),
  ]
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action);
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
  const role = sample
    .statements('aws_iam_role_policy.instance_data')
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action);
  expect(role.filter((action) => !boundary.includes(action))).toEqual([]);
  expect(sample.statement('aws_iam_policy.instance_boundary', 'AllowAtMostObjects').Resource).toEqual([`${bucket}/*`]);
});

describe('stolen credentials', () => {
  const policy = 'aws_iam_role_policy.instance_data';

  test('are worthless outside the VPC of their instance', () => {
    expect(sample.statement(policy, 'DenyCredentialsOutsideTheirVpc')).toEqual({
      Sid: 'DenyCredentialsOutsideTheirVpc',
      Effect: 'Deny',
      Action: ['kms:*', 's3:*'],
      Resource: ['*'],
      Condition: {
        // Terraform makes one $ of the two.
        StringNotEquals: { 'aws:SourceVpc': '$${aws:Ec2InstanceSourceVpc}' },
        Null: { 'ec2:SourceInstanceARN': 'false' },
        BoolIfExists: { 'aws:ViaAWSService': 'false' },
      },
    });
  });

  test('are not guarded where AWS could not tell the VPC, or where it is not wanted', () => {
    const sidsOf = (stack: ReturnType<typeof synthesize>) => stack.statements(policy).map(({ Sid }) => Sid);
    expect(sidsOf(synthesize(withoutPrivateAccess()))).not.toContain('DenyCredentialsOutsideTheirVpc');
    const unguarded = deploymentOf('deployment.yaml', (d) => ({
      ...d,
      instance: { ...d.instance!, credentialGuard: false },
    }));
    expect(sidsOf(synthesize(unguarded))).not.toContain('DenyCredentialsOutsideTheirVpc');
  });
});

describe('the example instance', () => {
  const stack = synthesize(deploymentOf('examples/instance-access.yaml'));
  const instance = stack.resource('aws_instance.example_instance');

  test('has the role, no public address, IMDSv2 only and an encrypted disk', () => {
    expect(instance).toMatchObject({
      iam_instance_profile: '${aws_iam_instance_profile.instance_profile.name}',
      associate_public_ip_address: false,
      metadata_options: { http_endpoint: 'enabled', http_tokens: 'required', http_put_response_hop_limit: 1 },
      root_block_device: { encrypted: true, volume_size: 8 },
    });
  });

  test('reaches S3 and nothing else', () => {
    expect(stack.resource('aws_vpc_security_group_egress_rule.example_to_s3')).toMatchObject({
      prefix_list_id: '${aws_vpc_endpoint.s3.prefix_list_id}',
      from_port: 443,
      to_port: 443,
    });
    expect(stack.addresses.filter((address) => address.includes('ingress'))).toEqual([]);
  });

  const scriptOf = (of: Readonly<Record<string, unknown>>) =>
    Buffer.from(of.user_data_base64 as string, 'base64').toString();

  test('asks for the data every five minutes from its first boot, by the AWS CLI that Amazon Linux brings', () => {
    const script = scriptOf(instance);
    expect(script.startsWith('#!/bin/sh\n')).toBe(true);
    expect(script).toContain('s3api get-object --region us-east-1 --bucket ');
    expect(script).toContain('OnUnitActiveSec=5min');
    expect(script).not.toContain('DUALSTACK');
  });

  test('asks by IPv6 too where the VPC has it, which leads to the endpoint and nowhere else', () => {
    const everything = synthesize(deploymentOf('examples/everything.yaml'));
    expect(scriptOf(everything.resource('aws_instance.example_instance'))).toContain(
      'Environment=AWS_USE_DUALSTACK_ENDPOINT=true',
    );
    expect(everything.resource('aws_vpc_security_group_egress_rule.example_to_s3_ipv6')).toMatchObject({
      cidr_ipv6: '::/0',
      from_port: 443,
      to_port: 443,
    });
    expect(everything.dependsOn('aws_instance.example_instance')).toContain(
      'aws_vpc_security_group_egress_rule.example_to_s3_ipv6',
    );
    expect(everything.addresses.filter((address) => /egress_only|ipv6_to/.test(address))).toEqual([]);
  });

  test.each([
    ['aws_vpc_endpoint_route_table_association.s3_private', 'endpoint ready, routes not'],
    ['aws_vpc_security_group_egress_rule.example_to_s3', 'it could not call out'],
    ['aws_s3_bucket_policy.data_policy', 'the other account must allow it'],
    ['aws_iam_role_policy.instance_data', 'its own role must allow it'],
  ])('comes after %s (%s)', (address) => {
    expect(stack.dependsOn('aws_instance.example_instance')).toContain(address);
  });
});
