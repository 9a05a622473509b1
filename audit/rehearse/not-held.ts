import { destroys, type Plan, type ResourceChange, type Values } from '../review/plan/plan';
import { textOf, type Resource } from '../review/stack/stack';
import type { System } from '../review/system/system';
import { CARRIERS, isCarrier, isNotHeld } from './carriers';
import { statementsOfGuards, type GuardingPolicies, type RealIds } from './guarding-policies';
import { organizationOf } from './planned-organization';

/**
 * What of a stack decides requests that are not held against it: resources of kinds that a rehearsal does not know to hold,
 * those whose bucket, key, endpoint or access point the stack has not, and what could not be read, such as modules.
 *
 * @returns addresses.
 */
export function notHeldIn(system: System, guarding: GuardingPolicies, ids: RealIds): readonly string[] {
  const { stack, keys, endpoints } = system;
  const read = policiesRead(guarding);
  const known = new Set(
    [...keys.filter(({ policy }) => policy !== undefined), ...endpoints].map(({ address }) => address),
  );
  const isLost = (one: Resource): boolean =>
    READ_WHOLE.has(one.type) ? !known.has(one.address) : isLostPolicy(one, guarding, read);
  const decides = stack.resources.filter((one) => isNotHeld(one) || (one.mode === 'managed' && isLost(one)));
  // Of a plan, its changes tell what of this they change.
  const unread = stack.ofPlan === true ? [] : stack.unread.filter(({ path }) => MAY_DECIDE.test(path));
  return [
    ...decides.map(({ address }) => address),
    ...organizationOf(stack, ids).unread,
    ...unread.map(({ path }) => path),
  ];
}

/** Types that stand in the way of every request that could come by them. */
const READ_WHOLE: ReadonlySet<string> = new Set(['aws_kms_key', 'aws_vpc_endpoint']);

/** Modules, and resources made with `count` or `for_each`, of the types that decide. */
const MAY_DECIDE = new RegExp(`^(?:module\\.|(?:${Object.keys(CARRIERS).join('|')})\\.)`);

/** Addresses of the policies that requests are held against. */
function policiesRead(guarding: GuardingPolicies): ReadonlySet<string> {
  return new Set(statementsOfGuards(guarding).map(({ ref }) => ref.policy.replace(/ before$/, '')));
}

/** Types whose policies stand apart from what they are of, by the argument that names it. */
const APART: ReadonlyMap<string, string> = new Map([
  ['aws_s3_bucket_policy', 'bucket'],
  ['aws_s3_bucket_public_access_block', 'bucket'],
  ['aws_vpc_endpoint_policy', 'vpc_endpoint_id'],
  ['aws_kms_key_policy', 'key_id'],
  ['aws_s3control_access_point_policy', 'access_point_arn'],
]);

/** Whether a policy apart is of nothing that is rehearsed. */
function isLostPolicy(resource: Resource, guarding: GuardingPolicies, read: ReadonlySet<string>): boolean {
  const argument = APART.get(resource.type);
  if (argument === undefined || read.has(resource.address)) return false;
  return !(argument === 'bucket' && guarding.buckets.has(textOf(resource, argument) ?? ''));
}

/**
 * What a plan changes, or takes away, of what decides requests, and a rehearsal does not hold against them.
 *
 * @returns addresses.
 */
export function notHeldOfPlan(plan: Plan, after: GuardingPolicies, before: GuardingPolicies): readonly string[] {
  const [planned, inForce] = [policiesRead(after), policiesRead(before)];
  const isLost = (one: ResourceChange): boolean => {
    const { type, address, change } = one;
    const isRead = (change.after === null ? inForce : planned).has(address);
    const isInModule = address.startsWith('module.');
    const argument = APART.get(type);
    if (argument === undefined || isRead) return isInModule && argument === undefined;
    const bucket = argument === 'bucket' ? textAt(change.after ?? change.before, argument) : undefined;
    return isInModule || !after.buckets.has(bucket ?? '');
  };
  const isNotHeldChange = (one: ResourceChange): boolean => {
    const { type, change } = one;
    switch (type) {
      case 'aws_s3_bucket':
        return destroys(one) && !after.buckets.has(textAt(change.before, 'bucket') ?? '');
      case 'aws_organizations_policy_attachment':
        return isOfStranger(one, plan);
      case 'aws_kms_key':
        // What it encrypts can be read by nobody any more.
        return destroys(one) || isLost(one);
      default:
        return isCarrier(type) && (CARRIERS[type] === 'not held' || isLost(one));
    }
  };
  return plan.resource_changes
    .filter((one) => isManagedChange(one) && isNotHeldChange(one))
    .map(({ address }) => address);
}

function isManagedChange({ mode, deposed, change }: ResourceChange): boolean {
  const changes = change.actions.some((action) => action !== 'no-op' && action !== 'read');
  return mode === 'managed' && deposed === undefined && changes;
}

/** Whether what is attached, or was, is a policy that the plan has not. */
function isOfStranger({ change: { before, after } }: ResourceChange, plan: Plan): boolean {
  const policies = plan.resource_changes.filter(({ type }) => type === 'aws_organizations_policy');
  const ids = policies.flatMap(({ change }) => [textAt(change.before, 'id'), textAt(change.after, 'id')]);
  return [before, after].some((values) => {
    const id = textAt(values, 'policy_id');
    return id !== undefined && !ids.includes(id);
  });
}

function textAt(values: Values, argument: string): string | undefined {
  const name = values?.[argument];
  return typeof name === 'string' ? name : undefined;
}
