import { regionalArn } from '../../contract/deployment/names';
import type { Account } from '../account';
import type { Statement } from '../policy/statement';

/**
 * Lets CloudWatch encrypt the events of some log groups, and of no others (CloudWatch Logs User Guide, "Encrypt log data in
 * CloudWatch Logs using AWS Key Management Service").
 */
export function logGroupsMayUseKey(account: Account, groups: readonly string[]): readonly Statement[] {
  if (groups.length === 0) return [];
  return [
    {
      sid: 'AllowLogGroupsToEncrypt',
      effect: 'Allow',
      principal: { Service: [`logs.${account.region}.${account.dnsSuffix}`] },
      action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resource: ['*'],
      condition: {
        StringEquals: {
          'kms:EncryptionContext:aws:logs:arn': groups.map((name) => regionalArn(account, 'logs', `log-group:${name}`)),
        },
      },
    },
  ];
}
