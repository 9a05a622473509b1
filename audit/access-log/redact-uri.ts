import { percentDecoded } from './decode-key';

/**
 * Query parameters that carry credentials: presigned requests of signature version 4 and 2, S3 Express sessions, and
 * CloudFront's signed URLs (S3 API Reference, "Authenticating Requests: Using Query Parameters"; CloudFront Developer
 * Guide, "Use signed URLs").
 */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'x-amz-signature',
  'x-amz-credential',
  'x-amz-security-token',
  'x-amz-s3session-token',
  'signature',
  'awsaccesskeyid',
  'policy',
  'key-pair-id',
]);

/** A parameter's name with what separates it; all of it may be percent-encoded, where a URI is a parameter of another. */
const NAME = /(?:[?&;]|%(?:25){0,99}(?:3f|26|3b))([^?&;=\s"]{1,99}?)(?:=|%(?:25){0,99}3d)/gi;
const END_OF_VALUE = /[&;\s"]|%(?:25){0,99}(?:26|3b)/i;

/**
 * Replaces the values of query parameters that carry credentials by `REDACTED`, wherever in a text a URI may stand: a
 * request line, a Referer, a line that could not be read. Names are compared without regard to case and percent-encoding.
 */
export function redactUri(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (const { 0: parameter, 1: name = '', index } of text.matchAll(NAME)) {
    const valueAt = index + parameter.length;
    if (index < from || !isCredential(name)) continue;
    const length = text.slice(valueAt).search(END_OF_VALUE);
    if (length === 0 || valueAt === text.length) continue;
    kept.push(text.slice(from, valueAt), 'REDACTED');
    from = length < 0 ? text.length : valueAt + length;
  }
  return kept.join('') + text.slice(from);
}

function isCredential(name: string): boolean {
  const decoded = percentDecoded(percentDecoded(percentDecoded(name)));
  return CREDENTIALS.has((decoded.split(/[?&;]/).at(-1) ?? '').toLowerCase());
}
