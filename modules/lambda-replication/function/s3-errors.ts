/**
 * What to do about an error of an AWS call:
 * - `transient`: throttling, 5xx, a broken connection or silence; the same call may succeed a moment later
 * - `conflict`: a precondition did not hold (412) or another writer was at it (409); look again and decide anew
 * - `missing`: the object, version or upload is not there, or not yet
 * - `permanent`: asking again changes nothing
 */
export type ErrorKind = 'transient' | 'conflict' | 'missing' | 'permanent';

interface AwsError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const MISSING = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound', 'NoSuchUpload']);

/** 412 by two names, and 409 for a concurrent conditional write. Source: AWS "Conditional requests". */
const CONFLICT = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

/** S3 may also name these inside a 200 or 400 answer, so the name counts before the status. */
const TRANSIENT = new Set([
  'InternalError',
  'SlowDown',
  'ServiceUnavailable',
  'RequestTimeout',
  'OperationAborted',
  'TimeoutError',
  // Only our own timer aborts a call, so an abort is a timeout.
  'AbortError',
]);

const BROKEN_CONNECTION = new Set(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'ENOTFOUND']);

/** Sorts an error by what can be done about it. Source: AWS "Error responses". */
export function kindOfError(error: unknown): ErrorKind {
  const { name = '', code = '', $metadata } = error as AwsError;
  const status = $metadata?.httpStatusCode;
  if (MISSING.has(name)) return 'missing';
  if (CONFLICT.has(name)) return 'conflict';
  if (TRANSIENT.has(name) || BROKEN_CONNECTION.has(code) || /throttl|TooManyRequests/i.test(name)) return 'transient';
  if (status === 412 || status === 409) return 'conflict';
  if (status === 501 || name === 'NoSuchBucket') return 'permanent';
  // An answer to HEAD has no body, hence no name.
  if (status === 404 && !name.startsWith('NoSuch')) return 'missing';
  return status === 429 || (status !== undefined && status >= 500) ? 'transient' : 'permanent';
}

/** The delete marker's version id, where a HEAD answered 404 because the current version is a delete marker. */
export function deleteMarkerOf(error: unknown): string | undefined {
  const headers = (error as AwsError).$response?.headers;
  return headers?.['x-amz-delete-marker'] === 'true' ? headers['x-amz-version-id'] : undefined;
}

/** One line for logs and messages: the error's name and what it says. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
