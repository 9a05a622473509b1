import { printable } from '../../contract/printable';

/** A mistake of the user's: a bad option, a missing or malformed file. Printed without a stack trace; exit code 2. */
export class InputError extends Error {
  /** Safe to print, whatever file they quote. */
  readonly problems: readonly string[];

  /**
   * @param problems one sentence each, every problem found.
   */
  constructor(problems: readonly string[]) {
    const safe = problems.map(printable);
    super(safe.join('\n'));
    this.problems = safe;
    this.name = 'InputError';
  }
}
