import type { Verdict } from '../../judge/verdict';

/** Exit codes of every command. */
export const EXIT = { pass: 0, fail: 1, usage: 2, unproven: 3, interrupted: 130 } as const;

/** The exit code that stands for a verdict. */
export function exitCodeOf(verdict: Verdict): number {
  return EXIT[verdict];
}
