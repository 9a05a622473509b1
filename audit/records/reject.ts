/** A line that could not be read, kept with its place. */
export interface Reject {
  readonly file: string;
  /** From 1; 0 where nobody numbers the lines (Athena does not). */
  readonly line: number;
  readonly reason: string;
  /** The line itself. */
  readonly text: string;
}

/** Where a line stands, for people: `file:line`, or the file alone where the lines have no numbers. */
export function placeOf({ file, line }: Pick<Reject, 'file' | 'line'>): string {
  return line === 0 ? file : `${file}:${line}`;
}

/** A file whose end could not be reached; what was read before counts. */
export interface DamagedFile {
  readonly file: string;
  readonly reason: string;
}
