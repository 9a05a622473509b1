import { expectationsSchema } from '../../../contract/expectations';
import { deploymentOf, synthesize, withoutPrivateAccess } from '../synthesized';

const sample = synthesize(deploymentOf('deployment.yaml'));

describe('the order in which AWS needs things made', () => {
  test.each([
    ['aws_s3_bucket.data', 'aws_s3_bucket_ownership_controls.data_ownership', 'the bucket name is literal'],
    [
      'aws_s3_bucket_ownership_controls.data_ownership',
      'aws_s3_bucket_public_access_block.data_public_access',
      'OperationAborted',
    ],
    [
      'aws_s3_bucket_public_access_block.data_public_access',
      'aws_s3_bucket_server_side_encryption_configuration.data_encryption',
      'OperationAborted',
    ],
    [
      'aws_s3_bucket_server_side_encryption_configuration.data_encryption',
      'aws_s3_bucket_versioning.data_versioning',
      'OperationAborted',
    ],
    ['aws_s3_bucket_versioning.data_versioning', 'aws_s3_bucket_policy.data_policy', 'OperationAborted'],
    ['aws_s3_bucket_policy.data_policy', 'aws_s3_bucket_logging.data_logging', 'OperationAborted'],
    ['aws_s3_bucket_logging.data_logging', 'aws_s3_bucket_lifecycle_configuration.data_lifecycle', 'OperationAborted'],
    [
      'aws_s3_bucket_versioning.data_versioning',
      'aws_s3_bucket_lifecycle_configuration.data_lifecycle',
      'rules for noncurrent versions need versions',
    ],
    ['aws_iam_role.instance', 'aws_s3_bucket_policy.data_policy', 'Invalid principal in policy'],
    ['aws_iam_role.instance', 'aws_kms_key.destination', 'Invalid principal in policy'],
    [
      'aws_vpc_endpoint_route_table_association.s3_private',
      'aws_s3_bucket_policy.data_policy',
      'endpoint ready, routes not',
    ],
    [
      'aws_s3_bucket_policy.destination_logs_policy',
      'aws_s3_bucket_logging.data_logging',
      'InsufficientS3BucketPolicyException',
    ],
    [
      'aws_s3_bucket_policy.destination_logs_policy',
      'aws_cloudtrail.destination_trail',
      'InsufficientS3BucketPolicyException',
    ],
    ['aws_s3_bucket_policy.source_logs_policy', 'aws_cloudtrail.source_trail', 'InsufficientS3BucketPolicyException'],
    [
      'aws_vpc_endpoint_route_table_association.s3_private',
      'aws_cloudtrail.source_trail',
      'evidence begins when the routes are there',
    ],
    ['aws_internet_gateway.internet', 'aws_eip.nat_address', 'an address is mapped where a gateway is attached'],
    ['aws_route.public_to_internet', 'aws_nat_gateway.nat', 'a NAT gateway without its way out stays failed'],
  ])('%s comes before %s (%s)', (first, then) => {
    expect(sample.dependsOn(then)).toContain(first);
  });

  test.each(['destination_logs', 'source_logs'])('configures the bucket %s one change at a time', (id) => {
    const chain = [
      `aws_s3_bucket.${id}`,
      `aws_s3_bucket_ownership_controls.${id}_ownership`,
      `aws_s3_bucket_public_access_block.${id}_public_access`,
      `aws_s3_bucket_server_side_encryption_configuration.${id}_encryption`,
      `aws_s3_bucket_versioning.${id}_versioning`,
      `aws_s3_bucket_policy.${id}_policy`,
      `aws_s3_bucket_lifecycle_configuration.${id}_lifecycle`,
    ];
    chain.slice(1).forEach((address, index) => {
      expect(sample.dependsOn(address)).toContain(chain[index]);
    });
  });

  test('names no dependency that is not in the stack', () => {
    const missing = sample.addresses
      .flatMap((address) => sample.dependsOn(address))
      .filter((address) => !sample.addresses.includes(address));
    expect(missing).toEqual([]);
  });
});

