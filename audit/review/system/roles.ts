import { iamArn } from '../../../contract/deployment/names';
import { partitionOfRegion } from '../stack/computed-attributes';
import { blocksOf, isUnresolved, textOf, type Resource, type Stack } from '../stack/stack';
import { holderArn } from './holders';
import { policyArgument, policyText, type AttachedPolicy, type Unreviewed } from './policies';
import type { Role } from './system';

/** Reads the roles of a stack with everything attached to them, by whichever resource. */
export function readRoles(
  stack: Stack,
  unreviewed: Unreviewed,
  boundaries: ReadonlyMap<string, AttachedPolicy>,
): Role[] {
  const attachments = stack.resources.flatMap((resource) => attachmentsOf(resource, unreviewed));
  const policies = managedPolicies(stack);
  const roles = stack.resources.flatMap((resource) => {
    if (resource.type !== 'aws_iam_role' || resource.mode !== 'managed') return [];
    return readRole(resource, attachments, { policies, boundaries }, unreviewed) ?? [];
  });
  return [...roles, ...holders(stack, attachments, policies, unreviewed)];
}

/** A managed policy that the stack attaches to nobody is there to be given to somebody. */
function holders(
  stack: Stack,
  attachments: readonly Attachment[],
  policies: ReadonlyMap<string, Resource>,
  unreviewed: Unreviewed,
): Role[] {
  const used = new Set([
    ...attachments.map(({ policyArn }) => policyArn),
    ...stack.resources.flatMap(({ attributes: { permissions_boundary: boundary, managed_policy_arns: arns } }) => [
      boundary,
      ...(Array.isArray(arns) ? (arns as unknown[]) : []),
    ]),
  ]);
  return [...policies].flatMap(([arn, resource]) => {
    const name = textOf(resource, 'name');
    const [, partition, , , account] = arn.split(':');
    if (used.has(arn) || name === undefined || partition === undefined || account === undefined) return [];
    const policy = policyArgument(resource, 'policy', 'identity', unreviewed);
    const identity = policy === undefined ? [] : [policy];
    const holder = {
      address: resource.address,
      arn: holderArn(partition, account, name),
      account,
      name: `holder-of/${name}`,
    };
    return [{ ...holder, identity, boundary: undefined, trust: undefined, unread: policy === undefined }];
  });
}

/** A policy given to a role by name: its text in a resource, or the ARN of a managed policy. */
interface Attachment {
  readonly role: string;
  readonly account: string | undefined;
  readonly by: Resource;
  readonly policyArn: string | undefined;
}

function attachmentsOf(by: Resource, unreviewed: Unreviewed): Attachment[] {
  const { account } = by;
  switch (by.type) {
    case 'aws_iam_role_policy':
    case 'aws_iam_role_policy_attachment': {
      const role = textOf(by, 'role');
      if (role === undefined) unreviewed.add(by.address, 'the role that it belongs to is not known');
      return role === undefined ? [] : [{ role, account, by, policyArn: textOf(by, 'policy_arn') }];
    }
    case 'aws_iam_policy_attachment': {
      const roles: unknown[] = Array.isArray(by.attributes.roles) ? by.attributes.roles : [];
      if (isUnresolved(by, 'roles')) unreviewed.add(by.address, 'the roles that it belongs to are not known');
      if (by.attributes.users !== undefined || by.attributes.groups !== undefined) {
        unreviewed.add(by.address, 'IAM users and groups are not reviewed');
      }
      return roles.map((role) => ({ role: String(role), account, by, policyArn: textOf(by, 'policy_arn') }));
    }
    default:
      return [];
  }
}

/** Customer-managed policies of the stack, by ARN. */
export function managedPolicies(stack: Stack): ReadonlyMap<string, Resource> {
  const found = stack.resources.flatMap((resource): [string, Resource][] => {
    const arn = iamArnOf(resource, 'aws_iam_policy', 'policy');
    return arn === undefined ? [] : [[arn, resource]];
  });
  return new Map(found);
}

