import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { FlowLogSettings } from '../../contract/deployment/log-group-settings';
import { regionalArn, type Names } from '../../contract/deployment/names';
import { roleSettings, type Account } from '../account';
import { policyDocument } from '../policy/statement';

/** Which VPC's flows a `FlowLogs` records, and how. */
export interface FlowLogsProps {
  readonly account: Account;
  readonly names: Names['flowLogs'];
  readonly vpcId: string;
  readonly settings: FlowLogSettings;
  /** Key of the account, where it is to encrypt the log group. */
  readonly keyArn?: string;
}

/** Seconds that a record speaks of at most, of the two that EC2 takes: flows are looked up afterwards, not watched. */
const LONGEST_AGGREGATION = 600;

/**
 * Flow logs of a VPC in a log group of its own, by a role that can write there and nowhere else (VPC User Guide, "IAM role for
 * publishing flow logs to CloudWatch Logs").
 */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, { account, names, vpcId, settings, keyArn }: FlowLogsProps) {
    super(scope, id);
    const { provider } = account;
    const group = new CloudwatchLogGroup(this, id, {
      provider,
      name: names.group,
      retentionInDays: settings.retentionDays,
      ...(keyArn !== undefined && { kmsKeyId: keyArn }),
    });
    const role = new IamRole(this, `${id}_role`, {
      provider,
      name: names.role,
      ...roleSettings(account),
      description: 'Writes the flow logs of the VPC',
      assumeRolePolicy: policyDocument([
        {
          sid: 'AllowFlowLogs',
          effect: 'Allow',
          principal: { Service: ['vpc-flow-logs.amazonaws.com'] },
          action: ['sts:AssumeRole'],
          condition: {
            StringEquals: { 'aws:SourceAccount': account.id },
            ArnLike: { 'aws:SourceArn': regionalArn(account, 'ec2', 'vpc-flow-log/*') },
          },
        },
      ]),
    });
    const permissions = new IamRolePolicy(this, `${id}_permissions`, {
      provider,
      name: 'write-flow-logs',
      role: role.name,
      policy: policyDocument([
        {
          sid: 'AllowWritingFlows',
          effect: 'Allow',
          action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resource: [regionalArn(account, 'logs', `log-group:${names.group}:*`)],
        },
        {
          sid: 'AllowFindingGroup',
          effect: 'Allow',
          action: ['logs:DescribeLogGroups'],
          resource: [regionalArn(account, 'logs', 'log-group:*')],
        },
      ]),
    });
    new FlowLog(this, `${id}_of_vpc`, {
      provider,
      vpcId,
      trafficType: 'ALL',
      maxAggregationInterval: LONGEST_AGGREGATION,
      logDestinationType: 'cloud-watch-logs',
      logDestination: group.arn,
      iamRoleArn: role.arn,
      dependsOn: [permissions], // flow logs that may not write yet stand at "Access error", and lose what passes meanwhile
    });
  }
}
