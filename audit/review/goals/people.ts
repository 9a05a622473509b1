import { readAssignment } from '../../../contract/identity-center';

/** Whom a principal of deployment.yaml means. */
export interface Meant {
  /** As permissions name them: the ARN, or patterns that the ARNs of the roles of a permission set match and no others. */
  readonly principals: readonly string[];
  /** ARNs, one at least of each form that such a principal can have. */
  readonly examples: readonly string[];
  /** Whether they are people of IAM Identity Center, whose sessions never say that there was MFA. */
  readonly byPermissionSet: boolean;
}

/**
 * Reads a principal of deployment.yaml. IAM Identity Center alone makes roles below its path: in its region, or in us-east-1
 * without one, named after the permission set and 16 characters of its own (IAM Identity Center User Guide, "Referencing
 * permission sets in resource policies …"). Written apart from what the policies are built of: an oracle copies no subject.
 */
export function meantBy(text: string, partition: string): Meant {
  const assignment = readAssignment(text);
  if (assignment === undefined) return { principals: [text], examples: [text], byPermissionSet: false };
  const { accountId, permissionSet } = assignment;
  const role = (region: string, suffix: string): string =>
    `arn:${partition}:iam::${accountId}:role/aws-reserved/sso.amazonaws.com/${region}AWSReservedSSO_${permissionSet}_${suffix}`;
  return {
    principals: ['', '*/'].map((region) => role(region, '????????????????')),
    examples: [role('', '1234567890abcdef'), role('eu-west-2/', 'abcdef0123456789')],
    byPermissionSet: true,
  };
}
