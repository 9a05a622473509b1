import { InputError } from './input-error';

/**
 * Waits for all, so that one run tells everything that is wrong.
 *
 * @returns the values, in their order.
 * @throws InputError with the problems of all that failed by a mistake of the user's; what failed otherwise throws as it is.
 */
export async function allRead<T extends readonly unknown[] | []>(
  reading: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const outcomes = await Promise.allSettled(reading);
  const problems = outcomes.flatMap((outcome): readonly string[] => {
    if (outcome.status === 'fulfilled') return [];
    if (outcome.reason instanceof InputError) return outcome.reason.problems;
    throw outcome.reason;
  });
  if (problems.length > 0) throw new InputError([...new Set(problems)]);
  return Promise.all(reading);
}
