import type { Statement } from './statement';

/** Refuses every request that is not over TLS (S3 User Guide, "Security best practices for Amazon S3"). */
export function denyInsecureTransport(bucketArn: string): Statement {
  return {
    sid: 'DenyInsecureTransport',
    effect: 'Deny',
    principal: '*',
    // A Deny of everything narrows: no request at all may go in clear text.
    action: ['s3:*'],
    resource: [bucketArn, `${bucketArn}/*`],
    condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
