import type { Statement } from '../policy/statement';

/**
 * Refuses uploads under another key than the bucket's own: one that names a key names this one, by its ARN; one that asks for
 * any encryption names a key; and nobody brings a key of their own (SSE-C), with which only they could read. A request that
 * says nothing of encryption gets the bucket's default (S3 User Guide, "Amazon S3 condition keys" and "Using server-side
 * encryption with AWS KMS keys"). Replication by S3 writes with another action, and its rules name the key.
 */
export function denyOtherKeys(bucketArn: string, keyArn: string): readonly Statement[] {
  const deny = (sid: string, condition: Statement['condition']): Statement => ({
    sid,
    effect: 'Deny',
    principal: '*',
    action: ['s3:PutObject'],
    resource: [`${bucketArn}/*`],
    ...(condition && { condition }),
  });
  const named = 's3:x-amz-server-side-encryption-aws-kms-key-id';
  return [
    // A negated operator holds for a missing key as well.
    deny('DenyUploadsUnderOtherKeys', { Null: { [named]: 'false' }, StringNotEquals: { [named]: keyArn } }),
    // SSE-S3, and aws:kms by itself, which means the key of AWS.
    deny('DenyUploadsWithoutKey', { Null: { 's3:x-amz-server-side-encryption': 'false', [named]: 'true' } }),
    deny('DenyUploadsUnderKeysOfCallers', { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } }),
  ];
}
