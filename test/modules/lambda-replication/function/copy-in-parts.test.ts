import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
  type HeadObjectCommandOutput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { checksumOf, copyInParts, partRanges } from '../../../../modules/lambda-replication/function/copy-in-parts';
import { KEY_ARN, mockedReplication, s3Error } from './mocked-replication';

const MIB = 1024 ** 2;

const head: HeadObjectCommandOutput = {
  ETag: '"abc-3"',
  ContentLength: 12 * MIB,
  ContentType: 'text/csv',
  CacheControl: 'no-store',
  ContentDisposition: 'attachment',
  ContentEncoding: 'gzip',
  ContentLanguage: 'de',
  ExpiresString: '0',
  Metadata: { origin: 'point of sale' },
  ChecksumCRC64NVME: 'AAAAAAAAAAA=',
  ChecksumType: 'FULL_OBJECT',
  $metadata: {},
};

const copy = { key: 'a+b', versionId: 'v1', head, condition: { IfNoneMatch: '*' as const } };

function prepared(tags: { Key: string; Value: string }[] = [{ Key: 'class & kind', Value: 'a b+c' }]) {
  const mocked = mockedReplication({ PART_SIZE_BYTES: `${5 * MIB}` });
  mocked.source.on(GetObjectTaggingCommand).resolves({ TagSet: tags });
  mocked.destination.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u1' });
  mocked.destination.on(UploadPartCopyCommand).callsFake(({ PartNumber }: { PartNumber: number }) => ({
    CopyPartResult: { ETag: `"part ${PartNumber}"`, ChecksumCRC64NVME: `crc ${PartNumber}`, LastModified: new Date() },
  }));
  mocked.destination.on(CompleteMultipartUploadCommand).resolves({ ETag: '"whole-3"' });
  mocked.destination.on(AbortMultipartUploadCommand).resolves({});
  return mocked;
}

describe('a copy in parts', () => {
  test('gives the new upload the metadata, headers, tags and checksum algorithm that parts do not carry', async () => {
    const { replication, destination } = prepared();

    await expect(copyInParts(replication, copy)).resolves.toBe('"whole-3"');

    expect(destination.commandCalls(CreateMultipartUploadCommand)[0]?.args[0].input).toEqual({
      Bucket: 'orders-replica',
      Key: 'a+b',
      ExpectedBucketOwner: '222222222222',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: KEY_ARN,
      BucketKeyEnabled: true,
      Metadata: { origin: 'point of sale' },
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      WebsiteRedirectLocation: undefined,
      ChecksumAlgorithm: 'CRC64NVME',
      ChecksumType: 'FULL_OBJECT',
      Tagging: 'class%20%26%20kind=a%20b%2Bc',
    });
  });

  test('names version and range of each part, and completes under the condition with the checksum of the source', async () => {
    const { replication, destination } = prepared();

    await copyInParts(replication, copy);

    const ranges = destination.commandCalls(UploadPartCopyCommand).map(({ args }) => args[0].input.CopySourceRange);
    expect(ranges).toEqual(['bytes=0-5242879', 'bytes=5242880-10485759', 'bytes=10485760-12582911']);
    expect(destination.commandCalls(UploadPartCopyCommand)[0]?.args[0].input).toMatchObject({
      CopySource: 'orders-source/a%2Bb?versionId=v1',
      CopySourceIfMatch: '"abc-3"',
    });
    expect(destination.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input).toMatchObject({
      IfNoneMatch: '*',
      MpuObjectSize: 12 * MIB,
      ChecksumType: 'FULL_OBJECT',
      ChecksumCRC64NVME: 'AAAAAAAAAAA=',
      MultipartUpload: {
        Parts: [1, 2, 3].map((number) => ({
          PartNumber: number,
          ETag: `"part ${number}"`,
          ChecksumCRC64NVME: `crc ${number}`,
        })),
      },
    });
  });

  test('repeats a part that is throttled', async () => {
    const { replication, destination } = prepared();
    destination.on(UploadPartCopyCommand, { PartNumber: 2 }).rejectsOnce(s3Error('SlowDown', 503)).resolves({});

    await expect(copyInParts(replication, copy)).resolves.toBe('"whole-3"');
    expect(destination.commandCalls(UploadPartCopyCommand)).toHaveLength(4);
  });

  test.each([
    ['a part fails', UploadPartCopyCommand, s3Error('AccessDenied', 403)],
    ['another writer was faster', CompleteMultipartUploadCommand, s3Error('PreconditionFailed', 412)],
  ])('is aborted when %s', async (_, command, error) => {
    const { replication, destination } = prepared();
    destination.on(command as typeof UploadPartCopyCommand).rejects(error);

    await expect(copyInParts(replication, copy)).rejects.toBe(error);
    expect(destination.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).toMatchObject({ UploadId: 'u1' });
  });

  test('fails with its own error even if the abort fails too', async () => {
    const { replication, destination } = prepared();
    const denied = s3Error('AccessDenied', 403);
    destination.on(UploadPartCopyCommand).rejects(denied);
    destination.on(AbortMultipartUploadCommand).rejects(s3Error('NoSuchUpload', 404));

    await expect(copyInParts(replication, copy)).rejects.toBe(denied);
  });

  test('refuses to lose metadata that S3 does not show', async () => {
    const { replication } = prepared();
    await expect(copyInParts(replication, { ...copy, head: { ...head, MissingMeta: 2 } })).rejects.toThrow(
      /does not show 2 metadata entries/,
    );
  });
});

describe('the checksum of a copy in parts', () => {
  test('spans the whole object where the algorithm can', () => {
    expect(checksumOf({ ChecksumCRC32: 'x', $metadata: {} })).toEqual({
      ChecksumAlgorithm: 'CRC32',
      ChecksumType: 'FULL_OBJECT',
    });
  });

  test('is a checksum of checksums for SHA', () => {
    expect(checksumOf({ ChecksumSHA256: 'x', $metadata: {} })).toEqual({
      ChecksumAlgorithm: 'SHA256',
      ChecksumType: 'COMPOSITE',
    });
  });

  test('is left to S3 where the source has none', () => {
    expect(checksumOf({ $metadata: {} })).toEqual({});
  });
});

test('part ranges cover every byte once, in order, with at most 10,000 parts', () => {
  const tebibyte = 1024 ** 4;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 48 * tebibyte }),
      fc.integer({ min: 1024 ** 3, max: 5 * 1024 ** 3 }),
      (size, part) => {
        const ranges = partRanges(size, part);
        expect(ranges.length).toBeLessThanOrEqual(10_000);
        expect(ranges[0]?.first).toBe(0);
        expect(ranges.at(-1)?.last).toBe(size - 1);
        expect(ranges.every(({ first }, index) => index === 0 || first === ranges[index - 1]!.last + 1)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});
