import type { Deployment } from '../../../contract/deployment/schema';
import type { Resource } from '../stack/stack';
import { expecting, type Expected } from './expected';
import { subnetOf } from '../stack/subnet-call';
import {
  byDefault,
  derived,
  of,
  read,
  such,
  TEXT_FOR_PEOPLE,
  type Arguments,
  type Lookup,
  type Template,
} from './template';

type Vpc = NonNullable<Deployment['privateAccess']>['vpc'];
type CreatedVpc = Extract<Vpc, { kind: 'create' }>;

const WHY = 'requests would take another way than the one that is proven';
const expect = expecting(WHY);

/** Subnets are so many bits smaller than the VPC, of IPv6 than Amazon's /56; the last is the public one. */
const SUBNET_BITS = 4;
const IPV6_SUBNET_BITS = 8;
const PUBLIC_SUBNET = 15;
const ANYWHERE = '0.0.0.0/0';

/** The network that the endpoint serves, and the endpoint. */
export function expectedNetwork({ privateAccess, source, name }: Deployment): readonly Expected[] {
  if (privateAccess === undefined) return [];
  const { vpc, endpoint } = privateAccess;
  return [
    ...(vpc.kind === 'create' ? expectedVpc(vpc) : []),
    ...(endpoint.kind === 'existing' ? existingEndpoint(endpoint) : madeEndpoint(privateAccess, source.region)),
    ...(privateAccess.interfaceEndpoint ? expectedInterface(name, privateAccess, source.region) : []),
  ];
}

type PrivateAccess = NonNullable<Deployment['privateAccess']>;

/** Its policy is ours only where deployment.yaml says so. */
function existingEndpoint(endpoint: Extract<PrivateAccess['endpoint'], { kind: 'existing' }>): readonly Expected[] {
  if (endpoint.policy === 'left-alone') return [];
  return [
    expect(
      'endpoint-policy',
      'aws_vpc_endpoint_policy',
      { vpc_endpoint_id: endpoint.endpointId, policy: read('every goal that asks what the endpoint lets through') },
      ['vpc_endpoint_id'],
    ),
  ];
}

/** VPC endpoints guide, "Gateway endpoints for Amazon S3". */
function madeEndpoint({ vpc }: PrivateAccess, region: string): readonly Expected[] {
  const dualStack = vpc.kind === 'create' ? vpc.ipv6 : vpc.cidrs.some((cidr) => cidr.includes(':'));
  const tables: readonly Template[] =
    vpc.kind === 'create' ? [of('route-table/private', 'id')] : vpc.privateRouteTableIds;
  return [
    expect(
      'endpoint',
      'aws_vpc_endpoint',
      {
        vpc_id: vpcId(vpc),
        service_name: `com.amazonaws.${region}.s3`,
        service_region: byDefault(region),
        vpc_endpoint_type: byDefault('Gateway'),
        private_dns_enabled: byDefault(false),
        ip_address_type: dualStack ? 'dualstack' : byDefault('ipv4'),
        policy: read('every goal that asks what the endpoint lets through'),
      },
      ['vpc_endpoint_type'],
    ),
    ...tables.map((table, i) =>
      expect(
        `endpoint-route/${i}`,
        'aws_vpc_endpoint_route_table_association',
        { vpc_endpoint_id: of('endpoint', 'id'), route_table_id: table },
        vpc.kind === 'create' ? [] : ['route_table_id'],
      ),
    ),
  ];
}

/** S3 User Guide, "AWS PrivateLink for Amazon S3": HTTPS from the VPC and from whom deployment.yaml names. */
function expectedInterface(
  name: string,
  { vpc, interfaceEndpoint }: PrivateAccess,
  region: string,
): readonly Expected[] {
  const { clientCidrs = [], privateDns = 'none' } = interfaceEndpoint ?? {};
  const ofVpc: readonly Template[] =
    vpc.kind === 'create' ? [vpc.cidr, ...(vpc.ipv6 ? [of('vpc', 'ipv6_cidr_block')] : [])] : vpc.cidrs;
  const group = of('group/interface', 'id');
  const resolves = privateDns === 'inbound-resolver';
  return [
    securityGroup('interface', `${name}-s3-interface`, vpc),
    ...[...ofVpc, ...clientCidrs].map((cidr, i) => {
      const argument = isIpv6(cidr) ? 'cidr_ipv6' : 'cidr_ipv4';
      return expect(
        `ingress/interface/${i}`,
        'aws_vpc_security_group_ingress_rule',
        {
          security_group_id: group,
          description: TEXT_FOR_PEOPLE,
          ip_protocol: 'tcp',
          from_port: 443,
          to_port: 443,
          [argument]: cidr,
        },
        [argument],
      );
    }),
    expect(
      'endpoint/interface',
      'aws_vpc_endpoint',
      {
        vpc_id: vpcId(vpc),
        service_name: `com.amazonaws.${region}.s3`,
        service_region: byDefault(region),
        vpc_endpoint_type: 'Interface',
        subnet_ids: privateSubnetIds(vpc),
        security_group_ids: [group],
        private_dns_enabled: resolves ? true : byDefault(false),
        ...(resolves && { dns_options: { private_dns_only_for_inbound_resolver_endpoint: true } }),
        policy: read('every goal that asks what the endpoint lets through'),
      },
      ['vpc_endpoint_type'],
    ),
  ];
}

/** What AWS gives a VPC is known by a rule: only of IPv6 it chooses the range. */
function isIpv6(cidr: Template): boolean {
  return typeof cidr !== 'string' || cidr.includes(':');
}

