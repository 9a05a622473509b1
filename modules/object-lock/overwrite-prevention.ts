import type { Statement } from '../policy/statement';

/**
 * Refuses every upload that would not fail on an existing key: S3 answers 412 to a conditional write when the key exists.
 * Parts of multipart uploads create no object and are spared; their completion is not (S3 User Guide, "Enforce
 * conditional writes on Amazon S3 buckets"). Replication by S3 writes with another action and goes on.
 */
export function denyOverwrite(bucketArn: string): Statement {
  return {
    sid: 'DenyUploadsThatMayOverwrite',
    effect: 'Deny',
    principal: '*',
    action: ['s3:PutObject'],
    resource: [`${bucketArn}/*`],
    condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
  };
}
