import { PERMISSION_SETS, type PermissionSet } from '../../contract/deployment/permission-set-settings';
import { permissionSetOf, type DutyHolder } from '../../contract/deployment/object-lock-settings';
import type { Account } from '../account';
import { isOneOf } from '../policy/grantees';
import type { Statement } from '../policy/statement';
import { DUTY_STATEMENTS, type LockedBucket } from './permission-sets';

/**
 * Statements of the policy of one endpoint for those who have a duty and come through it: what their permission set says of
 * the bucket, for them. Whether they have that set is for their own account to say.
 *
 * @param holders those who come through this endpoint.
 */
export function allowDutiesThrough(
  holders: readonly DutyHolder[],
  bucket: LockedBucket,
  owner: Account,
): readonly Statement[] {
  return PERMISSION_SETS.flatMap((set) => {
    const principals = holders.filter((one) => permissionSetOf(one) === set).map(({ principal }) => principal);
    if (principals.length === 0) return [];
    return DUTY_STATEMENTS[set](bucket).map((statement) => ({
      ...statement,
      sid: `${pascalCase(set)}${statement.sid}`,
      principal: '*' as const,
      condition: {
        // A gateway endpoint knows no principal but everyone: who it is stands in the condition.
        ...isOneOf(principals, owner.partition),
        StringEquals: { 'aws:ResourceAccount': owner.id },
      },
    }));
  });
}

function pascalCase(set: PermissionSet): string {
  return set.replace(/(^|_)([a-z])/g, (_, _underscore, letter: string) => letter.toUpperCase());
}
