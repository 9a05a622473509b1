import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { replicateRecord } from '../../../../modules/lambda-replication/function/replicate-record';
import { created, mockedReplication, s3Error } from './mocked-replication';

const missing = s3Error('NotFound', 404);
const marker = s3Error('NotFound', 404, { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'm1' });
const version = { VersionId: 'v1', ETag: '"abc"', ContentLength: 3, LastModified: new Date('2026-01-05T00:00:03Z') };
const deletion = {
  ...created,
  kind: 'delete-marker-created' as const,
  eventName: 'ObjectRemoved:DeleteMarkerCreated',
  versionId: 'm1',
};

describe('one record', () => {
  test('of another bucket is refused', async () => {
    const { replication } = mockedReplication();
    expect(await replicateRecord(replication, { ...created, bucket: 'orders-replica' })).toEqual({
      outcome: 'failed',
      reason: 'the event is of bucket orders-replica, not of SOURCE_BUCKET orders-source',
      attempts: 0,
    });
  });

  test('is looked at again while its object is missing, and then fails', async () => {
    const { replication, source, destination } = mockedReplication();
    source.on(HeadObjectCommand).rejects(missing);
    destination.on(HeadObjectCommand).rejects(missing);

    expect(await replicateRecord(replication, created)).toEqual({
      outcome: 'failed',
      reason: 'SourceMissingError: the source has no such object, or not yet',
      attempts: 3,
    });
  });

  test('is copied once its object becomes visible', async () => {
    const { replication, source, destination } = mockedReplication();
    source.on(HeadObjectCommand).rejectsOnce(missing).rejectsOnce(missing).resolves(version);
    destination.on(HeadObjectCommand).rejects(missing);
    destination.on(CopyObjectCommand).resolves({});

    expect(await replicateRecord(replication, created)).toEqual({ outcome: 'copied', bytes: 3 });
  });

  test('is decided anew when another writer was faster', async () => {
    const { replication, source, destination } = mockedReplication();
    source.on(HeadObjectCommand).resolves(version);
    destination
      .on(HeadObjectCommand)
      .rejectsOnce(missing)
      .resolves({ ETag: '"theirs"', LastModified: new Date('2026-01-05T00:00:04Z') });
    destination.on(CopyObjectCommand, { IfNoneMatch: '*' }).rejects(s3Error('PreconditionFailed', 412));
    destination.on(CopyObjectCommand, { IfMatch: '"theirs"' }).resolves({});

    expect(await replicateRecord(replication, created)).toMatchObject({ outcome: 'copied' });
  });

  test('whose key exists is skipped where overwriting is prevented, also if it came into being just now', async () => {
    const { replication, source, destination } = mockedReplication({ PREVENT_OVERWRITE: 'true' });
    source.on(HeadObjectCommand).resolves(version);
    destination
      .on(HeadObjectCommand)
      .rejectsOnce(missing)
      .resolves({ ETag: '"theirs"', LastModified: new Date('2026-01-05T00:00:04Z') });
    destination.on(CopyObjectCommand).rejects(s3Error('PreconditionFailed', 412));

    expect(await replicateRecord(replication, created)).toEqual({
      outcome: 'skipped',
      reason: 'the key exists and overwriting is prevented',
    });
    expect(destination.commandCalls(CopyObjectCommand)).toHaveLength(1);
  });

  test('whose object was deleted since is copied if it was the newest version, found over more than one page', async () => {
    const { replication, source, destination } = mockedReplication();
    source.on(HeadObjectCommand).rejectsOnce(marker).resolves(version);
    source
      .on(ListObjectVersionsCommand)
      .resolvesOnce({ IsTruncated: true, NextKeyMarker: 'a%2Bb', NextVersionIdMarker: 'm1' })
      .resolves({
        Versions: [
          { Key: 'a%2Bb', VersionId: 'v1' },
          { Key: 'a%2Bb', VersionId: 'v0' },
        ],
      });
    destination.on(HeadObjectCommand).resolves({ ETag: '"old"', LastModified: new Date('2026-01-05T00:00:09Z') });
    destination.on(CopyObjectCommand, { IfMatch: '"old"' }).resolves({});

    expect(await replicateRecord(replication, created)).toMatchObject({ outcome: 'copied' });
    expect(source.commandCalls(ListObjectVersionsCommand)[1]?.args[0].input).toMatchObject({
      KeyMarker: 'a+b',
      VersionIdMarker: 'm1',
    });
  });

  test('of a bucket without versions is superseded once the content is another', async () => {
    const { replication, source, destination } = mockedReplication();
    source.on(HeadObjectCommand).resolves({ ...version, VersionId: undefined, ETag: '"other"' });
    destination.on(HeadObjectCommand).rejects(missing);

    expect(await replicateRecord(replication, { ...created, versionId: undefined })).toEqual({
      outcome: 'skipped',
      reason: 'superseded by a newer version',
    });
  });

  test('that is denied fails at once, with the reason AWS gave', async () => {
    const { replication, source, destination } = mockedReplication();
    source.on(HeadObjectCommand).resolves(version);
    destination.on(HeadObjectCommand).rejects(missing);
    destination.on(CopyObjectCommand).rejects(s3Error('AccessDenied', 403));

    expect(await replicateRecord(replication, created)).toMatchObject({
      outcome: 'failed',
      reason: 'AccessDenied: AccessDenied',
      attempts: 1,
    });
  });
});

