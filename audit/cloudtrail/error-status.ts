/** S3 error codes and their status (S3 API Reference, "Error responses"). */
const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  AllAccessDisabled: 403,
  InvalidAccessKeyId: 403,
  SignatureDoesNotMatch: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchVersion: 404,
  ConditionalRequestConflict: 409,
  PreconditionFailed: 412,
  InvalidRange: 416,
};

/** The status that the access log would have for an event's error code, 200 without one; `null` where it is not known. */
export function statusOfError(errorCode: string | null): number | null {
  if (errorCode === null) return 200;
  return Object.hasOwn(STATUS_OF_ERROR, errorCode) ? (STATUS_OF_ERROR[errorCode] ?? null) : null;
}
