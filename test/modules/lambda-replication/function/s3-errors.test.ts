import { deleteMarkerOf, kindOfError } from '../../../../modules/lambda-replication/function/s3-errors';

const error = (name: string, httpStatusCode?: number, code?: string) =>
  Object.assign(new Error(name), { name, code, $metadata: { httpStatusCode } });

describe('an error of AWS', () => {
  test.each([
    ['SlowDown', 503],
    ['InternalError', 200],
    ['RequestTimeout', 400],
    ['OperationAborted', 409],
    ['ThrottlingException', 400],
    ['KMS.ThrottlingException', 400],
    ['UnknownError', 500],
    ['UnknownError', 429],
    ['AbortError', undefined],
  ])('%s with status %s is transient', (name, status) => {
    expect(kindOfError(error(name, status))).toBe('transient');
  });

  test('that is a broken connection is transient', () => {
    expect(kindOfError(error('Error', undefined, 'ECONNRESET'))).toBe('transient');
  });

  test.each([
    ['PreconditionFailed', 412],
    ['ConditionalRequestConflict', 409],
    ['UnknownError', 412],
  ])('%s with status %s is a conflict', (name, status) => {
    expect(kindOfError(error(name, status))).toBe('conflict');
  });

  test.each([
    ['NoSuchKey', 404],
    ['NoSuchVersion', 404],
    ['NoSuchUpload', 404],
    ['NotFound', 404],
    ['UnknownError', 404],
  ])('%s with status %s says that something is missing', (name, status) => {
    expect(kindOfError(error(name, status))).toBe('missing');
  });

  test.each([
    ['AccessDenied', 403],
    ['NoSuchBucket', 404],
    ['NotImplemented', 501],
    ['InvalidObjectState', 403],
    ['TypeError', undefined],
  ])('%s with status %s is permanent', (name, status) => {
    expect(kindOfError(error(name, status))).toBe('permanent');
  });

  test('names the delete marker that a HEAD met', () => {
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'm1' };
    expect(deleteMarkerOf(Object.assign(error('NotFound', 404), { $response: { headers } }))).toBe('m1');
    expect(deleteMarkerOf(error('NotFound', 404))).toBeUndefined();
  });
});
