import { readEvent } from '../../../audit/cloudtrail/events';
import { detailOf, jointDetail } from '../../../audit/cloudtrail/request-detail';
import { Trail } from '../../../audit/cloudtrail/trail';
import { unloggedRows } from '../../../audit/cloudtrail/unlogged-rows';
import type { RecordedRow } from '../../../audit/records/record-grouping';
import { cloudTrailRecord } from './cloudtrail-record';

/** The rows of one request that these events tell of, of the buckets `orders` and `archive`. */
function rowsOf(...changes: readonly Record<string, unknown>[]): readonly RecordedRow[] {
  const trail = new Trail();
  const records = changes.map(cloudTrailRecord);
  for (const event of records.map(readEvent)) if (event.kind === 'request') trail.add(event);
  const [request] = trail.unlogged();
  const [first, ...others] = records.map(detailOf);
  if (request === undefined || first === undefined) throw new Error('no event tells of a request');
  const detail = jointDetail([first, ...others]);
  return unloggedRows({ ...request, detail, requestId: 'R' }, ['orders', 'archive']);
}

test('a request is told as a line of the log would tell it', () => {
  const additionalEventData = {
    ...{ 'x-amz-id-2': 'host1=', SignatureVersion: 'SigV4', CipherSuite: 'ECDHE', AuthenticationMethod: 'AuthHeader' },
  };
  const [row] = rowsOf({ additionalEventData, tlsDetails: { tlsVersion: 'TLSv1.3' } });
  expect(row?.record).toMatchObject({
    ...{ bucket: 'orders', operation: 'CloudTrail.GetObject', key: 'a/b.txt', versionId: null },
    ...{ requester: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc', remoteIp: '10.20.3.4' },
    ...{ httpStatus: 200, errorCode: null, tlsVersion: 'TLSv1.3', signatureVersion: 'SigV4' },
  });
  expect(row?.witness).toMatchObject({ path: 'endpoint' });
});

test('a copy is a write and a read, within one bucket too', () => {
  const copy = (bucketName: string, source: string): readonly RecordedRow[] =>
    rowsOf({
      ...{ eventName: 'CopyObject', resources: [] },
      requestParameters: { bucketName, key: 'to', 'x-amz-copy-source': source },
    });
  const told = (rows: readonly RecordedRow[]): readonly unknown[] =>
    rows.map(({ record: { bucket, operation, key, versionId } }) => [bucket, operation, key, versionId]);
  expect(told(copy('archive', 'orders/a%20b%3Fc?versionId=v1'))).toEqual([
    ['archive', 'CloudTrail.CopyObject', 'to', null],
    ['orders', 'CloudTrail.CopyObject_GET', 'a b?c', 'v1'],
  ]);
  expect(told(copy('orders', '/orders/from'))).toEqual([
    ['orders', 'CloudTrail.CopyObject', 'to', null],
    ['orders', 'CloudTrail.CopyObject_GET', 'from', null],
  ]);
  expect(told(copy('elsewhere', 'orders/from'))).toEqual([['orders', 'CloudTrail.CopyObject_GET', 'from', null]]);
  expect(told(copy('orders', 'elsewhere/from'))).toEqual([['orders', 'CloudTrail.CopyObject', 'to', null]]);
});

test('a listing has the parameters that it was sent with, and no others', () => {
  const parameters = { bucketName: 'orders', prefix: 'a b/+&é', 'max-keys': '5' };
  const [row] = rowsOf({ eventName: 'ListObjects', requestParameters: parameters });
  expect(row?.record).toMatchObject({
    key: null,
    requestUri: 'GET /?prefix=a%20b%2F%2B%26%C3%A9&max-keys=5 HTTP/1.1',
  });
});

test('two trails tell of one request together; where they contradict each other, nothing is known of what was asked', () => {
  const poorer = { requestParameters: { bucketName: 'orders' } };
  expect(rowsOf({}, poorer).map(({ record }) => record.key)).toEqual(['a/b.txt']);
  expect(rowsOf({}, { requestParameters: { bucketName: 'orders', key: 'other' } })).toEqual([]);
});

test.each([
  ['a parameter that is a list', { requestParameters: { bucketName: 'orders', key: ['a', 'b'] } }],
  ['a source of a copy that is none', { requestParameters: { bucketName: 'orders', 'x-amz-copy-source': 'orders' } }],
])('%s tells nothing of what was asked', (_, change) => {
  expect(rowsOf(change)).toEqual([]);
});

test('network activity alone has no answer', () => {
  const [row] = rowsOf({ eventCategory: 'NetworkActivity' });
  expect(row?.record).toMatchObject({ httpStatus: null, errorCode: null });
});
