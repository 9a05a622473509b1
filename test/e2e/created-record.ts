/** One record as S3 sends it (S3 User Guide, "Event message structure"). */
export function createdRecord(bucket: string, key: string, versionId: string | undefined, eTag: string | undefined) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: '2026-01-05T00:00:03.000Z',
    eventName: 'ObjectCreated:Put',
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: new URLSearchParams({ key }).toString().slice('key='.length),
        versionId,
        eTag: eTag?.replaceAll('"', ''),
        sequencer: '0055AED6DCD90281E5',
      },
    },
  };
}
