import type { Deployment } from '../../../contract/deployment/schema';
import { deploymentOf, synthesize } from '../synthesized';

const EXISTING = 'examples/existing.yaml';
const existing = (change?: (deployment: Deployment) => Deployment) => synthesize(deploymentOf(EXISTING, change));
const stack = existing();

describe('what exists', () => {
  test('an adopted bucket and key are imported, each by the provider of its account, and never destroyed', () => {
    expect(stack.json.import).toEqual([
      { to: 'aws_kms_key.destination', id: '0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f', provider: 'aws.destination' },
      { to: 'aws_s3_bucket.data', id: 'ledger-of-old-222222222222', provider: 'aws.destination' },
    ]);
    const fleeting = existing((d) => ({ ...d, removalPolicy: 'destroy' }));
    for (const address of ['aws_s3_bucket.data', 'aws_kms_key.destination']) {
      expect(fleeting.resource(address).lifecycle).toEqual({ prevent_destroy: true });
    }
    expect(fleeting.resource('aws_s3_bucket.data').force_destroy).toBe(false);
  });

  test('a bucket that is referred to is looked up, and set as asked', () => {
    const { addresses, json } = existing((d) => ({
      ...d,
      destination: { ...d.destination, bucket: { ...d.destination.bucket, existing: 'referenced' } },
    }));
    expect(addresses).not.toContain('aws_s3_bucket.data');
    expect(addresses).toContain('aws_s3_bucket_policy.data_policy');
    expect(Object.values((json.data as { aws_s3_bucket: object }).aws_s3_bucket)).toEqual([
      { provider: 'aws.destination', bucket: 'ledger-of-old-222222222222' },
    ]);
  });

  test('a key that is referred to is only named, and its owner told what its policy has to say', () => {
    const arn = 'arn:aws:kms:us-east-1:222222222222:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';
    const { addresses, output, json } = existing((d) => ({
      ...d,
      destination: { ...d.destination, key: { existing: 'referenced', arn } },
    }));
    expect(addresses.filter((address) => address.startsWith('aws_kms'))).toEqual([]);
    expect(output('destination_key_arn')).toBe(arn);
    expect(output('destination_key_policy')).toContain('AllowReadersThroughS3');
    expect(JSON.stringify(json)).toContain(`"kms_master_key_id":"${arn}"`);
  });

  test('the trail of the organization stands for ours: no trail, nothing in key or log bucket for one', () => {
    expect(stack.addresses.filter((address) => address.startsWith('aws_cloudtrail'))).toEqual([]);
    expect(JSON.stringify(stack.json.resource)).not.toContain('cloudtrail');
    expect(stack.addresses).toContain('aws_s3_bucket.destination_logs');
  });

  test('a log bucket that exists is logged to and left alone', () => {
    const { addresses, resource } = existing((d) => ({
      ...d,
      destination: { ...d.destination, logs: { ...d.destination.logs, bucketName: 'all-logs-222222222222' } },
      observation: { trail: 'existing', accessLogs: 'existing' },
    }));
    expect(resource('aws_s3_bucket_logging.data_logging').target_bucket).toBe('all-logs-222222222222');
    expect(addresses.filter((address) => address.includes('logs'))).toEqual([]);
  });

  test('an endpoint whose policy is left alone is named in policies, and nothing of it is built', () => {
    const { addresses, statement } = existing((d) => {
      const { endpointPolicy: _, ...privateAccess } = d.privateAccess!;
      const endpoint = { kind: 'existing', endpointId: 'vpce-0123456789abcdef0', policy: 'left-alone' } as const;
      return { ...d, privateAccess: { ...privateAccess, endpoint } };
    });
    expect(addresses.filter((address) => address.startsWith('aws_vpc'))).toEqual([]);
    expect(statement('aws_s3_bucket_policy.data_policy', 'DenyDataAccessOutsideEndpoint').Condition).toMatchObject({
      StringNotEqualsIfExists: {
        'aws:SourceVpce': ['vpce-0123456789abcdef0', 'vpce-0123456789abcdef3', 'vpce-0123456789abcdef4'],
      },
    });
  });
});

