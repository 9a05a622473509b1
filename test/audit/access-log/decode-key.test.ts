import fc from 'fast-check';
import { decodeKey } from '../../../audit/access-log/decode-key';

/** Percent-encodes as S3 does: everything but letters, digits, slashes and a few marks. */
const encoded = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);

test('a key of a request is encoded twice: any key is found again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (key) => {
      expect(decodeKey(encoded(encoded(key)), 'REST.GET.OBJECT')).toBe(key);
      expect(decodeKey(encoded(encoded(key)), 'WEBSITE.GET.OBJECT')).toBe(key);
    }),
  );
});

test('a key of a batch delete or a lifecycle rule is encoded once, with + for a space', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (key) => {
      const written = encoded(key).replaceAll('%20', '+');
      expect(decodeKey(written, 'BATCH.DELETE.OBJECT')).toBe(key);
      expect(decodeKey(written, 'S3.EXPIRE.OBJECT')).toBe(key);
    }),
  );
});

test.each([
  ['quotes', 'quote%2520%252242%2522.json', 'REST.GET.OBJECT', 'quote "42".json'],
  ['a percent sign in the key', '100%2525.txt', 'REST.GET.OBJECT', '100%.txt'],
  ['a plus in the key of a request', 'a+b', 'REST.PUT.OBJECT', 'a+b'],
  ['the same text in a batch delete', '100%2525.txt', 'BATCH.DELETE.OBJECT', '100%25.txt'],
  ['an operation of unknown encoding', 'a%2520+b', 'NEW.GET.OBJECT', 'a%2520+b'],
  ['what is no encoding', '100%', 'REST.GET.OBJECT', '100%'],
  ['bytes that are no UTF-8', 'a%25FFb', 'REST.GET.OBJECT', 'a\ufffdb'],
])('%s', (_what, key, operation, decoded) => {
  expect(decodeKey(key, operation)).toBe(decoded);
});

test('no key stays none', () => {
  expect(decodeKey(null, 'REST.GET.BUCKET')).toBeNull();
});
