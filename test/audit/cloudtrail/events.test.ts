import { existsSync, readFileSync } from 'node:fs';
import { readEvent } from '../../../audit/cloudtrail/events';
import { cloudTrailRecord, ENDPOINT } from './cloudtrail-record';

test('a data event tells request, host, buckets, source, endpoint and caller', () => {
  expect(readEvent(cloudTrailRecord())).toEqual({
    kind: 'request',
    time: Date.parse('2026-01-05T08:00:00Z') / 1000,
    requestId: 'AAAAAAAAAAAAAAA1',
    hostId: 'host1=',
    buckets: ['orders'],
    eventName: 'GetObject',
    errorCode: null,
    ...{ hostEndpoint: null, callerType: 'AssumedRole', invokedBy: null, pathOnly: false, encryption: null },
    sourceAddress: '10.20.3.4',
    vpcEndpointId: ENDPOINT,
    callerArn: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
    callerAccount: '111111111111',
  });
});

test('a copy touches two buckets, the one it writes first', () => {
  const resources = ['arn:aws:s3:::replica/a', 'arn:aws:s3:::replica', 'arn:aws:s3:::orders/a'].map((ARN) => ({ ARN }));
  const copy = cloudTrailRecord({ eventName: 'CopyObject', requestParameters: { bucketName: 'replica' }, resources });
  expect(readEvent(copy)).toMatchObject({ buckets: ['replica', 'orders'] });
});

test.each(['orders/a/b.txt', '/orders/a/b.txt', 'orders%2Fa%2Fb.txt', '%2forders/a?versionId=1'])(
  'a copy reads the bucket of its source %s',
  (source) => {
    const requestParameters = { bucketName: 'replica', 'x-amz-copy-source': source };
    expect(readEvent(cloudTrailRecord({ requestParameters, resources: [] }))).toMatchObject({
      buckets: ['replica', 'orders'],
    });
  },
);

test.each(['AwsVpceEvent', 'AwsVpceEvents'])('a denial by an endpoint policy is told, spelt %s', (eventType) => {
  const change = { eventCategory: 'NetworkActivity', eventType, errorCode: 'VpceAccessDenied' };
  expect(readEvent(cloudTrailRecord(change))).toMatchObject({ kind: 'endpoint-denial', vpcEndpointId: ENDPOINT });
});

test.each([
  ['an event of another service', { eventSource: 'ec2.amazonaws.com' }],
  ['a change of configuration without a host id', { eventCategory: 'Management', additionalEventData: null }],
  [
    'a change of an Object Lambda access point',
    { eventSource: 's3-object-lambda.amazonaws.com', eventCategory: 'Management' },
  ],
  ['a call to no bucket', { requestParameters: null, resources: [], eventCategory: 'Management' }],
])('%s is of another kind', (_what, change) => {
  expect(readEvent(cloudTrailRecord(change)).kind).toBe('other');
});

test('network activity needs no host id to tell a path', () => {
  const change = { eventCategory: 'NetworkActivity', additionalEventData: null };
  expect(readEvent(cloudTrailRecord(change))).toMatchObject({ kind: 'request', hostId: null, pathOnly: true });
});

test.each([
  ['without a host id', { additionalEventData: {} }],
  ['of network activity without an endpoint', { eventCategory: 'NetworkActivity', vpcEndpointId: undefined }],
  ['of network activity without a request id', { eventCategory: 'NetworkActivity', requestID: undefined }],
  ['without a request id', { requestID: undefined }],
  ['without a source', { sourceIPAddress: 5 }],
  ['without a time', { eventTime: 'yesterday' }],
  ['with a time of no zone', { eventTime: 'Jan 5 2026' }],
  ['with an endpoint that is no text', { vpcEndpointId: 5, sourceIPAddress: 'AWS Internal' }],
  ['to no bucket', { requestParameters: null, resources: [] }],
  ['to the alias of an access point', { requestParameters: { bucketName: 'ap-xyz-s3alias' }, resources: [] }],
  [
    'that copies from a bucket to the alias of an access point, behind which another one stands',
    {
      requestParameters: { bucketName: 'ap-xyz-s3alias', 'x-amz-copy-source': 'other/k' },
      resources: [{ ARN: 'arn:aws:s3:::other/k' }],
    },
  ],
  [
    'that copies from an access point',
    {
      requestParameters: {
        bucketName: 'orders',
        'x-amz-copy-source': 'arn:aws:s3:us-east-1:222222222222:accesspoint/ap/object/k',
      },
    },
  ],
  [
    'to an Object Lambda access point, behind which a bucket stands',
    { eventSource: 's3-object-lambda.amazonaws.com', eventCategory: 'Data', requestParameters: null, resources: [] },
  ],
  ['without a source of the event', { eventSource: undefined }],
])('a request %s is unreadable, not passed over', (_what, change) => {
  expect(readEvent(cloudTrailRecord(change)).kind).toBe('unreadable');
});

test.each([[null], ['text'], [[]]])('%j is unreadable', (record) => {
  expect(readEvent(record).kind).toBe('unreadable');
});

const SAMPLE = '../shared/samples/elastic-integrations.cloudtrail_s3.json';
(existsSync(SAMPLE) ? test : test.skip)('real events by others are requests, the one marked Management too', () => {
  const records = JSON.parse(readFileSync(SAMPLE, 'utf8')) as unknown[];
  expect(records.map(readEvent)).toMatchObject([
    { kind: 'request', requestId: '62A9N2AH4P4YKG2B', vpcEndpointId: null, sourceAddress: '216.160.83.56' },
    { kind: 'request', requestId: '7FQJXG8C228Y7NNK' },
  ]);
});

test.each([
  [{ eventCategory: 'Insight', eventType: 'AwsCloudTrailInsight' }, 'Insight events'],
  [{ eventType: 'AwsCloudTrailInsight' }, 'Insight events'],
  [
    { eventCategory: 'Aggregated', eventType: 'AwsAggregatedEvent', eventSource: 's3.amazonaws.com' },
    'aggregated events',
  ],
])('what tells of no single request is known by name: %j', (record, neighbour) => {
  expect(readEvent(record)).toEqual({ kind: 'neighbour', neighbour });
});

describe('calls about the settings of a bucket need no ids', () => {
  const withoutIds = { additionalEventData: null, eventCategory: undefined };

  test.each(['PutBucketPolicy', 'GetBucketAcl', 'CreateBucket', 'DeleteBucketCors'])(
    '%s of 2019, without a category',
    (eventName) => {
      expect(readEvent(cloudTrailRecord({ ...withoutIds, eventName }))).toEqual({ kind: 'other' });
    },
  );

  test('those of later say that they are management events', () => {
    expect(readEvent(cloudTrailRecord({ ...withoutIds, managementEvent: true }))).toEqual({ kind: 'other' });
  });

  test.each(['GetObject', 'HeadBucket', 'ListObjects'])('but a request for data does: %s', (eventName) => {
    expect(readEvent(cloudTrailRecord({ ...withoutIds, eventName })).kind).toBe('unreadable');
    expect(
      readEvent(cloudTrailRecord({ ...withoutIds, eventName: 'PutBucketPolicy', eventCategory: 'Data' })).kind,
    ).toBe('unreadable');
  });
});
