import { Instance } from '@cdktf/provider-aws/lib/instance';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ExampleInstanceSettings } from '../../contract/deployment/instance-settings';
import type { Account } from '../account';
import type { PrivateAccess } from '../private-access/private-access';
import type { InstanceRole } from './instance-role';

/** What an `ExampleInstance` is, and where it runs. */
export interface ExampleInstanceProps {
  readonly account: Account;
  readonly name: string;
  readonly settings: ExampleInstanceSettings;
  readonly privateAccess: PrivateAccess;
  readonly role: InstanceRole;
  /** What it asks for, and in which region. */
  readonly data: { readonly bucketName: string; readonly region: string };
  /** What must be there for its first request to S3 to succeed, beside the routes of the endpoint. */
  readonly after: readonly ITerraformDependable[];
}

/**
 * Asks for an object every five minutes, from the first boot on: each is one line of the access log, by the endpoint. That there
 * is no such object does not matter; S3 says so to whoever may list the bucket. Amazon Linux brings the AWS CLI along.
 */
function askForData({ bucketName, region }: ExampleInstanceProps['data'], dualStack: boolean): string {
  return [
    '#!/bin/sh',
    "cat > /etc/systemd/system/ask-for-data.service <<'UNIT'",
    '[Service]',
    'Type=oneshot',
    ...(dualStack ? ['Environment=AWS_USE_DUALSTACK_ENDPOINT=true'] : []),
    `ExecStart=-/usr/bin/aws s3api list-objects-v2 --region ${region} --bucket ${bucketName} --max-items 1`,
    `ExecStart=-/usr/bin/aws s3api get-object --region ${region} --bucket ${bucketName} --key s3-private-path/hello /dev/null`,
    'UNIT',
    "cat > /etc/systemd/system/ask-for-data.timer <<'UNIT'",
    '[Timer]',
    'OnBootSec=1min',
    'OnUnitActiveSec=5min',
    '[Install]',
    'WantedBy=timers.target',
    'UNIT',
    'systemctl daemon-reload',
    'systemctl enable --now ask-for-data.timer',
    '',
  ].join('\n');
}

/**
 * An instance that shows the way: no keys, no public address, IMDSv2 only, and S3 the one place it can reach. Nobody can log
 * in to it: it has no key pair, and reaches no endpoint of Systems Manager. What it does, its access log lines tell.
 */
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
    // In a VPC of ours IPv6 leads to S3 by the endpoint, and nowhere else: there is no other route.
    const egressIpv6 =
      network.hasIpv6ToEndpointOnly === true
        ? [
            new VpcSecurityGroupEgressRule(this, `${id}_to_s3_ipv6`, {
              provider,
              securityGroupId: group.id,
              ipProtocol: 'tcp',
              fromPort: 443,
              toPort: 443,
              cidrIpv6: '::/0',
            }),
          ]
        : [];
    this.instanceId = new Instance(this, `${id}_instance`, {
      provider,
      ami: settings.amiId,
      instanceType: settings.instanceType,
      iamInstanceProfile: role.profile.name,
      subnetId,
      // Not `user_data`, of which a plan has but a hash: what root runs at first boot is to be read there.
      userDataBase64: Buffer.from(askForData(props.data, egressIpv6.length > 0)).toString('base64'),
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
        ...egressIpv6,
        ...props.after,
      ],
    }).id;
  }
}
