/** A mistake of the user's: a bad option, a missing or malformed file. Printed without a stack trace; exit code 2. */
export class InputError extends Error {
  /**
   * @param problems one sentence each, every problem found.
   */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'InputError';
  }
}