/** Id of the VPC that the endpoint serves. */
function vpcId(vpc: Vpc): Template {
  return vpc.kind === 'create' ? of('vpc', 'id') : vpc.vpcId;
}

/** Ids of its private subnets. */
export function privateSubnetIds(vpc: Vpc): readonly Template[] {
  return vpc.kind === 'create' ? vpc.availabilityZones.map((zone) => of(`subnet/${zone}`, 'id')) : vpc.privateSubnetIds;
}

/** A security group without rules of its own. */
export function securityGroup(id: string, name: string, vpc: Vpc): Expected {
  return {
    key: `group/${id}`,
    type: 'aws_security_group',
    side: 'source',
    knownBy: ['name'],
    why: 'something could be reached that must not be, or reach what it must not',
    arguments: {
      name,
      description: TEXT_FOR_PEOPLE,
      vpc_id: vpcId(vpc),
      revoke_rules_on_delete: byDefault(false),
    },
  };
}

function expectedVpc(vpc: CreatedVpc): readonly Expected[] {
  const id = of('vpc', 'id');
  return [
    expect('vpc', 'aws_vpc', {
      cidr_block: vpc.cidr,
      assign_generated_ipv6_cidr_block: vpc.ipv6 ? true : byDefault(false),
      // The endpoint needs both, else S3's name does not lead to it (VPC endpoints guide, "Gateway endpoints for Amazon S3").
      enable_dns_support: byDefault(true),
      enable_dns_hostnames: true,
      instance_tenancy: byDefault('default'),
    }),
    expect('default-group', 'aws_default_security_group', {
      vpc_id: id,
      ingress: nothing,
      egress: nothing,
      revoke_rules_on_delete: byDefault(false),
    }),
    ...vpc.availabilityZones.map((zone) => expectedSubnet(`subnet/${zone}`, vpc, zone, numberOf(zone))),
    ...(vpc.natGateway ? [expectedSubnet('subnet/public', vpc, vpc.availabilityZones[0] ?? '', PUBLIC_SUBNET)] : []),
    routeTable('private', `subnet/${vpc.availabilityZones[0] ?? ''}`),
    ...vpc.availabilityZones.map((zone) => association(`subnet/${zone}`, 'private')),
    ...(vpc.natGateway ? expectedNat() : []),
  ];
}

const nothing = such('no rule', (value) => value === undefined || (Array.isArray(value) && value.length === 0));

/** Numbered by the letter of the zone. */
function numberOf(zone: string): number {
  return zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0);
}

function expectedSubnet(key: string, vpc: CreatedVpc, zone: string, number: number): Expected {
  const ipv6Block = derived(`the /64 number ${number} of the VPC`, ({ attribute }) => {
    const whole = attribute('vpc', 'ipv6_cidr_block');
    return typeof whole === 'string' ? subnetOf(whole, IPV6_SUBNET_BITS, number) : undefined;
  });
  return expect(
    key,
    'aws_subnet',
    {
      vpc_id: of('vpc', 'id'),
      availability_zone: zone,
      cidr_block: subnetOf(vpc.cidr, SUBNET_BITS, number) ?? '',
      map_public_ip_on_launch: byDefault(false),
      ...(vpc.ipv6
        ? { ipv6_cidr_block: ipv6Block, assign_ipv6_address_on_creation: true }
        : { assign_ipv6_address_on_creation: byDefault(false) }),
    },
    ['cidr_block'],
  );
}

/** Tables say nothing of themselves: each is the one that its subnet is associated with. */
function routeTable(name: string, subnet: string): Expected {
  return {
    ...expect(`route-table/${name}`, 'aws_route_table', { vpc_id: of('vpc', 'id') }),
    pick: (found, candidates) => tableOf(found.attribute(subnet, 'id'), found, candidates),
  };
}

function tableOf(subnetId: unknown, { stack }: Lookup, candidates: readonly Resource[]): string | undefined {
  const tables = stack.resources
    .filter(({ type, attributes }) => type === 'aws_route_table_association' && attributes.subnet_id === subnetId)
    .map(({ attributes }) => attributes.route_table_id);
  return candidates.find(({ address }) => tables.includes(stack.attributeOf(address, 'id')))?.address;
}

function association(subnet: string, table: string): Expected {
  return expect(
    `association/${subnet}`,
    'aws_route_table_association',
    { subnet_id: of(subnet, 'id'), route_table_id: of(`route-table/${table}`, 'id') },
    ['subnet_id'],
  );
}

/** VPC User Guide, "Example: VPC with servers in private subnets and NAT". */
function expectedNat(): readonly Expected[] {
  const toAnywhere = (table: string, gateway: Arguments): Expected =>
    expect(
      `route/${table}`,
      'aws_route',
      { route_table_id: of(`route-table/${table}`, 'id'), destination_cidr_block: ANYWHERE, ...gateway },
      ['route_table_id'],
    );
  return [
    expect('internet', 'aws_internet_gateway', { vpc_id: of('vpc', 'id') }),
    routeTable('public', 'subnet/public'),
    toAnywhere('public', { gateway_id: of('internet', 'id') }),
    association('subnet/public', 'public'),
    expect('nat-address', 'aws_eip', { domain: byDefault('vpc') }),
    expect('nat', 'aws_nat_gateway', {
      allocation_id: of('nat-address', 'id'),
      subnet_id: of('subnet/public', 'id'),
      connectivity_type: byDefault('public'),
    }),
    toAnywhere('private', { nat_gateway_id: of('nat', 'id') }),
  ];
}
