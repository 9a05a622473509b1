/** How far reading has come. */
export interface Progress {
  /** Files read to their end. */
  readonly files: number;
  /** Bytes taken from where the files lie, compressed or not. */
  readonly bytes: number;
  readonly lines: number;
  readonly rejects: number;
}

/** Called often, from many times a second to once for a batch of files. */
export type OnProgress = (progress: Progress) => void;

/** A line that tells how far work has come. */
export interface ProgressLine<T> {
  readonly show: (progress: T) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Says how far work has come, given the seconds since it began. */
export type ProgressText<T> = (progress: T, seconds: number) => string;

/** Begins a line that shows progress to whoever watches. */
export type ShowProgress = <T>(textOf: ProgressText<T>) => ProgressLine<T>;
