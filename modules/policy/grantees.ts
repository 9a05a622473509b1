import { iamArn } from '../../contract/deployment/names';
import { readAssignment, type Assignment } from '../../contract/identity-center';
import type { Condition, Principal } from './statement';

/** Whom one statement speaks of, and on which condition. */
export interface Grantee {
  /** What the Sid of the statement ends in. */
  readonly sid: string;
  readonly principal: Principal;
  readonly condition: Condition;
}

/**
 * Those whom a policy lets in, one statement for each kind: principals with an ARN by that, and people by their permission
 * set as the roles of it in their account, in a condition, because their names change and a Principal takes no wildcard
 * (IAM Identity Center User Guide, "Referencing permission sets in resource policies, Amazon EKS Cluster config maps, and AWS
 * KMS key policies").
 *
 * @param principals as deployment.yaml names them.
 */
export function granteesOf(principals: readonly string[], partition: string): readonly Grantee[] {
  const assignments = principals.map(readAssignment).filter((one) => one !== undefined);
  const arns = principals.filter((text) => readAssignment(text) === undefined);
  const roots = assignments.map(({ accountId }) => iamArn(partition, accountId, 'root'));
  return [
    ...(arns.length === 0 ? [] : [{ sid: '', principal: { AWS: arns }, condition: {} }]),
    ...(assignments.length === 0
      ? []
      : [
          {
            sid: 'ByPermissionSet',
            principal: { AWS: [...new Set(roots)] },
            condition: {
              ArnLike: { 'aws:PrincipalArn': assignments.flatMap((one) => rolesOfAssignment(one, partition)) },
            },
          },
        ]),
  ];
}

/** Condition that somebody is one of some principals, for policies that can name them in no other way. */
export function isOneOf(principals: readonly string[], partition: string): Condition {
  const patterns = principals.flatMap((text) => {
    const assignment = readAssignment(text);
    return assignment === undefined ? [text] : rolesOfAssignment(assignment, partition);
  });
  const hasWildcard = principals.some((text) => readAssignment(text) !== undefined);
  return { [hasWildcard ? 'ArnLike' : 'ArnEquals']: { 'aws:PrincipalArn': patterns } };
}

/** Of a role's 64 characters, the name of a permission set may take 32: the suffix is these 16, and no other set's name fits. */
const SUFFIX = '?'.repeat(16);

/** Where IAM Identity Center makes roles, and nobody else can; below its region, or in us-east-1 without one. */
const PATHS = ['aws-reserved/sso.amazonaws.com/', 'aws-reserved/sso.amazonaws.com/*/'] as const;

function rolesOfAssignment({ accountId, permissionSet }: Assignment, partition: string): readonly string[] {
  return PATHS.map(
    (path) => `arn:${partition}:iam::${accountId}:role/${path}AWSReservedSSO_${permissionSet}_${SUFFIX}`,
  );
}
