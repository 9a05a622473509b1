/** How to write for a person at a terminal. */
export interface TerminalStyle {
  readonly colour: boolean;
}

export const SGR = { fail: '\u001b[1;31m', unproven: '\u001b[1;33m', pass: '\u001b[1;32m', end: '\u001b[0m' } as const;
