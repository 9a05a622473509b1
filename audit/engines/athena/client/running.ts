import type { QueryLimits } from './run-query';

/** How a query is run and told about. */
export interface Running {
  readonly limits: QueryLimits;
  /** Told what the user should know: cost, estimate, what is read. */
  readonly note: (sentence: string) => void;
  /** Told how many bytes were scanned so far. */
  readonly onScan?: (bytes: number) => void;
}
