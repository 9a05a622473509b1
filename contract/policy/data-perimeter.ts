import type { Statement } from './statement';

/**
 * Every S3 action that reads, writes or changes an object or what is attached to it (Service Authorization Reference,
 * "Actions, resources, and condition keys for Amazon S3", resource type object), as patterns: what S3 adds is denied from its
 * first day, and no partition has to know every name. Replication's own are among them, else an administrator could write
 * round the endpoint with those. The statement's resource is objects only, so the patterns do not reach the bucket:
 * HeadBucket needs `s3:ListBucket`, and a Terraform that may not ask plans to create the bucket anew.
 */
export const DATA_ACTIONS = [
  's3:*Object*',
  's3:AbortMultipartUpload',
  's3:BypassGovernanceRetention',
  's3:InitiateReplication',
  's3:ListMultipartUploadParts',
  's3:Replicate*',
] as const;

/**
 * Refuses the data of a bucket to every principal outside the organization, whoever allowed it, save AWS services, which are
 * of none (IAM User Guide, "aws:PrincipalOrgID"; AWS, "Data perimeters on AWS", trusted identities). Objects alone: with a
 * wrong id nobody would be left to mend the policy of a bucket that denied it all.
 */
export function denyPrincipalsOutside(organization: string, bucketArn: string): Statement {
  return {
    sid: 'DenyPrincipalsOutsideOrganization',
    effect: 'Deny',
    principal: '*',
    action: DATA_ACTIONS,
    resource: [`${bucketArn}/*`],
    condition: {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    },
  };
}
