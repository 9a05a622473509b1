import type { Deployment } from '../../../contract/deployment/schema';
import { deploymentOf, synthesize } from '../synthesized';

type PrivateAccess = NonNullable<Deployment['privateAccess']>;

const withAccess = (change: Partial<PrivateAccess>) =>
  synthesize(deploymentOf('deployment.yaml', (d) => ({ ...d, privateAccess: { ...d.privateAccess!, ...change } })));

const sample = synthesize(deploymentOf('deployment.yaml'));
const endpoint = 'aws_vpc_endpoint.s3';

describe('the endpoint policy', () => {
  test('lets the role of the deployment through to the buckets of the destination account', () => {
    for (const [sid, resource] of [
      ['AllowInstanceRoleListing', 'arn:aws:s3:::orders-replica-222222222222'],
      ['AllowInstanceRoleObjects', 'arn:aws:s3:::orders-replica-222222222222/*'],
    ] as const) {
      expect(sample.statement(endpoint, sid)).toMatchObject({
        Effect: 'Allow',
        Principal: '*',
        Resource: [resource],
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/orders-instance' },
          StringEquals: { 'aws:ResourceAccount': '222222222222' },
        },
      });
    }
  });

  test('lets downloads from the AWS-owned buckets asked for through, without credentials too', () => {
    const { Action, Resource, Condition } = sample.statement(endpoint, 'AllowDownloadsFromAwsBuckets');
    expect(Action).toEqual(['s3:GetObject']);
    expect(Condition).toBeUndefined();
    expect(Resource).toContain('arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*');
    expect(Resource).toContain('arn:aws:s3:::aws-ssm-us-east-1/*');
    expect(Resource?.filter((arn) => /starport|cloudwatch/.test(arn))).toEqual([]);
  });

  test('lets nothing of AWS through unasked', () => {
    expect(
      withAccess({ awsBuckets: [] })
        .statements(endpoint)
        .map(({ Sid }) => Sid),
    ).toEqual(['AllowInstanceRoleListing', 'AllowInstanceRoleObjects']);
  });
});

describe('the VPC made for the deployment', () => {
  test('associates the endpoint with the private route table, never with the public one', () => {
    const associations = sample.addresses.filter((a) => a.startsWith('aws_vpc_endpoint_route_table_association.'));
    expect(associations.map((address) => sample.resource(address).route_table_id)).toEqual([
      '${aws_route_table.private_routes.id}',
    ]);
    expect(sample.resource(endpoint).route_table_ids).toBeUndefined();
  });

  test('has a private subnet in each zone, and no public address on any', () => {
    const subnets = sample.addresses.filter((address) => address.startsWith('aws_subnet.'));
    expect(subnets.sort()).toEqual(['aws_subnet.private_a', 'aws_subnet.private_b', 'aws_subnet.public']);
    expect(subnets.map((address) => sample.resource(address).map_public_ip_on_launch)).toEqual([false, false, false]);
  });

  test('resolves names, without which S3 does not lead to the endpoint', () => {
    expect(sample.resource('aws_vpc.private')).toMatchObject({ enable_dns_support: true, enable_dns_hostnames: true });
  });

  test('has no way to the internet unless a NAT gateway is asked for', () => {
    const closed = withAccess({
      vpc: { kind: 'create', cidr: '10.20.0.0/16', availabilityZones: ['us-east-1a'], ipv6: false, natGateway: false },
    });
    expect(
      closed.addresses.filter((address) => /^aws_(internet_gateway|nat_gateway|route|eip)\./.test(address)),
    ).toEqual([]);
  });
});

test('uses a VPC that exists by its ids, one association for each private route table', () => {
  const existing = withAccess({
    vpc: {
      kind: 'existing',
      vpcId: 'vpc-0123456789abcdef0',
      cidrs: ['10.9.0.0/16', '2600:1f18:1234:5600::/56'],
      privateRouteTableIds: ['rtb-0aaaaaaaaaaaaaaaa', 'rtb-0bbbbbbbbbbbbbbbb'],
      privateSubnetIds: [],
      natAddresses: ['52.78.10.20'],
    },
  });
  expect(existing.addresses.filter((address) => address.startsWith('aws_vpc')).sort()).toEqual([
    'aws_vpc_endpoint.s3',
    'aws_vpc_endpoint_route_table_association.s3_rtb-0aaaaaaaaaaaaaaaa',
    'aws_vpc_endpoint_route_table_association.s3_rtb-0bbbbbbbbbbbbbbbb',
  ]);
  expect(existing.output('audit_expectations')).toMatchObject({
    vpcCidrs: ['10.9.0.0/16', '2600:1f18:1234:5600::/56'],
    natAddresses: ['52.78.10.20'],
  });
});
