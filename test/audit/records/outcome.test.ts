import { exposureOf, exposureOfError, outcomeOf, statusOfError } from '../../../audit/records/outcome';
import { S3_ERRORS } from '../../../audit/records/s3-error-codes';

test.each([
  [200, 'allowed', 4],
  [206, 'allowed', 4],
  [304, 'allowed', 4],
  [null, 'unknown', 3],
  [404, 'failed', 2],
  [405, 'failed', 2],
  [409, 'failed', 2],
  [412, 'failed', 2],
  [416, 'failed', 2],
  [301, 'failed', 2],
  [400, 'failed', 2],
  [401, 'denied', 0],
  [403, 'denied', 0],
  [500, 'failed', 0],
  [503, 'failed', 0],
] as const)('status %s without a code is %s, exposure %i', (status, outcome, exposure) => {
  expect([outcomeOf(status), exposureOf({ httpStatus: status, errorCode: null })]).toEqual([outcome, exposure]);
});

describe('an error code tells what the status does not', () => {
  test.each([
    ['an archived object', 403, 'InvalidObjectState'],
    ['a delete marker', 405, 'MethodNotAllowed'],
    ['a disabled key', 400, 'KMS.DisabledException'],
    ['a part that is not there', 400, 'InvalidPart'],
    ['a redirect of the website', 301, 'WebsiteRedirect'],
    ['a folder of the website', 302, 'Found'],
    ['a key that is not there', 404, 'NoSuchKey'],
    ['a code that nobody knows', 403, 'SomethingNew'],
    ['a refusal with the status of something else', 404, 'AccessDenied'],
  ])('%s (%s %s) is an answer after authorization', (_what, httpStatus, errorCode) => {
    expect(exposureOf({ httpStatus, errorCode })).toBe(2);
  });

  test.each([
    [400, 'InvalidRequest'],
    [400, 'InvalidArgument'],
    [400, 'MalformedXML'],
    [411, 'MissingContentLength'],
  ])('%s %s can be given to anybody who sends something malformed', (httpStatus, errorCode) => {
    expect(exposureOf({ httpStatus, errorCode })).toBe(1);
    expect(exposureOf({ httpStatus: 403, errorCode })).toBe(2);
  });

  test.each([
    [403, 'AccessDenied'],
    [403, 'SignatureDoesNotMatch'],
    [400, 'ExpiredToken'],
    [301, 'PermanentRedirect'],
    [307, 'TemporaryRedirect'],
    [404, 'NoSuchBucket'],
    [404, 'NoSuchWebsiteConfiguration'],
    [503, 'SlowDown'],
  ])('%s %s can be given to anybody', (httpStatus, errorCode) => {
    expect(exposureOf({ httpStatus, errorCode })).toBe(0);
  });
});

test.each([...S3_ERRORS])('an event with %s is worth what a log line with it is', (errorCode, { httpStatus }) => {
  expect(statusOfError(errorCode)).toBe(httpStatus);
  expect(exposureOfError(errorCode)).toBe(exposureOf({ httpStatus, errorCode }));
});

test('an event with a code that nobody knows is judged by the worst reading, and one without has got through', () => {
  expect([exposureOfError('SomethingNew'), exposureOfError('constructor'), exposureOfError(null)]).toEqual([3, 3, 4]);
});
