import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Fn, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Account } from '../account';
import type { CreatedVpcSettings, Network, RouteTable as NamedRouteTable } from './network';

/** Subnets are this many bits smaller than the VPC: sixteen fit. */
const SUBNET_BITS = 4;
const PUBLIC_SUBNET = 2 ** SUBNET_BITS - 1;
/** An Amazon-provided IPv6 range is a /56, a subnet's a /64. */
const IPV6_SUBNET_BITS = 8;

/** Ranges and zones of a `CreatedVpc`. */
export interface CreatedVpcProps {
  readonly account: Account;
  readonly name: string;
  readonly vpc: CreatedVpcSettings;
}

interface PrivateSubnets {
  readonly table: RouteTable;
  readonly subnets: readonly Subnet[];
  readonly associations: readonly RouteTableAssociation[];
}

/**
 * The VPC of account A: private subnets without a way to the internet, or, with a NAT gateway, one for all traffic other
 * than S3 (VPC User Guide, "Example: VPC with servers in private subnets and NAT").
 */
export class CreatedVpc extends Construct implements Network {
  readonly vpcId: string;
  readonly cidrs: readonly string[];
  readonly privateRouteTables: readonly NamedRouteTable[];
  readonly privateSubnetIds: readonly string[];
  readonly natAddresses: readonly string[];
  readonly waysOf: (subnetId: string) => readonly ITerraformDependable[];
  readonly dualStack: boolean;
  readonly hasIpv6ToEndpointOnly: boolean;
  private readonly vpc: Vpc;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CreatedVpcProps,
  ) {
    super(scope, id);
    const { provider } = props.account;
    const { cidr, ipv6, natGateway } = props.vpc;

    this.vpc = new Vpc(this, 'private', {
      provider,
      cidrBlock: cidr,
      assignGeneratedIpv6CidrBlock: ipv6,
      // The endpoint needs both, else S3's name does not lead to it.
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: props.name },
    });
    this.vpcId = this.vpc.id;
    this.dualStack = ipv6;
    this.hasIpv6ToEndpointOnly = ipv6; // a NAT gateway carries IPv4 alone
    this.cidrs = [cidr, ...(ipv6 ? [this.vpc.ipv6CidrBlock] : [])];

    // Without rules, so that nothing is reachable by forgetting to choose a security group.
    new DefaultSecurityGroup(this, 'locked', { provider, vpcId: this.vpcId });

    const { table: privateTable, subnets, associations } = this.addPrivateSubnets();
    this.privateRouteTables = [{ name: 'private', id: privateTable.id }];
    this.privateSubnetIds = subnets.map(({ id: subnetId }) => subnetId);
    const nat = natGateway ? this.addNatGateway(privateTable) : undefined;
    this.natAddresses = nat ? [nat.address] : [];
    this.waysOf = (subnetId) => [
      ...associations.filter((_, i) => this.privateSubnetIds[i] === subnetId),
      ...(nat ? [nat.route] : []),
    ];
  }

  private addPrivateSubnets(): PrivateSubnets {
    const { provider } = this.props.account;
    const table = new RouteTable(this, 'private_routes', {
      provider,
      vpcId: this.vpcId,
      tags: { Name: `${this.props.name}-private` },
    });
    const associations: RouteTableAssociation[] = [];
    const subnets = this.props.vpc.availabilityZones.map((zone) => {
      const letter = zone.slice(-1);
      const name = `private_${letter}`;
      // Numbered by the zone's letter, so that adding or removing a zone moves no other subnet.
      const subnet = this.addSubnet(name, zone, letter.charCodeAt(0) - 'a'.charCodeAt(0));
      const routes = { provider, subnetId: subnet.id, routeTableId: table.id };
      associations.push(new RouteTableAssociation(this, `${name}_routes`, routes));
      return subnet;
    });
    return { table, subnets, associations };
  }

  /** @returns the public address of the NAT gateway, and the route of the private subnets to it. */
  private addNatGateway(privateTable: RouteTable): { readonly address: string; readonly route: Route } {
    const { account, name, vpc } = this.props;
    const { provider } = account;
    const [zone = ''] = vpc.availabilityZones;
    const subnet = this.addSubnet('public', zone, PUBLIC_SUBNET);
    const gateway = new InternetGateway(this, 'internet', { provider, vpcId: this.vpcId, tags: { Name: name } });
    const table = new RouteTable(this, 'public_routes', {
      provider,
      vpcId: this.vpcId,
      tags: { Name: `${name}-public` },
    });
    const toInternet = new Route(this, 'public_to_internet', {
      provider,
      routeTableId: table.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.id,
    });
    const association = new RouteTableAssociation(this, 'public_routes_of_subnet', {
      provider,
      subnetId: subnet.id,
      routeTableId: table.id,
    });
    const address = new Eip(this, 'nat_address', {
      provider,
      domain: 'vpc',
      tags: { Name: `${name}-nat` },
      dependsOn: [gateway], // AWS maps an address only where an internet gateway is attached
    });
    const nat = new NatGateway(this, 'nat', {
      provider,
      allocationId: address.id,
      subnetId: subnet.id,
      tags: { Name: name },
      dependsOn: [toInternet, association], // a NAT gateway without its way out fails, and stays failed
    });
    const route = new Route(this, 'private_to_nat', {
      provider,
      routeTableId: privateTable.id,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: nat.id,
    });
    return { address: address.publicIp, route };
  }

  private addSubnet(id: string, availabilityZone: string, index: number): Subnet {
    const { account, name, vpc } = this.props;
    return new Subnet(this, id, {
      provider: account.provider,
      vpcId: this.vpcId,
      availabilityZone,
      cidrBlock: Fn.cidrsubnet(vpc.cidr, SUBNET_BITS, index),
      ...(vpc.ipv6 && {
        ipv6CidrBlock: Fn.cidrsubnet(this.vpc.ipv6CidrBlock, IPV6_SUBNET_BITS, index),
        assignIpv6AddressOnCreation: true,
      }),
      mapPublicIpOnLaunch: false,
      tags: { Name: `${name}-${id.replace('_', '-')}` },
    });
  }
}
