import { HOUR } from '../../contract/time';
import { byBucket } from './by-bucket';

/**
 * How long after a request its record may ordinarily come. S3 User Guide, "Best-effort server log delivery": most records
 * are delivered within a few hours, some long after the request, some never.
 */
export const FEW_HOURS = 6 * HOUR;

/** What the names of log objects tell, held against the records in them. Times are seconds since the epoch. */
export interface Deliveries {
  /** Objects whose names tell their day, by the bucket of their folder. */
  readonly sources: readonly SourceDelivery[];
  /** Files whose names tell nothing. */
  readonly otherFiles: number;
  /** The object whose records are the furthest beyond what its name allows. */
  readonly beyond: BeyondName | null;
}

/** The log objects of one bucket. Objects without a record count, but tell nothing else. */
export interface SourceDelivery {
  /** `null` for a flat prefix, whose objects may be of any bucket. */
  readonly bucket: string | null;
  readonly objects: number;
  /** Days since the epoch that objects are dated which can be what was delivered then, ascending. */
  readonly days: readonly number[];
  /** When the newest object was delivered; `null` where names tell days of requests alone. */
  readonly newestDelivery: number | null;
  /** Last record in the objects, whatever its bucket; one that is later than its object's name allows counts as that. */
  readonly newestRecord: number | null;
  /** Longest time from a record to its delivery, in seconds. */
  readonly longestLag: number | null;
}

/** An object with a record that is later than its delivery, or than the day of its requests. */
export interface BeyondName {
  readonly file: string;
  /** Seconds from the last moment that the name allows to the record. */
  readonly seconds: number;
}

/**
 * Puts together what the readers of the shares found, who all read the same files: each knows of its own records alone
 * whether they repeat others, and all else is the same.
 */
export function ofAllShares([first, ...others]: readonly [Deliveries, ...Deliveries[]]): Deliveries {
  const ofBuckets = byBucket([first, ...others].flatMap(({ sources }) => sources));
  const sources = first.sources.map((source) => ({
    ...source,
    days: [...new Set(ofBuckets.get(source.bucket)?.flatMap(({ days }) => days))].sort((a, b) => a - b),
  }));
  return { ...first, sources };
}
