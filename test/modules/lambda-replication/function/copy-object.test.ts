import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { copyObject } from '../../../../modules/lambda-replication/function/copy-object';
import { KEY_ARN, mockedReplication } from './mocked-replication';

const head = { ETag: '"abc"', ContentLength: 3, $metadata: {} };

test('a copy names version, owners and key in full, lets S3 carry metadata and tags, and sends no ACL', async () => {
  const { replication, destination } = mockedReplication();
  destination.on(CopyObjectCommand).resolves({ CopyObjectResult: { ETag: '"new"' } });

  const eTag = await copyObject(replication, {
    key: "ü/a+b c%2F?versionId=x'",
    versionId: 'v/1+',
    head: { ...head, WebsiteRedirectLocation: '/elsewhere' },
    condition: { IfMatch: '"old"' },
  });

  expect(eTag).toBe('"new"');
  expect(destination.commandCalls(CopyObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'orders-replica',
    Key: "ü/a+b c%2F?versionId=x'",
    CopySource: 'orders-source/%C3%BC/a%2Bb%20c%252F%3FversionId%3Dx%27?versionId=v%2F1%2B',
    CopySourceIfMatch: '"abc"',
    MetadataDirective: 'COPY',
    TaggingDirective: 'COPY',
    WebsiteRedirectLocation: '/elsewhere',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: KEY_ARN,
    BucketKeyEnabled: true,
    IfMatch: '"old"',
    ExpectedBucketOwner: '222222222222',
    ExpectedSourceBucketOwner: '111111111111',
  });
});

test('of a bucket without versions, the ETag pins what is copied', async () => {
  const { replication, destination } = mockedReplication();
  destination.on(CopyObjectCommand).resolves({});

  await copyObject(replication, { key: 'k', versionId: undefined, head, condition: { IfNoneMatch: '*' } });

  expect(destination.commandCalls(CopyObjectCommand)[0]?.args[0].input).toMatchObject({
    CopySource: 'orders-source/k',
    CopySourceIfMatch: '"abc"',
    IfNoneMatch: '*',
  });
});