describe('a deletion', () => {
  test('is not replicated by default', async () => {
    const { replication, destination } = mockedReplication();
    expect(await replicateRecord(replication, deletion)).toEqual({
      outcome: 'skipped',
      reason: 'deletions are not replicated',
    });
    expect(destination.calls()).toHaveLength(0);
  });

  test('puts a delete marker on what was seen at the destination, and deletes no version', async () => {
    const { replication, source, destination } = mockedReplication({ REPLICATE_DELETIONS: 'true' });
    source.on(HeadObjectCommand).rejects(marker);
    destination.on(HeadObjectCommand).resolves({ ETag: '"e"' });
    destination.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
    destination.on(DeleteObjectCommand).resolves({});

    expect(await replicateRecord(replication, deletion)).toEqual({ outcome: 'deleted' });
    expect(destination.commandCalls(DeleteObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'orders-replica',
      Key: 'a+b',
      IfMatch: '"e"',
      ExpectedBucketOwner: '222222222222',
    });
  });

  test('is refused where the destination keeps no versions, for it would destroy data', async () => {
    const { replication, source, destination } = mockedReplication({ REPLICATE_DELETIONS: 'true' });
    source.on(HeadObjectCommand).rejects(marker);
    destination.on(HeadObjectCommand).resolves({ ETag: '"e"' });
    destination.on(GetBucketVersioningCommand).resolves({ Status: 'Suspended' });

    expect(await replicateRecord(replication, deletion)).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('versioning Suspended') as string,
    });
    expect(destination.commandCalls(DeleteObjectCommand)).toHaveLength(0);
  });

  test('that came while the object was being copied is caught up with', async () => {
    const { replication, source, destination } = mockedReplication({ REPLICATE_DELETIONS: 'true' });
    source.on(HeadObjectCommand).resolvesOnce(version).rejects(marker);
    destination.on(HeadObjectCommand).rejects(missing);
    destination.on(CopyObjectCommand).resolves({ CopyObjectResult: { ETag: '"ours"' } });
    destination.on(GetBucketVersioningCommand).resolves({ Status: 'Enabled' });
    destination.on(DeleteObjectCommand, { IfMatch: '"ours"' }).resolves({});

    expect(await replicateRecord(replication, created)).toEqual({
      outcome: 'skipped',
      reason: 'superseded by a deletion',
    });
    expect(destination.commandCalls(DeleteObjectCommand)).toHaveLength(1);
  });
});
