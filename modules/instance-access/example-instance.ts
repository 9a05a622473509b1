import { Instance } from '@cdktf/provider-aws/lib/instance';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ExampleInstanceSettings } from '../../contract/deployment/instance-settings';
import type { Account } from '../account';
import type { PrivateAccess } from '../private-access/private-access';
import type { InstanceRole } from './instance-role';

export interface ExampleInstanceProps {
  readonly account: Account;
  readonly name: string;
  readonly settings: ExampleInstanceSettings;
  readonly privateAccess: PrivateAccess;
  readonly role: InstanceRole;
  /** What must be there for its first request to S3 to succeed, beside the routes of the endpoint. */
  readonly after: readonly ITerraformDependable[];
}

/** An instance that shows the way: no keys, no public address, IMDSv2 only, and S3 the one place it can reach. */
export class ExampleInstance extends Construct {
  readonly instanceId: string;

  constructor(scope: Construct, id: string, props: ExampleInstanceProps) {
    super(scope, id);
    const { account, name, settings, privateAccess, role } = props;
    const { provider } = account;
    const { network, endpoint } = privateAccess;
    const [subnetId = ''] = network.privateSubnetIds;

    const group = new SecurityGroup(this, id, {
      provider,
      name: `${name}-example`,
      description: 'Example instance: S3 through the endpoint, nothing else, nothing in',
      vpcId: network.vpcId,
    });
    const egress = new VpcSecurityGroupEgressRule(this, `${id}_to_s3`, {
      provider,
      securityGroupId: group.id,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      ...(endpoint.prefixListId !== undefined && { prefixListId: endpoint.prefixListId }),
    });
    this.instanceId = new Instance(this, `${id}_instance`, {
      provider,
      ami: settings.amiId,
      instanceType: settings.instanceType,
      iamInstanceProfile: role.profile.name,
      subnetId,
      vpcSecurityGroupIds: [group.id],
      associatePublicIpAddress: false,
      // Version 1 of the metadata service gives credentials to whoever can make the instance send a request.
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeSize: settings.volumeSize },
      tags: { Name: `${name}-example` },
      dependsOn: [
        ...network.waysOf(subnetId), // until then it has the routes of the main table
        ...endpoint.routes, // endpoint ready, routes not: the first requests would go nowhere
        egress,
        ...props.after,
      ],
    }).id;
  }
}