describe('what the two accounts get', () => {
  test('builds the data and its logs in the destination, network and roles in the source', () => {
    const providerOf = (address: string) => sample.resource(address).provider;
    expect(['aws_s3_bucket.data', 'aws_s3_bucket.destination_logs', 'aws_kms_key.destination'].map(providerOf)).toEqual(
      Array(3).fill('aws.destination'),
    );
    expect(
      ['aws_vpc.private', 'aws_vpc_endpoint.s3', 'aws_iam_role.instance', 'aws_kms_key.source'].map(providerOf),
    ).toEqual(Array(4).fill('aws.source'));
    expect(sample.addresses.map((address) => sample.resource(address).provider)).not.toContain(undefined);
  });

  test('refuses credentials of any other account', () => {
    const { aws } = sample.json.provider as { aws: { alias: string; allowed_account_ids: string[] }[] };
    expect(aws.map(({ alias, allowed_account_ids }) => [alias, allowed_account_ids])).toEqual([
      ['source', ['111111111111']],
      ['destination', ['222222222222']],
    ]);
  });

  test('keeps versions under the key of the account, with a bucket key and no ACLs', () => {
    expect(sample.resource('aws_s3_bucket_versioning.data_versioning').versioning_configuration).toEqual({
      status: 'Enabled',
    });
    expect(sample.resource('aws_s3_bucket_server_side_encryption_configuration.data_encryption').rule).toEqual([
      {
        apply_server_side_encryption_by_default: {
          kms_master_key_id: '${aws_kms_key.destination.arn}',
          sse_algorithm: 'aws:kms',
        },
        bucket_key_enabled: true,
      },
    ]);
    expect(sample.resource('aws_s3_bucket_ownership_controls.data_ownership').rule).toEqual({
      object_ownership: 'BucketOwnerEnforced',
    });
    expect(sample.resource('aws_s3_bucket_public_access_block.data_public_access')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  test('sends access logs, one folder per day of the request, to a log bucket under SSE-S3', () => {
    expect(sample.resource('aws_s3_bucket_logging.data_logging')).toMatchObject({
      target_bucket: 'orders-logs-222222222222',
      target_prefix: 's3-access/',
      target_object_key_format: { partitioned_prefix: { partition_date_source: 'EventTime' } },
    });
    expect(
      sample.resource('aws_s3_bucket_server_side_encryption_configuration.destination_logs_encryption').rule,
    ).toEqual([{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }]);
  });

  test('records object requests in the destination and what the endpoint lets through or denies in the source', () => {
    const selectorsOf = (address: string) =>
      (
        sample.resource(address).advanced_event_selector as {
          field_selector: { field: string; equals?: string[]; starts_with?: string[] }[];
        }[]
      ).map(({ field_selector }) =>
        Object.fromEntries(field_selector.map(({ field, equals, starts_with }) => [field, equals ?? starts_with])),
      );
    expect(selectorsOf('aws_cloudtrail.destination_trail')).toContainEqual({
      eventCategory: ['Data'],
      'resources.type': ['AWS::S3::Object'],
      'resources.ARN': ['arn:aws:s3:::orders-replica-222222222222/'],
    });
    expect(selectorsOf('aws_cloudtrail.source_trail')).toContainEqual({
      eventCategory: ['NetworkActivity'],
      eventSource: ['s3.amazonaws.com'],
    });
    for (const side of ['source', 'destination']) {
      expect(sample.resource(`aws_cloudtrail.${side}_trail`)).toMatchObject({
        enable_log_file_validation: true,
        kms_key_id: `\${aws_kms_key.${side}.arn}`,
      });
    }
  });

  test('deletes no object with its bucket, save where the removal policy says destroy', () => {
    expect(sample.resource('aws_s3_bucket.data').force_destroy).toBe(false);
    const fleeting = synthesize(deploymentOf('deployment.yaml', (d) => ({ ...d, removalPolicy: 'destroy' })));
    expect(fleeting.resource('aws_s3_bucket.data').force_destroy).toBe(true);
  });
});

describe('audit_expectations', () => {
  const known = {
    '${aws_vpc_endpoint.s3.id}': 'vpce-0a1b2c3d4e5f67890',
    '${aws_eip.nat_address.public_ip}': '52.78.10.20',
    '${aws_vpc.private.ipv6_cidr_block}': '2600:1f18:1234:5600::/56',
  };
  const applied = (value: unknown): unknown =>
    JSON.parse(
      Object.entries(known).reduce((text, [token, literal]) => text.replaceAll(token, literal), JSON.stringify(value)),
    );

  test('keeps the contract with the audit once AWS has filled in its ids', () => {
    expect(expectationsSchema.parse(applied(sample.output('audit_expectations')))).toEqual({
      version: 1,
      buckets: ['orders-replica-222222222222'],
      vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
      vpcCidrs: ['10.20.0.0/16'],
      natAddresses: ['52.78.10.20'],
      exempt: [
        { principal: 'arn:aws:iam::222222222222:role/terraform-deployer', reason: 'deployer' },
        { principal: 'arn:aws:iam::222222222222:role/break-glass', reason: 'break-glass' },
      ],
      region: 'us-east-1',
      services: [],
    });
  });

  test('names the IPv6 range that AWS gives the VPC', () => {
    const dualStack = synthesize(
      deploymentOf('deployment.yaml', (d) => ({
        ...d,
        privateAccess: {
          ...d.privateAccess!,
          vpc: {
            kind: 'create',
            cidr: '10.20.0.0/16',
            availabilityZones: ['us-east-1a'],
            ipv6: true,
            natGateway: false,
          },
        },
      })),
    );
    expect(applied(dualStack.output('audit_expectations'))).toMatchObject({
      vpcCidrs: ['10.20.0.0/16', '2600:1f18:1234:5600::/56'],
      natAddresses: [],
    });
    expect(dualStack.resource('aws_vpc_endpoint.s3').ip_address_type).toBe('dualstack');
  });

  test('is left out without private access, which promises nothing', () => {
    const open = synthesize(withoutPrivateAccess());
    expect(open.output('audit_expectations')).toBeUndefined();
    expect(open.addresses.filter((address) => address.includes('vpc'))).toEqual([]);
  });
});
