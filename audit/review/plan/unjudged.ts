import type { NotReviewed } from '../review-types';
import { configuredNames } from './expressions';
import { destroys, isNew, isUnknown, type Plan, type ResourceChange } from './plan';
import { NOT_COMPARED, POLICY_ARGUMENTS } from './policy-arguments';
import { HOLDER_TYPES } from './grants';
import { PROTECTIONS } from './protections';
import { IDENTIFIERS } from './real-values';
import { isSame } from './same';

/** Nothing depends on these: no policy and no protection reads them. */
const FREE: ReadonlySet<string> = new Set(['description', 'tags', 'tags_all', 'timeouts']);

/**
 * Where no reviewed stack says what a resource is meant to be, every argument that a plan changes in place is judged (it is a
 * policy, or a protection), free, or named here: a permissions boundary, a route, a destination.
 */
export function checkUnjudgedChanges(plan: Plan): NotReviewed[] {
  return plan.resource_changes.flatMap((change) => {
    if (change.mode !== 'managed' || destroys(change) || isNew(change) || NOT_COMPARED.has(change.type)) return [];
    const names = changedNames(change, plan).filter((name) => !isJudged(change.type, name));
    const reason = `without a reviewed stack, nobody judges its change of ${names.join(', ')}`;
    return names.length === 0 ? [] : [{ resource: change.address, reason }];
  });
}

function changedNames(change: ResourceChange, plan: Plan): readonly string[] {
  const { before, after } = change.change;
  const written = configuredNames(plan, change.address);
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {}), ...written])];
  return names.filter((name) =>
    isUnknown(change, name) ? written.includes(name) : !isSame(before?.[name], after?.[name]),
  );
}

function isJudged(type: string, name: string): boolean {
  return (
    FREE.has(name) ||
    IDENTIFIERS.includes(name) ||
    isGrant(type, name) ||
    [...POLICY_ARGUMENTS, ...PROTECTIONS].some((one) => one.type === type && one.argument === name)
  );
}

/** What is compared together with all that a role, user or group is granted. */
function isGrant(type: string, name: string): boolean {
  return (
    /^aws_iam_(role|user|group)_policy(_attachment)?$|^aws_iam_policy_attachment$|^aws_iam_(user_)?group_membership$/.test(
      type,
    ) ||
    (type in HOLDER_TYPES && ['inline_policy', 'managed_policy_arns', 'permissions_boundary'].includes(name)) ||
    (type === 'aws_iam_policy' && name === 'policy')
  );
}
