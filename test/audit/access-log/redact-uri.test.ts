import fc from 'fast-check';
import { redactUri } from '../../../audit/access-log/redact-uri';

test.each([
  ['signature version 4', 'X-Amz-Signature'],
  ['its credential', 'X-Amz-Credential'],
  ['its session token', 'X-Amz-Security-Token'],
  ['signature version 2', 'Signature'],
  ['its access key', 'AWSAccessKeyId'],
  ['a name in another case', 'x-aMZ-signature'],
  ['a name in percent-encoding', 'X%2DAmz%2dSignature'],
  ['a CloudFront policy', 'Policy'],
])('%s is redacted wherever it stands in the query', (_what, name) => {
  for (const [before, after] of [
    ['', ''],
    ['a=1&', ''],
    ['', '&b=2'],
    ['a=1&', '&b=2'],
  ] as const) {
    expect(redactUri(`GET /k?${before}${name}=SECRET%2F1${after} HTTP/1.1`)).toBe(
      `GET /k?${before}${name}=REDACTED${after} HTTP/1.1`,
    );
  }
});

test('every one of many is redacted, and the rest stays', () => {
  const uri =
    'GET /a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA/x&X-Amz-Expires=60&X-Amz-Signature=abc HTTP/1.1';
  expect(redactUri(uri)).toBe(
    'GET /a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=REDACTED&X-Amz-Expires=60&X-Amz-Signature=REDACTED HTTP/1.1',
  );
});

test('a second question mark or a semicolon hides nothing', () => {
  expect(redactUri('GET /a?b?Signature=SECRET;Signature=SECRET HTTP/1.1')).not.toContain('SECRET');
});

test('a parameter within the value of another is gone with it', () => {
  expect(redactUri('GET /a?Signature=x?Policy=SECRET&y=2 HTTP/1.1')).toBe('GET /a?Signature=REDACTED&y=2 HTTP/1.1');
});

test.each([
  ['as it is', 'https://a/?next=https://b/k?x=1&X-Amz-Signature=SECRET&y=2'],
  ['percent-encoded', 'https://a/?next=https%3A%2F%2Fb%2Fk%3Fx%3D1%26X-Amz-Signature%3DSECRET%26y%3D2'],
  ['percent-encoded twice', 'https://a/?next=b%252Fk%253FX-Amz-Signature%253DSECRET'],
])('a URI that is a parameter of another, %s, is redacted too', (_how, referer) => {
  expect(redactUri(referer)).toBe(referer.replace('SECRET', 'REDACTED'));
});

test('a query without credentials is left as it is', () => {
  for (const uri of [
    'GET /a?policy HTTP/1.1',
    'GET /a?policy= HTTP/1.1',
    'GET /Signature=1 HTTP/1.1',
    'GET /?list-type=2',
  ]) {
    expect(redactUri(uri)).toBe(uri);
  }
});

test('no secret is left in any surrounding', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const text = redactUri(`${before}&X-Amz-Signature=SeCrEt0&${after}`);
      expect(text.slice(before.length)).not.toContain('SeCrEt0');
    }),
  );
});
