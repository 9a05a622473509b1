import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { OperatorSettings } from '../../contract/deployment/replication-settings';
import { HOUR } from '../../contract/time';
import { roleSettings, type Account } from '../account';
import { policyDocument, type Condition, type Statement } from '../policy/statement';

/** Who may become an `OperatorRole`, from where, and what for. */
export interface OperatorRoleProps {
  readonly account: Account;
  readonly roleName: string;
  readonly operators: OperatorSettings;
  /** What operators may do; each is narrowed to their addresses. */
  readonly statements: readonly Statement[];
}

/** How people enter an account: users with MFA, from their own addresses, for an hour (IAM User Guide, "MFA-protected API access"). */
export class OperatorRole extends Construct {
  constructor(scope: Construct, id: string, { account, roleName, operators, statements }: OperatorRoleProps) {
    super(scope, id);
    const { provider } = account;
    const fromTheirAddresses: Condition = { IpAddress: { 'aws:SourceIp': operators.sourceCidrs } };
    const role = new IamRole(this, id, {
      provider,
      name: roleName,
      ...roleSettings(account),
      description: 'Operators of the replication, with MFA and from their own addresses',
      maxSessionDuration: HOUR,
      assumeRolePolicy: policyDocument([
        {
          sid: 'AllowOperatorsWithMfa',
          effect: 'Allow',
          principal: { AWS: operators.users },
          action: ['sts:AssumeRole'],
          condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, ...fromTheirAddresses },
        },
      ]),
    });
    new IamRolePolicy(this, `${id}_permissions`, {
      provider,
      name: 'operate',
      role: role.name,
      // The addresses again: a session carried elsewhere is worth nothing there.
      policy: policyDocument(statements.map((statement) => ({ ...statement, condition: fromTheirAddresses }))),
    });
  }
}

/** What it takes to replay the failure queue, and to see why something failed. */
export function allowReplay(functionArn: string, logGroupArn: string, failureQueueArn: string): readonly Statement[] {
  return [
    { sid: 'AllowReplay', effect: 'Allow', action: ['lambda:InvokeFunction'], resource: [functionArn] },
    {
      sid: 'AllowTakingFailures',
      effect: 'Allow',
      action: [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ReceiveMessage',
      ],
      resource: [failureQueueArn],
    },
    {
      sid: 'AllowReadingLogs',
      effect: 'Allow',
      action: ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:GetQueryResults', 'logs:StartQuery'],
      resource: [logGroupArn, `${logGroupArn}:*`],
    },
  ];
}

/** What it takes to see which objects arrived, without reading them. */
export function allowSeeingArrivals(bucketArn: string): readonly Statement[] {
  return [
    {
      sid: 'AllowSeeingArrivals',
      effect: 'Allow',
      action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketVersions'],
      resource: [bucketArn],
    },
  ];
}
