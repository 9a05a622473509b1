import { objectOf } from '../../contract/json-object';
import type { UploadEncryption } from '../records/witness';

// What an upload asked for in its encryption headers, by its event. Source: S3 User Guide, "Monitoring default encryption with
// AWS CloudTrail and Amazon EventBridge": `SSEApplied` tells default encryption, for uploads without such headers, from what
// headers asked for; of an upload in parts, the request that begins it carries it. CloudTrail User Guide, "CloudTrail record
// contents": `requestParameters` are those that were sent.

/** Events of requests whose headers may ask for encryption. */
export const UPLOADS: ReadonlySet<string> = new Set(['PutObject', 'PostObject', 'CopyObject', 'CreateMultipartUpload']);

/** Names of what is read, within the objects of an event; SQL asks for them too. */
export const ENCRYPTION_FIELDS = {
  additionalEventData: ['SSEApplied'],
  requestParameters: [
    'x-amz-server-side-encryption',
    'x-amz-server-side-encryption-aws-kms-key-id',
    'x-amz-server-side-encryption-customer-algorithm',
  ],
  responseElements: ['x-amz-server-side-encryption-aws-kms-key-id'],
} as const;

const [ALGORITHM, KEY_ID, CUSTOMER_ALGORITHM] = ENCRYPTION_FIELDS.requestParameters;

const NO_HEADER = { algorithm: null, keyId: null, customerAlgorithm: null } as const;

const APPLIED: ReadonlyMap<unknown, UploadEncryption> = new Map<unknown, UploadEncryption>([
  ['Default_SSE_S3', { ...NO_HEADER, usedKey: null }],
  ['Default_SSE_KMS', NO_HEADER],
  ['SSE_S3', { ...NO_HEADER, algorithm: 'AES256', usedKey: null }],
  ['SSE_KMS', { algorithm: 'aws:kms', customerAlgorithm: null }],
  ['SSE_C', { ...NO_HEADER, customerAlgorithm: 'AES256', usedKey: null }],
]);

/** Values of the headers (S3 API Reference, PutObject); whatever else an event has there is not told. */
const ALGORITHMS: readonly unknown[] = ['AES256', 'aws:kms', 'aws:kms:dsse'];
const KEY_ARN = /^arn:[^:\s]+:kms:[^:\s]*:\d{12}:key\/[A-Za-z0-9-]+$/;

/**
 * Reads what the event of an upload tells of its encryption.
 *
 * @returns `null` for events of other requests, and where nothing is told.
 */
export function uploadEncryption(record: Readonly<Record<string, unknown>>): UploadEncryption | null {
  if (!UPLOADS.has(String(record.eventName))) return null;
  const [parameters, response] = [objectOf(record.requestParameters), objectOf(record.responseElements)];
  const applied = APPLIED.get(objectOf(record.additionalEventData).SSEApplied) ?? {};
  const key = response[KEY_ID];
  return agreed([applied, sentHeaders(parameters), isKeyArn(key) ? { usedKey: key } : {}]);
}

/** A header that was sent is told; one that was not, only beside one that was: an event may be written without them. */
function sentHeaders(parameters: Readonly<Record<string, unknown>>): UploadEncryption {
  const [algorithm, keyId, customer] = [parameters[ALGORITHM], parameters[KEY_ID], parameters[CUSTOMER_ALGORITHM]];
  if (customer === 'AES256') return { customerAlgorithm: 'AES256' };
  if (!ALGORITHMS.includes(algorithm)) return {};
  const sent = { algorithm: algorithm as string, customerAlgorithm: null };
  if (keyId == null) return { ...sent, keyId: null };
  return isKeyArn(keyId) ? { ...sent, keyId, usedKey: keyId } : sent;
}

function isKeyArn(value: unknown): value is string {
  return typeof value === 'string' && KEY_ARN.test(value);
}

const NAMES = ['algorithm', 'keyId', 'customerAlgorithm', 'usedKey'] as const;

/**
 * What several sources tell of one upload: where they contradict each other, nothing is told.
 *
 * @returns `null` where nothing is told at all.
 */
export function agreed(sources: readonly UploadEncryption[]): UploadEncryption | null {
  const told = NAMES.flatMap((name) => {
    const values = new Set(sources.map((source) => source[name]).filter((value) => value !== undefined));
    return values.size === 1 ? [[name, [...values][0]] as const] : [];
  });
  return told.length === 0 ? null : Object.fromEntries(told);
}
