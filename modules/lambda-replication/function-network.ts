import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { regionalArn } from '../../contract/deployment/names';
import type { Account } from '../account';
import type { Statement } from '../policy/statement';
import type { Network } from '../private-access/network';

/** The function, and the VPC that it runs in. */
export interface FunctionNetworkProps {
  readonly account: Account;
  readonly functionName: string;
  readonly network: Network;
  /** The role's permission to release the network interfaces: it must outlive them. */
  readonly permissions: ITerraformDependable;
}

/** Lambda releases network interfaces up to 40 minutes after the function is gone (its Developer Guide, "… VPC"). */
const INTERFACES_RELEASED_WITHIN = '45m';

/** The function's place in the private subnets: it calls out over HTTPS, and nothing calls in. */
export class FunctionNetwork extends Construct {
  readonly securityGroupId: string;
  readonly subnetIds: readonly string[];
  readonly egress: VpcSecurityGroupEgressRule;

  constructor(scope: Construct, id: string, { account, functionName, network, permissions }: FunctionNetworkProps) {
    super(scope, id);
    const { provider } = account;
    this.subnetIds = network.privateSubnetIds;
    const group = new SecurityGroup(this, id, {
      provider,
      name: functionName,
      description: 'Replication function: HTTPS out, nothing in',
      vpcId: network.vpcId,
      timeouts: { delete: INTERFACES_RELEASED_WITHIN },
      dependsOn: [permissions], // on the way down: function, interfaces with their group, permission to release them
    });
    this.securityGroupId = group.id;
    this.egress = new VpcSecurityGroupEgressRule(this, `${id}_https`, {
      provider,
      securityGroupId: group.id,
      description: 'S3 through the endpoint, SQS and SNS through the NAT gateway',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrIpv4: '0.0.0.0/0',
    });
  }
}

/**
 * What Lambda needs to attach a function to a VPC, and the same forbidden to the function's own code
 * (Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC").
 */
export function allowAttaching(account: Account, functionName: string): readonly Statement[] {
  const change = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const ofAccount = [regionalArn(account, 'ec2', '*/*')];
  return [
    { sid: 'AllowAttaching', effect: 'Allow', action: change, resource: ofAccount },
    {
      sid: 'AllowLookingAtNetwork',
      effect: 'Allow',
      action: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
      // These two know no resources.
      resource: ['*'],
    },
    {
      sid: 'DenyAttachingByCode',
      effect: 'Deny',
      action: change,
      resource: ofAccount,
      condition: {
        ArnEquals: { 'lambda:SourceFunctionArn': regionalArn(account, 'lambda', `function:${functionName}`) },
      },
    },
  ];
}
