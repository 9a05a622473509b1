import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { type Copy, copySource, copyTimeoutMs, encryption } from './copy-request';
import type { Replication } from './replication';

/**
 * Copies one version of at most 5 GiB in one request. Metadata, tags and the checksum's algorithm go with the object, since
 * S3 itself copies them. No ACL is sent: under BucketOwnerEnforced any ACL is refused.
 * Returns the copy's ETag. Throws the error of S3, or OutOfTimeError.
 */
export async function copyObject(
  { configuration, destinationClient, call }: Replication,
  copy: Copy,
): Promise<string | undefined> {
  const command = new CopyObjectCommand({
    ...copySource(configuration.source, copy),
    ...encryption(configuration.destination.kmsKeyArn),
    ...copy.condition,
    Bucket: configuration.destination.bucket,
    Key: copy.key,
    MetadataDirective: 'COPY',
    TaggingDirective: 'COPY',
    // The one piece of metadata that CopyObject leaves behind.
    WebsiteRedirectLocation: copy.head.WebsiteRedirectLocation,
    ExpectedBucketOwner: configuration.destination.accountId,
  });
  const timeoutMs = copyTimeoutMs(copy.head.ContentLength ?? 0, configuration.requestTimeoutMs);
  const { CopyObjectResult } = await call(timeoutMs, (abortSignal) => destinationClient.send(command, { abortSignal }));
  return CopyObjectResult?.ETag;
}
