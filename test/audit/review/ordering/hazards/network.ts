import { admits, type Hazard } from '../blocks';

/** Ways to the endpoint and out of the VPC. */
export const NETWORK_HAZARDS: readonly Hazard[] = [
  {
    rule: 'order-endpoint-admits',
    of: 'the policy of an endpoint that exists and the bucket policy that names it',
    blocks: {
      'aws_vpc_endpoint_policy.s3': { vpc_endpoint_id: 'vpce-0123456789abcdef0', policy: '{}' },
      'aws_s3_bucket_policy.data': { bucket: 'orders', policy: admits('vpce-0123456789abcdef0') },
    },
    edges: [['aws_vpc_endpoint_policy.s3', 'aws_s3_bucket_policy.data']],
  },
  {
    rule: 'order-endpoint-admits',
    of: 'the way to an interface endpoint and the bucket policy that names it',
    blocks: {
      'aws_security_group.s3': { name: 's3' },
      'aws_vpc_security_group_ingress_rule.s3': { security_group_id: '${aws_security_group.s3.id}' },
      'aws_vpc_endpoint.s3': {
        vpc_id: 'vpc-0123456789abcdef0',
        service_name: 'com.amazonaws.us-east-1.s3',
        vpc_endpoint_type: 'Interface',
        security_group_ids: ['${aws_security_group.s3.id}'],
      },
      'aws_s3_bucket_policy.data': { bucket: 'orders', policy: admits('${aws_vpc_endpoint.s3.id}') },
    },
    edges: [['aws_vpc_security_group_ingress_rule.s3', 'aws_s3_bucket_policy.data']],
  },
  {
    rule: 'order-network-users',
    of: 'an instance, the association of its subnet, and the route to the NAT gateway',
    blocks: {
      'aws_subnet.a': {},
      'aws_route_table.a': {},
      'aws_route_table_association.a': {
        subnet_id: '${aws_subnet.a.id}',
        route_table_id: '${aws_route_table.a.id}',
      },
      'aws_route.a': { route_table_id: '${aws_route_table.a.id}', nat_gateway_id: 'nat-0' },
      'aws_instance.a': { subnet_id: '${aws_subnet.a.id}' },
    },
    edges: [
      ['aws_route_table_association.a', 'aws_instance.a'],
      ['aws_route.a', 'aws_instance.a'],
    ],
  },
  {
    rule: 'order-routes-endpoint-users',
    of: 'the routes of an endpoint, and who needs them',
    blocks: {
      'aws_vpc.own': { cidr_block: '10.20.0.0/16' },
      'aws_subnet.own': { vpc_id: '${aws_vpc.own.id}' },
      'aws_vpc_endpoint.s3': { vpc_id: '${aws_vpc.own.id}', service_name: 'com.amazonaws.us-east-1.s3' },
      'aws_vpc_endpoint_route_table_association.s3': {
        vpc_endpoint_id: '${aws_vpc_endpoint.s3.id}',
        route_table_id: 'rtb-0123456789abcdef0',
      },
      'aws_instance.reader': { subnet_id: '${aws_subnet.own.id}' },
      'aws_s3_bucket_policy.data': {
        bucket: 'orders',
        policy: JSON.stringify({
          Statement: {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:GetObject',
            Resource: '*',
            Condition: { StringNotEquals: { 'aws:SourceVpce': '${aws_vpc_endpoint.s3.id}' } },
          },
        }),
      },
    },
    edges: [
      ['aws_vpc_endpoint_route_table_association.s3', 'aws_instance.reader'],
      ['aws_vpc_endpoint_route_table_association.s3', 'aws_s3_bucket_policy.data'],
    ],
  },
  {
    rule: 'order-way-out-nat',
    of: 'a NAT gateway and its own way out',
    blocks: {
      'aws_vpc.own': { cidr_block: '10.20.0.0/16' },
      'aws_subnet.public': { vpc_id: '${aws_vpc.own.id}' },
      'aws_route_table.public': { vpc_id: '${aws_vpc.own.id}' },
      'aws_route_table_association.public': {
        subnet_id: '${aws_subnet.public.id}',
        route_table_id: '${aws_route_table.public.id}',
      },
      'aws_internet_gateway.out': { vpc_id: '${aws_vpc.own.id}' },
      'aws_route.out': {
        route_table_id: '${aws_route_table.public.id}',
        gateway_id: '${aws_internet_gateway.out.id}',
      },
      'aws_eip.nat': { domain: 'vpc' },
      'aws_nat_gateway.nat': { subnet_id: '${aws_subnet.public.id}', allocation_id: '${aws_eip.nat.id}' },
    },
    edges: [
      ['aws_internet_gateway.out', 'aws_nat_gateway.nat'],
      ['aws_internet_gateway.out', 'aws_eip.nat'],
      ['aws_route_table_association.public', 'aws_nat_gateway.nat'],
      ['aws_route.out', 'aws_nat_gateway.nat'],
    ],
  },
  {
    rule: 'order-security-group-users',
    of: 'a function and the rules of its security group',
    blocks: {
      'aws_security_group.copy': { name: 'copy' },
      'aws_vpc_security_group_egress_rule.https': { security_group_id: '${aws_security_group.copy.id}' },
      'aws_lambda_function.copy': {
        function_name: 'copy',
        vpc_config: { security_group_ids: ['${aws_security_group.copy.id}'] },
      },
    },
    edges: [['aws_vpc_security_group_egress_rule.https', 'aws_lambda_function.copy']],
  },
];
