/** What of the logs a report is about. */
export interface Selection {
  /** Buckets to keep; empty keeps all. */
  readonly buckets: readonly string[];
  /** Seconds since the epoch; records before are left out. */
  readonly since: number | null;
  /** Seconds since the epoch; records at this second and after are left out. */
  readonly until: number | null;
  /** Whether groups tell of their hours, too, and CloudTrail of changes of configuration. @default false */
  readonly hourly?: boolean;
}

/** Says whether a time, in seconds since the epoch, lies in the window: its first second is in, its last is not. */
export function isInWindow(time: number, { since, until }: Selection): boolean {
  return (since === null || time >= since) && (until === null || time < until);
}