describe('consumers of three accounts', () => {
  test.each([
    ['AllowWritersThroughOwnObjects', 'arn:aws:iam::111111111111:role/ledger-service', 'vpce-0123456789abcdef0'],
    ['AllowReadersThroughBillingObjects', 'arn:aws:iam::333333333333:role/billing-tasks', 'vpce-0123456789abcdef3'],
    ['AllowReadersThroughPartnerObjects', 'arn:aws:iam::444444444444:role/ledger-import', 'vpce-0123456789abcdef4'],
  ])('%s: each through its own endpoint', (sid, principal, endpointId) => {
    expect(stack.statement('aws_s3_bucket_policy.data_policy', sid)).toMatchObject({
      Principal: { AWS: [principal] },
      Condition: { StringEquals: { 'aws:SourceVpce': endpointId } },
    });
  });

  test('use the key as far as they use the data, without grants', () => {
    expect(stack.statement('aws_kms_key.destination', 'AllowReadersThroughS3')).toMatchObject({
      Principal: {
        AWS: ['arn:aws:iam::333333333333:role/billing-tasks', 'arn:aws:iam::444444444444:role/ledger-import'],
      },
      Action: ['kms:Decrypt'],
    });
    expect(stack.statement('aws_kms_key.destination', 'AllowWritersThroughS3').Action).toEqual([
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ]);
    expect(stack.statement('aws_kms_key.destination', 'AllowGrantsForAwsResources').Principal).toEqual({
      AWS: ['arn:aws:iam::222222222222:role/break-glass'],
    });
  });

  test('are expected: every endpoint, every range', () => {
    expect(stack.output('audit_expectations')).toMatchObject({
      vpcEndpoints: ['vpce-0123456789abcdef0', 'vpce-0123456789abcdef3', 'vpce-0123456789abcdef4'],
      vpcCidrs: ['10.20.0.0/16', '10.30.0.0/16', '10.40.0.0/16', '172.16.0.0/16'],
      natAddresses: ['52.78.10.20'],
    });
  });
});

test('an interface endpoint lets in the VPC and its clients, and its consumers through to the data alone', () => {
  const { resource, statements, output } = existing((d) => ({
    ...d,
    privateAccess: {
      ...d.privateAccess!,
      vpc: { ...d.privateAccess!.vpc, privateSubnetIds: ['subnet-0123456789abcdef0'] } as never,
      interfaceEndpoint: { clientCidrs: ['172.31.0.0/16', '2001:db8::/48'], privateDns: 'inbound-resolver' },
    },
    consumers: [
      ...d.consumers,
      { principal: 'arn:aws:iam::111111111111:role/on-premises', access: 'read', through: 'interface' },
    ],
  }));
  expect(resource('aws_vpc_endpoint.s3_interface_endpoint')).toMatchObject({
    vpc_endpoint_type: 'Interface',
    private_dns_enabled: true,
    dns_options: { private_dns_only_for_inbound_resolver_endpoint: true },
  });
  expect(statements('aws_vpc_endpoint.s3_interface_endpoint').map(({ Sid }) => Sid)).toEqual([
    'AllowReadersThroughInterfaceListing',
    'AllowReadersThroughInterfaceObjects',
  ]);
  expect(resource('aws_vpc_security_group_ingress_rule.s3_interface_from_0').cidr_ipv4).toBe('10.20.0.0/16');
  expect(resource('aws_vpc_security_group_ingress_rule.s3_interface_from_2').cidr_ipv6).toBe('2001:db8::/48');
  expect(output('interface_endpoint_url')).toMatch(/^https:\/\/\$\{replace\(aws_vpc_endpoint\.s3_interface_endpoint\./);
});
