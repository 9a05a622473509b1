import { roleArnOf, type Account } from '../account';
import type { Condition } from '../policy/statement';

/**
 * Condition of an endpoint policy for one role at the buckets of one account. A gateway endpoint knows no principal but
 * everyone, so the role stands in the condition (VPC User Guide, "Control access to VPC endpoints using endpoint policies").
 */
export function roleAndBucketsOf(account: Account, role: string, owner: Account): Condition {
  return {
    ArnEquals: { 'aws:PrincipalArn': roleArnOf(account, role) },
    StringEquals: { 'aws:ResourceAccount': owner.id },
  };
}
