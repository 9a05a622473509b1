import type { Deployment } from '../../../contract/deployment/schema';
import type { Expected } from './expected';
import { privateSubnetIds, securityGroup } from './network';
import { byDefault, free, of, type Arguments } from './template';

const WHY = 'the instance could be reached, or reach S3 another way, or lose its credentials to whoever makes it ask';

/** The example instance and what it may reach. */
export function expectedInstance({ instance, privateAccess, name }: Deployment): readonly Expected[] {
  if (instance?.example === undefined || privateAccess === undefined) return [];
  const { amiId, instanceType, volumeSize } = instance.example;
  const [subnet] = privateSubnetIds(privateAccess.vpc);
  return [
    securityGroup('example', `${name}-example`, privateAccess.vpc),
    egress('example', { prefix_list_id: of('endpoint', 'prefix_list_id') }),
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
      description: free('a text for people'),
      ip_protocol: 'tcp',
      from_port: 443,
      to_port: 443,
      ...to,
    },
  };
}
