import { styleText } from 'node:util';

/** How to write for whom: a person at a terminal, a file, a comment. */
export interface Layout {
  readonly colour: boolean;
  /** Columns of the terminal; tables are as wide as they are without. */
  readonly width?: number | undefined;
  /** So many rows are listed one by one where a format summarizes long lists; its own number without. */
  readonly top?: number | undefined;
}

/** Words by which a result is graver or better than another. */
const COLOURS = {
  fail: ['bold', 'red'],
  violation: ['red'],
  unproven: ['bold', 'yellow'],
  doubtful: ['yellow'],
  exempt: ['yellow'],
  blocked: ['gray'],
  harmless: ['gray'],
  pass: ['bold', 'green'],
} as const satisfies Readonly<Record<string, Parameters<typeof styleText>[0]>>;

/** The verdict as one loud word. */
export function verdictWord(verdict: 'pass' | 'fail' | 'unproven', { colour }: Layout): string {
  return painted(verdict, verdict.toUpperCase(), colour);
}

/** Text in the colour of the word that it stands for; as it is for a word that has none. */
export function painted(word: string, text: string, colour: boolean): string {
  if (!colour || !Object.hasOwn(COLOURS, word)) return text;
  // Whether the output is a terminal was decided by whoever set `colour`.
  return styleText([...COLOURS[word as keyof typeof COLOURS]], text, { validateStream: false });
}
