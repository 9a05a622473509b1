import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcEndpointPolicy } from '@cdktf/provider-aws/lib/vpc-endpoint-policy';
import { VpcEndpointRouteTableAssociation } from '@cdktf/provider-aws/lib/vpc-endpoint-route-table-association';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Account } from '../account';
import { policyDocument, type Condition, type Statement } from '../policy/statement';
import type { ExistingEndpointSettings, RouteTable } from './network';

/** Where a `GatewayEndpoint` is, and what it lets through. */
export interface GatewayEndpointProps {
  readonly account: Account;
  readonly vpcId: string;
  /** Tables of the private subnets; on a public one the endpoint would carry traffic that no policy expects. */
  readonly privateRouteTables: readonly RouteTable[];
  readonly statements: readonly Statement[];
  /** Serve IPv6 as well. */
  readonly dualStack: boolean;
}

/** A gateway endpoint for S3, made here or there already. */
export interface Gateway {
  readonly endpointId: string;
  /** The addresses of S3 in this region, for security groups. */
  readonly prefixListId: string | undefined;
  /** What makes the endpoint usable: until its routes are there, traffic goes round it. */
  readonly routes: readonly ITerraformDependable[];
}

/** The gateway endpoint for S3, on the private route tables only, open for the buckets that its policy names. */
export class GatewayEndpoint extends Construct implements Gateway {
  readonly endpointId: string;
  readonly prefixListId: string;
  readonly routes: readonly VpcEndpointRouteTableAssociation[];

  constructor(scope: Construct, id: string, props: GatewayEndpointProps) {
    super(scope, id);
    const { provider, region } = props.account;
    const endpoint = new VpcEndpoint(this, id, {
      provider,
      vpcId: props.vpcId,
      serviceName: `com.amazonaws.${region}.s3`,
      vpcEndpointType: 'Gateway',
      // In the endpoint itself, not beside it: it must not stand open for a moment.
      policy: policyDocument(props.statements),
      ...(props.dualStack && { ipAddressType: 'dualstack' }),
    });
    this.endpointId = endpoint.id;
    this.prefixListId = endpoint.prefixListId;
    this.routes = props.privateRouteTables.map(
      (table) =>
        new VpcEndpointRouteTableAssociation(this, `${id}_${table.name}`, {
          provider,
          vpcEndpointId: endpoint.id,
          routeTableId: table.id,
        }),
    );
  }
}

/** The gateway endpoint that a VPC has already. Its routes are there; its policy is ours only where that is asked for. */
export function existingGateway(
  scope: Construct,
  id: string,
  account: Account,
  { endpointId, prefixListId, policy }: ExistingEndpointSettings,
  statements: readonly Statement[],
): Gateway {
  if (policy === 'left-alone') return { endpointId, prefixListId, routes: [] };
  const managed = new VpcEndpointPolicy(scope, id, {
    provider: account.provider,
    vpcEndpointId: endpointId,
    policy: policyDocument(statements),
  });
  return { endpointId, prefixListId, routes: [managed] };
}

/** Holds for requests that come through the endpoint. */
export function throughEndpoint(endpointId: string): Condition {
  return { StringEquals: { 'aws:SourceVpce': endpointId } };
}
