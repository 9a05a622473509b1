import { failureOf, isFatal } from '../../../audit/aws/aws-failure';

const attempt = { action: 's3:GetObject', resource: 'arn:aws:s3:::logs/x', who: 'role r' };
const failed = (name: string, message = 'said AWS', more: object = {}) =>
  failureOf(Object.assign(new Error(message), { name, ...more }), attempt);

test.each([
  ['expired credentials', failed('ExpiredToken'), 'credentials', /have expired; renew them/, true],
  ['no credentials', failed('CredentialsProviderError', 'Could not load'), 'credentials', /no AWS credentials/, true],
  [
    'wrong credentials',
    failed('InvalidAccessKeyId'),
    'credentials',
    /does not accept the credentials \(role r\)/,
    true,
  ],
  ['a wrong clock', failed('RequestTimeTooSkewed'), 'credentials', /the clock of this machine is wrong/, true],
  [
    'no permission',
    failed('AccessDenied'),
    'denied',
    /^access denied: s3:GetObject on arn:aws:s3:::logs\/x is not allowed to role r/,
    false,
  ],
  [
    'a role that cannot be assumed',
    failed('AccessDenied', 'not authorized to perform: sts:AssumeRole'),
    'denied',
    /^role r cannot be assumed/,
    false,
  ],
  ['a key that may not be used', failed('KMS.DisabledException'), 'denied', /access denied/, false],
  ['a missing object', failed('NoSuchKey'), 'missing', /does not exist/, false],
  ['another region', failed('PermanentRedirect'), 'region', /--bucket-region/, false],
  ['throttling', failed('SlowDown'), 'busy', /after 5 attempts; try again later/, false],
  ['an answer without a body', failed('Unknown', '', { $metadata: { httpStatusCode: 503 } }), 'busy', /503/, false],
  ['no network', failed('Error', 'x', { code: 'ENOTFOUND' }), 'network', /cannot be reached/, true],
  [
    'no network, as a cause',
    failed('Error', 'x', { cause: { code: 'ECONNREFUSED' } }),
    'network',
    /cannot be reached/,
    true,
  ],
  ['a connection that broke', failed('Error', 'x', { code: 'ECONNRESET' }), 'network', /cannot be reached/, false],
  ['anything else', failed('Surprise'), 'other', /s3:GetObject on .* failed: Surprise: said AWS/, false],
] as const)('%s', (_what, failure, kind, sentence, fatal) => {
  expect(failure.kind).toBe(kind);
  expect(failure.sentence).toMatch(sentence);
  expect(isFatal(failure)).toBe(fatal);
});

test('what AWS quotes of strangers is made inert', () => {
  expect(failed('AccessDenied', 'User: \u001b[31mred').sentence).toContain('\\x1b[31mred');
});
