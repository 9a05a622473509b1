import { agreed, uploadEncryption } from '../../../audit/cloudtrail/upload-encryption';

const KEY = 'arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const HEADER = 'x-amz-server-side-encryption';

function upload(applied: string | undefined, requestParameters: object = {}, more: object = {}): unknown {
  return uploadEncryption({
    eventName: 'PutObject',
    requestParameters: { bucketName: 'orders', key: 'k', ...requestParameters },
    additionalEventData: { SSEApplied: applied },
    ...more,
  });
}

const NONE = { algorithm: null, keyId: null, customerAlgorithm: null };

test.each([
  ['Default_SSE_S3', { ...NONE, usedKey: null }],
  ['Default_SSE_KMS', NONE],
  ['SSE_S3', { ...NONE, algorithm: 'AES256', usedKey: null }],
  ['SSE_KMS', { algorithm: 'aws:kms', customerAlgorithm: null }],
  ['SSE_C', { ...NONE, customerAlgorithm: 'AES256', usedKey: null }],
  ['Default_SSE_NEW', null],
  [undefined, null],
])('SSEApplied %s tells of an upload: %j', (applied, told) => {
  expect(upload(applied)).toEqual(told);
});

test('headers that were sent are told, and beside one of them those that were not', () => {
  expect(upload(undefined, { [HEADER]: 'aws:kms', [`${HEADER}-aws-kms-key-id`]: KEY })).toEqual({
    ...{ algorithm: 'aws:kms', customerAlgorithm: null },
    ...{ keyId: KEY, usedKey: KEY },
  });
  expect(upload('SSE_KMS', { [HEADER]: 'aws:kms:dsse' })).toEqual({ customerAlgorithm: null, keyId: null });
  expect(upload('SSE_KMS', { [HEADER]: 'aws:kms' })).toEqual({
    ...{ algorithm: 'aws:kms', keyId: null, customerAlgorithm: null },
  });
  expect(upload(undefined, { [`${HEADER}-customer-algorithm`]: 'AES256' })).toEqual({ customerAlgorithm: 'AES256' });
});

test('a key that is named by an alias or an id alone is not told: the condition sees an ARN', () => {
  for (const id of ['alias/orders', '1234abcd-12ab-34cd-56ef-1234567890ab', 7])
    expect(upload('SSE_KMS', { [HEADER]: 'aws:kms', [`${HEADER}-aws-kms-key-id`]: id })).toEqual({
      ...{ algorithm: 'aws:kms', customerAlgorithm: null },
    });
});

test('the answer tells by which key S3 encrypted', () => {
  const response = { responseElements: { [`${HEADER}-aws-kms-key-id`]: KEY } };
  expect(upload('Default_SSE_KMS', {}, response)).toEqual({ ...NONE, usedKey: KEY });
});

test('other events tell nothing of an upload', () => {
  for (const eventName of ['GetObject', 'UploadPart', 'CompleteMultipartUpload', undefined])
    expect(uploadEncryption({ eventName, additionalEventData: { SSEApplied: 'SSE_S3' } })).toBeNull();
});

test('of what sources contradict each other in, nothing is told, however many there are', () => {
  const [a, b] = [{ algorithm: 'AES256' }, { algorithm: null, keyId: null }];
  expect(agreed([a, b, a])).toEqual({ keyId: null });
  expect(agreed([a, {}])).toEqual(a);
  expect(agreed([{}, {}])).toBeNull();
});
