import type { Names } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import type { Expected } from './expected';
import { byDefault, free, of, type Arguments } from './template';

const WHY = 'what passes the network would not be recorded, or not for as long as deployment.yaml says';

/** Flow logs of the VPC that is made: VPC User Guide, "Publish flow logs to CloudWatch Logs". */
export function expectedFlowLogs({ privateAccess }: Deployment, { flowLogs }: Names): readonly Expected[] {
  const settings = privateAccess?.vpc.kind === 'create' ? privateAccess.vpc.flowLogs : undefined;
  if (settings === undefined) return [];
  return [
    {
      ...{ key: 'logs/flows', type: 'aws_cloudwatch_log_group', side: 'source', why: WHY, knownBy: ['name'] },
      arguments: logGroup(flowLogs.group, settings.retentionDays, settings.encryption),
    },
    {
      ...{ key: 'flow-log', type: 'aws_flow_log', side: 'source', why: WHY },
      arguments: {
        vpc_id: of('vpc', 'id'),
        traffic_type: 'ALL',
        log_destination_type: byDefault('cloud-watch-logs'),
        log_destination: of('logs/flows', 'arn'),
        iam_role_arn: of('role/flow-logs', 'arn'),
        max_aggregation_interval: byDefault(600),
        log_format: byDefault(''),
      },
    },
  ];
}

/** A log group of the source account. */
export function logGroup(name: string, days: number, encryption: 'cloudwatch' | 'account-key'): Arguments {
  return {
    name,
    retention_in_days: days,
    log_group_class: byDefault('STANDARD'),
    skip_destroy: free('it can only keep what is there'),
    kms_key_id: encryption === 'account-key' ? of('key/source', 'arn') : byDefault(''),
  };
}
