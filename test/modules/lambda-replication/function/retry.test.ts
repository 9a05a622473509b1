import fc from 'fast-check';
import {
  type Clock,
  OutOfTimeError,
  callWithRetries,
  pauseAfter,
} from '../../../../modules/lambda-replication/function/retry';

const policy = { maxAttempts: 4, baseDelayMs: 200, reserveMs: 5_000 };

/** A clock on which only sleeping takes time. */
function clockOf(invocationMs: number): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    remainingMs: () => invocationMs - slept.reduce((sum, ms) => sum + ms, 0),
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
    random: () => 0.5,
  };
}

const slowDown = Object.assign(new Error('reduce your request rate'), { name: 'SlowDown' });
const accessDenied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });

describe('a call', () => {
  test('that is throttled is repeated after pauses that double', async () => {
    const clock = clockOf(60_000);
    const attempt = jest.fn().mockRejectedValueOnce(slowDown).mockRejectedValueOnce(slowDown).mockResolvedValue('done');
    await expect(callWithRetries(policy, clock)(1_000, attempt)).resolves.toBe('done');
    expect(clock.slept).toEqual([100, 200]);
  });

  test('is given up after the last attempt allowed, with the error it had', async () => {
    const attempt = jest.fn().mockRejectedValue(slowDown);
    await expect(callWithRetries(policy, clockOf(60_000))(1_000, attempt)).rejects.toBe(slowDown);
    expect(attempt).toHaveBeenCalledTimes(4);
  });

  test('that is refused is not repeated', async () => {
    const attempt = jest.fn().mockRejectedValue(accessDenied);
    await expect(callWithRetries(policy, clockOf(60_000))(1_000, attempt)).rejects.toBe(accessDenied);
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  test('is not begun, nor waited for, in the time kept at the end of the invocation', async () => {
    const attempt = jest.fn().mockRejectedValue(slowDown);
    await expect(callWithRetries(policy, clockOf(5_000))(1_000, attempt)).rejects.toBeInstanceOf(OutOfTimeError);
    expect(attempt).not.toHaveBeenCalled();
    const clock = clockOf(5_050);
    await expect(callWithRetries(policy, clock)(1_000, attempt)).rejects.toBeInstanceOf(OutOfTimeError);
    expect(attempt).toHaveBeenCalledTimes(1);
    expect(clock.slept).toEqual([]);
  });

  test('is aborted when its patience is at an end', async () => {
    const silent = (signal: AbortSignal): Promise<never> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(Object.assign(new Error('aborted'), { name: 'AbortError' }));
        });
      });
    const attempt = jest.fn(silent);
    await expect(callWithRetries({ ...policy, maxAttempts: 2 }, clockOf(60_000))(1, attempt)).rejects.toThrow(
      'aborted',
    );
    expect(attempt).toHaveBeenCalledTimes(2);
  });
});

test('a pause is never longer than its exponential bound, nor than five seconds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (n, chance) => {
        const ms = pauseAfter(n, policy, () => chance);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(Math.min(5_000, 200 * 2 ** (n - 1)));
      },
    ),
  );
});
