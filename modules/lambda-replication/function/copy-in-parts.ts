import {
  type ChecksumAlgorithm,
  type CompletedPart,
  type CopyPartResult,
  type CreateMultipartUploadCommandInput,
  type HeadObjectCommandOutput,
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { mapConcurrently } from './concurrency';
import { type Copy, copySource, copyTimeoutMs, encryption } from './copy-request';
import type { Replication } from './replication';

/** Source: AWS "Amazon S3 multipart upload limits". */
const MOST_PARTS = 10_000;

/** The algorithms S3 can hold over a whole object assembled from parts. Source: AWS "Checking object integrity". */
const WHOLE_OBJECT_ALGORITHMS = ['CRC64NVME', 'CRC32', 'CRC32C'] as const;
const ALGORITHMS = [...WHOLE_OBJECT_ALGORITHMS, 'SHA1', 'SHA256'] as const;

/**
 * Copies one version part by part. UploadPartCopy carries bytes only, so metadata, content headers, tags and the
 * checksum's algorithm are read from the source and given to the new upload. The upload is aborted if anything fails.
 * Returns the ETag of the completed object. Throws the error of S3, or OutOfTimeError.
 */
export async function copyInParts(replication: Replication, copy: Copy): Promise<string | undefined> {
  const uploadId = await createUpload(replication, copy);
  try {
    const parts = await copyParts(replication, copy, uploadId);
    return await completeUpload(replication, copy, uploadId, parts);
  } catch (error) {
    await abortUpload(replication, copy, uploadId);
    throw error;
  }
}

async function createUpload(replication: Replication, copy: Copy): Promise<string> {
  const { configuration, destinationClient, call } = replication;
  const command = new CreateMultipartUploadCommand({
    ...destinationOf(replication, copy),
    ...encryption(configuration.destination.kmsKeyArn),
    ...metadataOf(copy.head),
    ...checksumOf(copy.head),
    Tagging: await taggingOf(replication, copy),
  });
  carryExpires(command, copy.head.ExpiresString);
  const { UploadId } = await call(configuration.requestTimeoutMs, (abortSignal) =>
    destinationClient.send(command, { abortSignal }),
  );
  if (UploadId === undefined) throw new Error('S3 created a multipart upload without naming it');
  return UploadId;
}

function destinationOf({ configuration }: Replication, { key }: Copy) {
  const { bucket, accountId } = configuration.destination;
  return { Bucket: bucket, Key: key, ExpectedBucketOwner: accountId };
}

function metadataOf(head: HeadObjectCommandOutput): Partial<CreateMultipartUploadCommandInput> {
  if (head.MissingMeta) {
    throw new Error(
      `S3 does not show ${head.MissingMeta} metadata entries of the source, so a copy in parts would lose them`,
    );
  }
  return {
    Metadata: head.Metadata,
    ContentType: head.ContentType,
    CacheControl: head.CacheControl,
    ContentDisposition: head.ContentDisposition,
    ContentEncoding: head.ContentEncoding,
    ContentLanguage: head.ContentLanguage,
    WebsiteRedirectLocation: head.WebsiteRedirectLocation,
  };
}

/** Sends the Expires header as the source has it: the SDK takes a date, but S3 keeps any text there, such as `0`. */
function carryExpires(command: CreateMultipartUploadCommand, expires: string | undefined): void {
  if (expires === undefined) return;
  command.middlewareStack.add(
    (next) => (step) => {
      (step.request as { headers: Record<string, string> }).headers.expires = expires;
      return next(step);
    },
    { step: 'build', name: 'carryExpires' },
  );
}

/** The source's algorithm; over the whole object where S3 can do so, for then the value stays the same. */
export function checksumOf(
  head: HeadObjectCommandOutput,
): Pick<CreateMultipartUploadCommandInput, 'ChecksumAlgorithm' | 'ChecksumType'> {
  const algorithm: ChecksumAlgorithm | undefined = ALGORITHMS.find((name) => head[`Checksum${name}`] !== undefined);
  if (algorithm === undefined) return {};
  const whole = WHOLE_OBJECT_ALGORITHMS.some((name) => name === algorithm);
  return { ChecksumAlgorithm: algorithm, ChecksumType: whole ? 'FULL_OBJECT' : 'COMPOSITE' };
}

async function taggingOf({ configuration, sourceClient, call }: Replication, copy: Copy): Promise<string | undefined> {
  const command = new GetObjectTaggingCommand({
    Bucket: configuration.source.bucket,
    Key: copy.key,
    VersionId: copy.versionId,
    ExpectedBucketOwner: configuration.source.accountId,
  });
  const { TagSet = [] } = await call(configuration.requestTimeoutMs, (abortSignal) =>
    sourceClient.send(command, { abortSignal }),
  );
  if (TagSet.length === 0) return undefined;
  return TagSet.map(({ Key = '', Value = '' }) => `${encodeURIComponent(Key)}=${encodeURIComponent(Value)}`).join('&');
}

/** The byte ranges, both ends inclusive, of an object cut into parts of at least `partSize`, at most 10,000 of them. */
export function partRanges(size: number, partSize: number): { first: number; last: number }[] {
  const length = Math.max(partSize, Math.ceil(size / MOST_PARTS));
  return Array.from({ length: Math.ceil(size / length) }, (_, index) => ({
    first: index * length,
    last: Math.min(size, (index + 1) * length) - 1,
  }));
}

async function copyParts(replication: Replication, copy: Copy, uploadId: string): Promise<CompletedPart[]> {
  const { configuration, destinationClient, call } = replication;
  const ranges = partRanges(copy.head.ContentLength ?? 0, configuration.partSizeBytes);
  const numbered = ranges.map((range, index) => ({ ...range, partNumber: index + 1 }));
  return mapConcurrently(numbered, configuration.concurrency, async ({ first, last, partNumber }) => {
    const command = new UploadPartCopyCommand({
      ...destinationOf(replication, copy),
      ...copySource(configuration.source, copy),
      UploadId: uploadId,
      PartNumber: partNumber,
      CopySourceRange: `bytes=${first}-${last}`,
    });
    const timeoutMs = copyTimeoutMs(last - first + 1, configuration.requestTimeoutMs);
    const { CopyPartResult } = await call(timeoutMs, (abortSignal) => destinationClient.send(command, { abortSignal }));
    return completedPart(partNumber, CopyPartResult);
  });
}

/** Completion wants each part's ETag and, of a composite checksum, the part's own. */
function completedPart(partNumber: number, copied: CopyPartResult = {}): CompletedPart {
  const checksums = ALGORITHMS.map((name) => [`Checksum${name}`, copied[`Checksum${name}`]] as const);
  return { PartNumber: partNumber, ETag: copied.ETag, ...Object.fromEntries(checksums) };
}

async function completeUpload(
  replication: Replication,
  copy: Copy,
  uploadId: string,
  parts: CompletedPart[],
): Promise<string | undefined> {
  const { configuration, destinationClient, call } = replication;
  const command = new CompleteMultipartUploadCommand({
    ...destinationOf(replication, copy),
    ...copy.condition,
    ...expectedChecksum(copy.head),
    UploadId: uploadId,
    MultipartUpload: { Parts: parts },
    MpuObjectSize: copy.head.ContentLength,
  });
  // S3 assembles before it answers, which takes minutes for thousands of parts.
  const timeoutMs = copyTimeoutMs(copy.head.ContentLength ?? 0, configuration.requestTimeoutMs);
  const { ETag } = await call(timeoutMs, (abortSignal) => destinationClient.send(command, { abortSignal }));
  return ETag;
}

/** Where source and copy both have a checksum over the whole object, S3 shall refuse a copy whose value differs. */
function expectedChecksum(head: HeadObjectCommandOutput) {
  const { ChecksumAlgorithm: algorithm, ChecksumType: type } = checksumOf(head);
  if (algorithm === undefined || type !== 'FULL_OBJECT' || head.ChecksumType !== 'FULL_OBJECT') return {};
  return {
    ChecksumType: type,
    [`Checksum${algorithm}`]: head[`Checksum${algorithm}` as keyof HeadObjectCommandOutput],
  };
}

/** An abort that fails leaves parts to the bucket's lifecycle rule; the copy's own error matters more. */
async function abortUpload(replication: Replication, copy: Copy, uploadId: string): Promise<void> {
  const { configuration, destinationClient, lastCall } = replication;
  const command = new AbortMultipartUploadCommand({ ...destinationOf(replication, copy), UploadId: uploadId });
  await lastCall(configuration.requestTimeoutMs, (abortSignal) =>
    destinationClient.send(command, { abortSignal }),
  ).catch(() => undefined);
}
