import type { ITerraformDependable } from 'cdktf';
import type { PrivateAccessSettings } from '../../contract/deployment/private-access-settings';

/** A route table and a name for its associations that stays when the list of tables changes. */
export interface RouteTable {
  readonly name: string;
  readonly id: string;
}

/** The network of account A that the endpoint serves. */
export interface Network {
  readonly vpcId: string;
  /** All address ranges of the VPC, v4 and v6; a range that AWS chooses is a Terraform reference. */
  readonly cidrs: readonly string[];
  readonly privateRouteTables: readonly RouteTable[];
  readonly privateSubnetIds: readonly string[];
  /** What gives a private subnet its ways: until it is there, what runs in it takes another way, or none. */
  readonly waysOf: (subnetId: string) => readonly ITerraformDependable[];
  /** Public addresses under which traffic of the VPC that goes round the endpoint appears. */
  readonly natAddresses: readonly string[];
  readonly dualStack: boolean;
  /** Whether the endpoint is the only way that IPv6 has. @default not known */
  readonly hasIpv6ToEndpointOnly?: boolean;
}

export type ExistingEndpointSettings = Extract<PrivateAccessSettings['endpoint'], { kind: 'existing' }>;
export type VpcSettings = PrivateAccessSettings['vpc'];
export type CreatedVpcSettings = Extract<VpcSettings, { kind: 'create' }>;
export type ExistingVpcSettings = Extract<VpcSettings, { kind: 'existing' }>;

/** Describes a VPC that exists already, as deployment.yaml gives it. */
export function existingNetwork(vpc: ExistingVpcSettings): Network {
  return {
    vpcId: vpc.vpcId,
    cidrs: vpc.cidrs,
    privateRouteTables: vpc.privateRouteTableIds.map((id) => ({ name: id, id })),
    privateSubnetIds: vpc.privateSubnetIds,
    waysOf: () => [],
    natAddresses: vpc.natAddresses,
    dualStack: vpc.cidrs.some((cidr) => cidr.includes(':')),
  };
}