function iamArnOf(resource: Resource, type: string, kind: string): string | undefined {
  if (resource.type !== type || isUnresolved(resource, 'path')) return undefined;
  const name = textOf(resource, 'name');
  const partition = partitionOfRegion(resource.region);
  if (name === undefined || resource.account === undefined || partition === undefined) return undefined;
  return iamArn(partition, resource.account, `${kind}${textOf(resource, 'path') ?? '/'}${name}`);
}

function readRole(
  resource: Resource,
  attachments: readonly Attachment[],
  { policies, boundaries }: ManagedPolicies,
  unreviewed: Unreviewed,
): Role | undefined {
  const { address, account } = resource;
  const arn = iamArnOf(resource, 'aws_iam_role', 'role');
  const name = textOf(resource, 'name');
  if (arn === undefined || account === undefined || name === undefined) {
    unreviewed.add(address, 'its account, region or name is not known');
    return undefined;
  }
  const managed = (policyArn: string | undefined, by: string): AttachedPolicy | undefined => {
    const policy = policyArn === undefined ? undefined : policies.get(policyArn);
    if (policy !== undefined) return policyArgument(policy, 'policy', 'identity', unreviewed);
    unreviewed.add(by, `the policy ${policyArn ?? 'that it attaches'} is not in the stack`);
    return undefined;
  };
  const own = attachments.filter((one) => one.role === name && one.account === account);
  const identity = [
    ...own.map(({ by, policyArn }) =>
      by.type === 'aws_iam_role_policy'
        ? policyArgument(by, 'policy', 'identity', unreviewed)
        : managed(policyArn, by.address),
    ),
    ...managedPolicyArns(resource, unreviewed).map((policyArn) => managed(policyArn, address)),
    ...inlinePolicies(resource, unreviewed),
  ];
  const hasBoundary = resource.attributes.permissions_boundary !== undefined;
  const boundary = hasBoundary ? boundaryOf(resource, { policies, boundaries }, unreviewed) : undefined;
  const trust = policyArgument(resource, 'assume_role_policy', 'trust', unreviewed);
  const read = identity.filter((policy) => policy !== undefined);
  const unread = read.length < identity.length || (hasBoundary && boundary === undefined) || trust === undefined;
  return { address, arn, account, name, identity: read, boundary, trust, unread };
}

function managedPolicyArns(resource: Resource, unreviewed: Unreviewed): (string | undefined)[] {
  const list: unknown[] = Array.isArray(resource.attributes.managed_policy_arns)
    ? resource.attributes.managed_policy_arns
    : [];
  if (isUnresolved(resource, 'managed_policy_arns')) {
    unreviewed.add(resource.address, 'its managed_policy_arns are not known');
    return [undefined];
  }
  return list.map(String);
}

function inlinePolicies(resource: Resource, unreviewed: Unreviewed): (AttachedPolicy | undefined)[] {
  if (isUnresolved(resource, 'inline_policy')) {
    unreviewed.add(resource.address, 'its inline_policy is not known');
    return [undefined];
  }
  return blocksOf(resource.attributes.inline_policy).flatMap(({ policy }, index) =>
    typeof policy === 'string'
      ? [policyText(policy, `${resource.address}.inline_policy[${index}]`, 'identity', unreviewed)]
      : [],
  );
}

/** Managed policies by ARN: those of the stack, and boundaries that exist beside it. */
interface ManagedPolicies {
  readonly policies: ReadonlyMap<string, Resource>;
  readonly boundaries: ReadonlyMap<string, AttachedPolicy>;
}

function boundaryOf(
  resource: Resource,
  { policies, boundaries }: ManagedPolicies,
  unreviewed: Unreviewed,
): AttachedPolicy | undefined {
  const arn = textOf(resource, 'permissions_boundary');
  const outside = arn === undefined ? undefined : boundaries.get(arn);
  if (outside !== undefined) return outside;
  const policy = arn === undefined ? undefined : policies.get(arn);
  if (policy !== undefined) return policyArgument(policy, 'policy', 'boundary', unreviewed);
  unreviewed.add(resource.address, 'its permissions boundary is not in the stack; --boundary tells what it says');
  return undefined;
}
