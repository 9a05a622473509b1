/** What became of a request (DESIGN "What a request is judged to be"). */
export type Outcome = 'allowed' | 'denied' | 'failed' | 'unknown';

/** The outcome that a status of the log stands for; `null` is the log's `-`. */
export function outcomeOf(httpStatus: number | null): Outcome {
  if (httpStatus === null) return 'unknown';
  if ((httpStatus >= 200 && httpStatus < 300) || httpStatus === 304) return 'allowed';
  return httpStatus === 401 || httpStatus === 403 ? 'denied' : 'failed';
}

/** Failures that S3 reports only to a caller it has authorized: they tell whether a key exists, and in what state. */
const GIVEN_AFTER_AUTHORIZATION: readonly (number | null)[] = [404, 409, 412, 416];

/**
 * How much a request from an unexpected network got: 0 where the perimeter held, and the more the worse. An ambiguous
 * line is judged by the reading that ranks highest.
 */
export function exposureOf(httpStatus: number | null): number {
  const outcome = outcomeOf(httpStatus);
  if (outcome === 'allowed') return 3;
  if (outcome === 'unknown') return 2;
  return GIVEN_AFTER_AUTHORIZATION.includes(httpStatus) ? 1 : 0;
}
