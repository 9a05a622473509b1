import type { AccessLogRecord } from '../../../contract/access-log-fields';

export const ENDPOINT = 'vpce-0a1b2c3d4e5f67890';

/** A GetObject through the expected endpoint as CloudTrail records it, but for what the test is about. */
export function cloudTrailRecord(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
      accountId: '111111111111',
    },
    eventTime: '2026-01-05T08:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    sourceIPAddress: '10.20.3.4',
    requestParameters: { bucketName: 'orders', key: 'a/b.txt' },
    additionalEventData: { 'x-amz-id-2': 'host1=' },
    requestID: 'AAAAAAAAAAAAAAA1',
    resources: [
      { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::orders/a/b.txt' },
      { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::orders', accountId: '222222222222' },
    ],
    eventCategory: 'Data',
    vpcEndpointId: ENDPOINT,
    ...change,
  };
}

/** The fields of an access log record that the join asks for, of the same request. */
export const loggedRequest: Pick<
  AccessLogRecord,
  'requestId' | 'hostId' | 'bucket' | 'requester' | 'remoteIp' | 'time'
> = {
  requestId: 'AAAAAAAAAAAAAAA1',
  hostId: 'host1=',
  bucket: 'orders',
  requester: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
  remoteIp: '10.20.3.4',
  time: Date.parse('2026-01-05T08:00:00Z') / 1000,
};
