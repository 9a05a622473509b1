import type { Statement } from './statement';

/** Refuses every request to a bucket that is not over TLS (S3 User Guide, "Security best practices for Amazon S3"). */
export function denyInsecureTransport(bucketArn: string): Statement {
  // A Deny of everything narrows: no request at all may go in clear text.
  return denyClearText(['s3:*'], [bucketArn, `${bucketArn}/*`]);
}

/** Refuses actions on resources unless they are asked for over TLS. */
export function denyClearText(action: readonly string[], resource: readonly string[]): Statement {
  return {
    sid: 'DenyInsecureTransport',
    effect: 'Deny',
    principal: '*',
    action,
    resource,
    condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/**
 * Refuses requests in an older version of TLS (S3 User Guide, "Amazon S3 condition keys", s3:TlsVersion). Services acting for
 * themselves have no such key, and are not refused.
 */
export function denyOldTls(bucketArn: string, minimum: string): Statement {
  return {
    sid: 'DenyOldTls',
    effect: 'Deny',
    principal: '*',
    action: ['s3:*'],
    resource: [bucketArn, `${bucketArn}/*`],
    condition: { NumericLessThan: { 's3:TlsVersion': minimum } },
  };
}
