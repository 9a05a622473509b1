import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { OperatorSettings } from '../../contract/deployment/replication-settings';
import { HOUR } from '../../contract/time';
import { roleSettings, type Account } from '../account';
import { granteesOf } from '../policy/grantees';
import { policyDocument, type Condition, type Statement } from '../policy/statement';

/** Who may become an `OperatorRole`, from where, and what for. */
export interface OperatorRoleProps {
  readonly account: Account;
  readonly roleName: string;
  readonly operators: OperatorSettings;
  /** What operators may do; each is narrowed to their addresses. */
  readonly statements: readonly Statement[];
}

const WITH_MFA: Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

/**
 * How people enter an account, from their own addresses and for an hour: users with MFA (IAM User Guide, "MFA-protected API
 * access"), or by a permission set. Sessions of a permission set never say that there was MFA, so IAM Identity Center itself
 * has to ask for it (IAM User Guide, "AWS global condition context keys", aws:MultiFactorAuthPresent: federated identities).
 */
export class OperatorRole extends Construct {
  constructor(scope: Construct, id: string, { account, roleName, operators, statements }: OperatorRoleProps) {
    super(scope, id);
    const { provider } = account;
    const fromTheirAddresses: Condition = { IpAddress: { 'aws:SourceIp': operators.sourceCidrs } };
    const role = new IamRole(this, id, {
      provider,
      name: roleName,
      ...roleSettings(account),
      description: 'Operators of the replication, from their own addresses',
      maxSessionDuration: HOUR,
      assumeRolePolicy: policyDocument(
        granteesOf(operators.users, account.partition).map((grantee) => ({
          sid: `AllowOperators${grantee.sid === '' ? 'WithMfa' : grantee.sid}`,
          effect: 'Allow',
          principal: grantee.principal,
          action: ['sts:AssumeRole'],
          condition: { ...(grantee.sid === '' ? WITH_MFA : grantee.condition), ...fromTheirAddresses },
        })),
      ),
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
