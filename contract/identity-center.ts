import { readPrincipalArn } from './principal-arn';

/**
 * People who enter an account by a permission set of IAM Identity Center. It makes a role for them whose name ends in what
 * nobody knows beforehand and what changes when the set is assigned anew, so they are named by the set (IAM Identity Center
 * User Guide, "Referencing permission sets in resource policies, Amazon EKS Cluster config maps, and AWS KMS key policies").
 */
export interface Assignment {
  readonly accountId: string;
  readonly permissionSet: string;
}

const PREFIX = 'permission-set/';

/** IAM Identity Center API Reference, "PermissionSet": 1 to 32 of these. */
export const PERMISSION_SET_NAME = /^[\w+=,.@-]{1,32}$/;

/** An assignment as one text, so that it stands where an ARN may stand. */
export function assignmentText({ accountId, permissionSet }: Assignment): string {
  return `${PREFIX}${accountId}/${permissionSet}`;
}

/** Reads such a text; `undefined` for an ARN. */
export function readAssignment(text: string): Assignment | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const [accountId = '', permissionSet = ''] = text.slice(PREFIX.length).split('/');
  return { accountId, permissionSet };
}

/** Account of a principal that settings name. */
export function accountOfPrincipal(text: string): string | undefined {
  return readAssignment(text)?.accountId ?? readPrincipalArn(text)?.accountId;
}

/** Whether a principal that settings name can be of a partition: an assignment is of the partition of its deployment. */
export function isOfPartition(text: string, partition: string): boolean {
  return readAssignment(text) !== undefined || readPrincipalArn(text)?.partition === partition;
}

/** How people call a principal that settings name. */
export function describePrincipal(text: string): string {
  const assignment = readAssignment(text);
  return assignment === undefined
    ? text
    : `permission set ${assignment.permissionSet} in account ${assignment.accountId}`;
}
