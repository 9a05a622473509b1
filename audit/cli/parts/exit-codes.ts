import type { Verdict } from '../../judge/verdict';

/** Exit codes of every command. */
export const EXIT = { pass: 0, fail: 1, usage: 2, unproven: 3, interrupted: 130 } as const;

/** The exit code that stands for a verdict. */
export function exitCodeOf(verdict: Verdict): number {
  return EXIT[verdict];
}

/** What each of them says. */
export const EXIT_MEANINGS: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT.pass, 'pass'],
  [EXIT.fail, 'fail'],
  [EXIT.usage, 'usage or input error'],
  [EXIT.unproven, 'unproven'],
  [EXIT.interrupted, 'interrupted'],
];
