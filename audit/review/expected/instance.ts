import type { Names } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import type { Expected } from './expected';
import { privateSubnetIds, securityGroup } from './network';
import { byDefault, of, such, TEXT_FOR_PEOPLE, type Arguments } from './template';

const WHY = 'the instance could be reached, or reach S3 another way, or lose its credentials to whoever makes it ask';

/** The example instance and what it may reach. */
export function expectedInstance(
  { instance, privateAccess, name, destination }: Deployment,
  { dataBucket }: Names,
): readonly Expected[] {
  if (instance?.example === undefined || privateAccess === undefined) return [];
  const { amiId, instanceType, volumeSize } = instance.example;
  const [subnet] = privateSubnetIds(privateAccess.vpc);
  // In a created VPC nothing but the endpoint has a route for IPv6.
  const hasIpv6 = privateAccess.vpc.kind === 'create' && privateAccess.vpc.ipv6;
  return [
    securityGroup('example', `${name}-example`, privateAccess.vpc),
    egress('example', { prefix_list_id: of('endpoint', 'prefix_list_id') }),
    ...(hasIpv6
      ? [
          {
            ...egress('example', { cidr_ipv6: '::/0' }),
            key: 'egress/example/ipv6',
            knownBy: ['security_group_id', 'cidr_ipv6'],
          },
        ]
      : []),
    {
      key: 'instance/example',
      type: 'aws_instance',
      side: 'source',
      why: WHY,
      arguments: {
        ami: amiId,
        instance_type: instanceType,
        iam_instance_profile: of('profile/instance', 'name'),
        subnet_id: subnet ?? '',
        vpc_security_group_ids: [of('group/example', 'id')],
        user_data_base64: such('a script that asks for the data, and does nothing else', (text) =>
          asksForData(text, dataBucket, destination.region, hasIpv6),
        ),
        associate_public_ip_address: false,
        source_dest_check: byDefault(true),
        // Version 1 of the metadata service gives credentials to whoever can make the instance send a request.
        metadata_options: {
          http_endpoint: byDefault('enabled'),
          http_tokens: 'required',
          http_put_response_hop_limit: byDefault(1),
          instance_metadata_tags: byDefault('disabled'),
        },
        root_block_device: { encrypted: true, volume_size: volumeSize, delete_on_termination: byDefault(true) },
      },
    },
  ];
}

/** What the first boot runs, as root: every line of it, and what they ask of S3. Source: systemd.service, systemd.timer. */
function asksForData(text: unknown, bucket: string, region: string, hasIpv6: boolean): boolean {
  const ask = (command: string) => `ExecStart=-/usr/bin/aws s3api ${command} --region ${region} --bucket ${bucket}`;
  const unit = (name: string, lines: readonly string[]) => [
    `cat > /etc/systemd/system/ask-for-data.${name} <<'UNIT'`,
    ...lines,
    'UNIT',
  ];
  const lines = [
    '#!/bin/sh',
    ...unit('service', [
      '[Service]',
      'Type=oneshot',
      ...(hasIpv6 ? ['Environment=AWS_USE_DUALSTACK_ENDPOINT=true'] : []),
      `${ask('list-objects-v2')} --max-items 1`,
      `${ask('get-object')} --key s3-private-path/hello /dev/null`,
    ]),
    ...unit('timer', ['[Timer]', 'OnBootSec=1min', 'OnUnitActiveSec=5min', '[Install]', 'WantedBy=timers.target']),
    'systemctl daemon-reload',
    'systemctl enable --now ask-for-data.timer',
  ];
  return text === Buffer.from([...lines, ''].join('\n')).toString('base64');
}

/** HTTPS out of a security group, to one destination. */
export function egress(group: string, to: Arguments): Expected {
  return {
    key: `egress/${group}`,
    type: 'aws_vpc_security_group_egress_rule',
    side: 'source',
    knownBy: ['security_group_id'],
    why: WHY,
    arguments: {
      security_group_id: of(`group/${group}`, 'id'),
      description: TEXT_FOR_PEOPLE,
      ip_protocol: 'tcp',
      from_port: 443,
      to_port: 443,
      ...to,
    },
  };
}
