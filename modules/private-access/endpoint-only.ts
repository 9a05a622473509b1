import type { Statement } from '../policy/statement';

/**
 * Every S3 action that reads, writes or changes an object or what is attached to it (Service Authorization Reference,
 * "Actions, resources, and condition keys for Amazon S3", resource type object). Replication's own are among them, else an
 * administrator could write round the endpoint with those. Not `s3:*` and not `s3:ListBucket`: HeadBucket needs that, and
 * a Terraform that may not ask plans to create the bucket anew.
 */
export const DATA_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:BypassGovernanceRetention',
  's3:DeleteObject',
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersion',
  's3:DeleteObjectVersionTagging',
  's3:GetObject',
  's3:GetObjectAcl',
  's3:GetObjectAttributes',
  's3:GetObjectLegalHold',
  's3:GetObjectRetention',
  's3:GetObjectTagging',
  's3:GetObjectTorrent',
  's3:GetObjectVersion',
  's3:GetObjectVersionAcl',
  's3:GetObjectVersionAttributes',
  's3:GetObjectVersionForReplication',
  's3:GetObjectVersionTagging',
  's3:GetObjectVersionTorrent',
  's3:InitiateReplication',
  's3:ListMultipartUploadParts',
  's3:ObjectOwnerOverrideToBucketOwner',
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectLegalHold',
  's3:PutObjectRetention',
  's3:PutObjectTagging',
  's3:PutObjectVersionAcl',
  's3:PutObjectVersionTagging',
  's3:ReplicateDelete',
  's3:ReplicateObject',
  's3:ReplicateTags',
  's3:RestoreObject',
] as const;

/**
 * Refuses the data to every request that does not come through the endpoint, whoever sends it, save AWS services acting
 * for themselves or for a caller, and the exempt (IAM User Guide, "aws:SourceVpce", "aws:PrincipalIsAWSService",
 * "aws:ViaAWSService"). All conditions must hold for the Deny: a request without the key of one counts as outside.
 *
 * @param exempt ARNs of principals. Service roles are no services in this sense and need to be listed.
 */
export function denyDataAccessOutsideEndpoint(
  bucketArn: string,
  endpointId: string,
  exempt: readonly string[],
): Statement {
  return {
    sid: 'DenyDataAccessOutsideEndpoint',
    effect: 'Deny',
    principal: '*',
    action: DATA_ACTIONS,
    resource: [`${bucketArn}/*`],
    condition: {
      StringNotEqualsIfExists: { 'aws:SourceVpce': endpointId },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
      ArnNotLikeIfExists: { 'aws:PrincipalArn': exempt },
    },
  };
}
