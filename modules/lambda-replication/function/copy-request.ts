import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Condition } from './decide';

/** A version at the source, as a HEAD described it, and the condition under which it may be written. */
export interface Copy {
  readonly key: string;
  /** Absent where the source bucket is not versioned; the ETag then pins the content. */
  readonly versionId: string | undefined;
  readonly head: HeadObjectCommandOutput;
  readonly condition: Condition;
}

/** Slower than S3 copies within or between Regions; a copy still slower is taken for stuck. */
const SLOWEST_BYTES_PER_MS = 20_000;

/** How long a server-side copy of so many bytes may take (milliseconds). */
export function copyTimeoutMs(bytes: number, requestTimeoutMs: number): number {
  return requestTimeoutMs + Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
}

/** Names the version to read, and refuses another content under its name or another owner's bucket. */
export function copySource(
  source: { readonly bucket: string; readonly accountId: string },
  { key, versionId, head }: Copy,
): { CopySource: string; CopySourceIfMatch: string | undefined; ExpectedSourceBucketOwner: string } {
  const version = versionId === undefined ? '' : `?versionId=${encodeURIComponent(versionId)}`;
  return {
    CopySource: `${source.bucket}/${encodeKey(key)}${version}`,
    CopySourceIfMatch: head.ETag,
    ExpectedSourceBucketOwner: source.accountId,
  };
}

/** Percent-encodes a key for `x-amz-copy-source`, leaving only unreserved characters and slashes. */
function encodeKey(key: string): string {
  const encoded = key.split('/').map(encodeURIComponent).join('/');
  return encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The destination's key by its full ARN, with a bucket key to spare KMS a request per object. */
export function encryption(kmsKeyArn: string): {
  ServerSideEncryption: 'aws:kms';
  SSEKMSKeyId: string;
  BucketKeyEnabled: true;
} {
  return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyArn, BucketKeyEnabled: true };
}
