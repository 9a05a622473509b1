import { styleText } from 'node:util';

/** How to write for a person at a terminal. */
export interface TerminalStyle {
  readonly colour: boolean;
}

const COLOURS = { fail: 'red', unproven: 'yellow', pass: 'green' } as const;

/** The verdict as one loud word. */
export function verdictWord(verdict: keyof typeof COLOURS, { colour }: TerminalStyle): string {
  const word = verdict.toUpperCase();
  // Whether the output is a terminal was decided by whoever set `colour`.
  return colour ? styleText(['bold', COLOURS[verdict]], word, { validateStream: false }) : word;
}
