import { kindOfError } from './s3-errors';

/** Time and chance, given from outside so that tests need neither. */
export interface Clock {
  /** Milliseconds until Lambda ends the invocation. */
  readonly remainingMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** How often and how long a call is tried again; times in milliseconds. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Longest first pause; it doubles each time, up to {@link LONGEST_PAUSE_MS}. */
  readonly baseDelayMs: number;
  /** Time at the end of the invocation that this work must leave for others. */
  readonly reserveMs: number;
}

const LONGEST_PAUSE_MS = 5_000;

/** The invocation has not enough time left to start, or to wait for, another attempt. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

/**
 * How long to wait before attempt `attempt` + 1 (milliseconds): anything from nothing to the exponential bound, so that
 * many functions thrown back at the same moment do not return at the same moment.
 * Source: AWS Architecture Blog "Exponential Backoff And Jitter", full jitter.
 */
export function pauseAfter(
  attempt: number,
  { baseDelayMs }: Pick<RetryPolicy, 'baseDelayMs'>,
  random: () => number,
): number {
  return random() * Math.min(LONGEST_PAUSE_MS, baseDelayMs * 2 ** (attempt - 1));
}

/**
 * Waits before another attempt.
 * @throws OutOfTimeError instead of waiting into the time kept in reserve; `cause` is the error that asked for it.
 */
export async function pause(attempt: number, policy: RetryPolicy, clock: Clock, cause: unknown): Promise<void> {
  const delay = pauseAfter(attempt, policy, clock.random);
  if (clock.remainingMs() - delay <= policy.reserveMs) {
    throw new OutOfTimeError('the invocation has no time left for another attempt', { cause });
  }
  await clock.sleep(delay);
}

/** One AWS call: given up after `timeoutMs`, repeated while its error is transient, within the policy. */
export type Call = <T>(timeoutMs: number, attempt: (abortSignal: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * Makes a {@link Call}. The SDK's own retries must be off (`maxAttempts: 1`): they know nothing of the invocation's end.
 * The Call throws the last error, or OutOfTimeError.
 */
export function callWithRetries(policy: RetryPolicy, clock: Clock): Call {
  return async (timeoutMs, attempt) => {
    for (let attempts = 1; ; attempts++) {
      const allowedMs = Math.min(timeoutMs, clock.remainingMs() - policy.reserveMs);
      if (allowedMs <= 0) throw new OutOfTimeError('the invocation has no time left for another call');
      try {
        return await attempt(AbortSignal.timeout(Math.ceil(allowedMs)));
      } catch (error) {
        if (kindOfError(error) !== 'transient' || attempts >= policy.maxAttempts) throw error;
        await pause(attempts, policy, clock, error);
      }
    }
  };
}
