/** A line that could not be read, kept with its place. */
export interface Reject {
  readonly file: string;
  /** From 1; 0 where nobody numbers the lines (Athena does not), and of a record of CloudTrail. */
  readonly line: number;
  /** Where a record of CloudTrail stands, such as `record 3`; of lines their number tells it. */
  readonly position?: string;
  readonly reason: string;
  /** The line itself. */
  readonly text: string;
}

/** Where a line stands, for people: `file:line`, or the file alone where the lines have no numbers. */
export function placeOf({ file, line, position }: Pick<Reject, 'file' | 'line' | 'position'>): string {
  if (position !== undefined) return `${file}, ${position}`;
  return line === 0 ? file : `${file}:${line}`;
}

/** A file whose end could not be reached; what was read before counts. */
export interface DamagedFile {
  readonly file: string;
  readonly reason: string;
}
