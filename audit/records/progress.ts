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
