import type { Context } from '../../policy/context';
import type { Requester } from '../../policy/requester';

/** Keys of headers and parameters: a caller sends them or leaves them out as he likes, so a need tells all that it sends. */
const BY_CALLER = ['aws:referer', 'aws:requesttag/', 'aws:tagkeys', 'kms:', 's3:', 'sns:', 'sqs:', 'sts:'];

/**
 * Of these, what AWS adds. Sources: Service Authorization Reference, "Condition keys for Amazon S3" and "for AWS KMS";
 * S3 User Guide, "Bucket policy examples using condition keys".
 */
const BY_AWS = [
  's3:authtype',
  's3:buckettag/',
  's3:existingobjecttag/',
  's3:signatureage',
  's3:signatureversion',
  's3:tlsversion',
  'kms:keyorigin',
  'kms:keyspec',
  'kms:keyusage',
  'kms:multiregion',
  'kms:resourcealiases',
];

/** Only what comes through an endpoint carries these. Source: IAM User Guide, "AWS global condition context keys". */
const OF_ENDPOINT: ReadonlySet<string> = new Set([
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:vpcsourceip',
]);

/**
 * Says whether a request that is told in part surely lacks a key that is not told. What a service asks for on somebody's
 * behalf may carry what the first request carried; what it sends of its own accord, nobody here decides.
 */
export function isLeftOut(key: string, told: Context, { type }: Requester): boolean {
  if (type === 'service') return key === 's3:tlsversion'; // as contract/policy/transport.ts takes it
  if (isOneOf(BY_CALLER, key)) return !isOneOf(BY_AWS, key);
  if (told.get('aws:viaawsservice')?.[0] === 'true') return false;
  if (OF_ENDPOINT.has(key)) return !told.has('aws:sourcevpce');
  return key === 'aws:sourceip' ? told.has('aws:sourcevpce') : key.startsWith('aws:calledvia');
}

function isOneOf(keys: readonly string[], key: string): boolean {
  return keys.some((one) => (one.endsWith('/') || one.endsWith(':') ? key.startsWith(one) : key === one));
}
