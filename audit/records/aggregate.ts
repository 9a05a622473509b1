import type { Deliveries } from './deliveries';
import type { RequestGroup } from './request-group';
import type { DamagedFile, Reject } from './reject';

/** What became of every line: `lines = blank + records + rejects + duplicates`. */
export interface LineCounts {
  readonly lines: number;
  /** All lines that could be read, also those outside the selection. */
  readonly records: number;
  readonly blank: number;
  /** Lines equal in every byte to an earlier one. */
  readonly duplicates: number;
  /** Records that can be read in more than one way. */
  readonly ambiguous: number;
  readonly rejects: number;
}

/** What became of every line of all files. */
export interface Coverage extends LineCounts {
  readonly files: number;
  /** Records left out because of their time. */
  readonly outsideWindow: number;
  /** Records, within the selection or not, that CloudTrail has an event of. */
  readonly witnessed: number;
  /** Records left out because of their bucket. */
  readonly otherBuckets: number;
  readonly damaged: readonly DamagedFile[];
}

/** Records of one bucket in one hour. */
export interface BucketHour {
  readonly bucket: string;
  /** Hours since the epoch. */
  readonly hour: number;
  readonly records: number;
}

/** The last record of a bucket, in seconds since the epoch. */
export interface LastRecord {
  readonly bucket: string;
  readonly time: number;
}

/** Everything a report needs of the logs. */
export interface Aggregate {
  readonly coverage: Coverage;
  readonly groups: readonly RequestGroup[];
  /** When each bucket had records, within the selection: far fewer than groups by the hour. */
  readonly activity: readonly BucketHour[];
  /** The last record of each selected bucket, whatever the window, where the engine sees beyond it. */
  readonly lastRecords?: readonly LastRecord[];
  /** The first rejects, to show. */
  readonly rejects: readonly Reject[];
  /** What the names of the log objects tell, where the engine sees them. */
  readonly deliveries?: Deliveries;
}
