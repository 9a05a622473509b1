import { S3_ERRORS } from './s3-error-codes';

/** What became of a request (docs/judgement.md, "Outcome and answers"). */
export type Outcome = 'allowed' | 'denied' | 'failed' | 'unknown';

/** How S3 answered, as the access log has it; `null` is the log's `-`. */
export interface Answer {
  readonly httpStatus: number | null;
  readonly errorCode: string | null;
}

/** How much a request from an unexpected network got: the more the worse. */
export const EXPOSURE = {
  /** Refused, or failed in a way that tells nothing: the perimeter held. */
  none: 0,
  /** An answer to something malformed, that S3 may give before authorization or after it. */
  malformed: 1,
  /** An answer that S3 gives after authorization: it tells what is there, or in what state. */
  state: 2,
  /** Nobody knows. */
  unknown: 3,
  /** What was asked for. */
  all: 4,
} as const;

export type Exposure = (typeof EXPOSURE)[keyof typeof EXPOSURE];

/** The outcome that a status of the log stands for. */
export function outcomeOf(httpStatus: number | null): Outcome {
  if (httpStatus === null) return 'unknown';
  if ((httpStatus >= 200 && httpStatus < 300) || httpStatus === 304) return 'allowed';
  return httpStatus === 401 || httpStatus === 403 ? 'denied' : 'failed';
}

/**
 * How much an answer of the access log gave away. A failure is harmless only if anybody can be given it: by its error code,
 * which has to come with its own status, or, where the log has no code, by a status that means refusal or S3's own failure.
 */
export function exposureOf({ httpStatus, errorCode }: Answer): Exposure {
  const outcome = outcomeOf(httpStatus);
  if (outcome === 'allowed') return EXPOSURE.all;
  if (httpStatus === null) return EXPOSURE.unknown;
  if (errorCode === null) return outcome === 'denied' || httpStatus >= 500 ? EXPOSURE.none : EXPOSURE.state;
  const error = S3_ERRORS.get(errorCode);
  return error?.httpStatus === httpStatus ? OF_ERROR[error.givenTo] : EXPOSURE.state;
}

const OF_ERROR = { anybody: EXPOSURE.none, malformed: EXPOSURE.malformed, authorized: EXPOSURE.state } as const;

/** How much the answer gave away that a CloudTrail event tells of: by its error code, `null` for none. */
export function exposureOfError(errorCode: string | null): Exposure {
  return exposureOf({ httpStatus: statusOfError(errorCode), errorCode });
}

/** The status that the access log would have for an event's error code, 200 without one; `null` where it is not known. */
export function statusOfError(errorCode: string | null): number | null {
  return errorCode === null ? 200 : (S3_ERRORS.get(errorCode)?.httpStatus ?? null);
}
