import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { PrivateAccessSettings } from '../../contract/deployment/private-access-settings';
import type { Account } from '../account';
import { policyDocument, type Statement } from '../policy/statement';
import type { Network } from './network';

/** Where an `InterfaceEndpoint` is, who reaches it, and what it lets through. */
export interface InterfaceEndpointProps {
  readonly account: Account;
  readonly name: string;
  readonly network: Network;
  readonly settings: NonNullable<PrivateAccessSettings['interfaceEndpoint']>;
  readonly statements: readonly Statement[];
}

/**
 * An interface endpoint for S3 in the private subnets: private addresses, also for whoever is connected to the VPC
 * (S3 User Guide, "AWS PrivateLink for Amazon S3").
 */
export class InterfaceEndpoint extends Construct {
  readonly endpointId: string;
  /** `https://bucket.vpce-….s3.<region>.vpce.amazonaws.com`: what clients take as endpoint URL. */
  readonly url: string;
  /** Until they are there, nobody reaches it. */
  readonly ways: readonly VpcSecurityGroupIngressRule[];

  constructor(scope: Construct, id: string, props: InterfaceEndpointProps) {
    super(scope, id);
    const { account, name, network, settings } = props;
    const { provider } = account;
    const group = new SecurityGroup(this, id, {
      provider,
      name: `${name}-s3-interface`,
      description: 'Interface endpoint for S3: HTTPS in, nothing out',
      vpcId: network.vpcId,
    });
    this.ways = [...network.cidrs, ...settings.clientCidrs].map((cidr, index) => {
      const isIpv6 = settings.clientCidrs.includes(cidr) ? cidr.includes(':') : index > 0 && network.dualStack;
      return new VpcSecurityGroupIngressRule(this, `${id}_from_${index}`, {
        provider,
        securityGroupId: group.id,
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        ...(isIpv6 ? { cidrIpv6: cidr } : { cidrIpv4: cidr }),
      });
    });
    const resolves = settings.privateDns === 'inbound-resolver';
    const endpoint = new VpcEndpoint(this, `${id}_endpoint`, {
      provider,
      vpcId: network.vpcId,
      serviceName: `com.amazonaws.${account.region}.s3`,
      vpcEndpointType: 'Interface',
      subnetIds: [...network.privateSubnetIds],
      securityGroupIds: [group.id],
      privateDnsEnabled: resolves,
      ...(resolves && { dnsOptions: { privateDnsOnlyForInboundResolverEndpoint: true } }),
      policy: policyDocument(props.statements),
      tags: { Name: `${name}-s3-interface` },
    });
    this.endpointId = endpoint.id;
    const dnsName = endpoint.dnsEntry.get(0).dnsName;
    this.url = `https://${Fn.replace(dnsName, '*', 'bucket')}`;
  }
}
