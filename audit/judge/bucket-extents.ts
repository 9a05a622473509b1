import type { RequestGroup } from '../records/request-group';

/** The records of one bucket, from the first to the last. Times are seconds since the epoch. */
export interface BucketExtent {
  readonly bucket: string;
  readonly records: number;
  /** `null` without a record. */
  readonly first: number | null;
  readonly last: number | null;
}

/**
 * Tells from when to when each bucket has records.
 *
 * @param groups of the access log alone, within the selection.
 * @param asked buckets to tell of even where they have no record.
 * @returns in the order of the buckets' names.
 */
export function bucketExtents(groups: readonly RequestGroup[], asked: readonly string[]): readonly BucketExtent[] {
  const extents = new Map<string, { -readonly [K in keyof BucketExtent]: BucketExtent[K] }>(
    asked.map((bucket) => [bucket, { bucket, records: 0, first: null, last: null }]),
  );
  for (const { bucket, requests, firstSeen, lastSeen } of groups) {
    let extent = extents.get(bucket);
    if (extent === undefined) extents.set(bucket, (extent = { bucket, records: 0, first: null, last: null }));
    extent.records += requests;
    extent.first = Math.min(extent.first ?? firstSeen, firstSeen);
    extent.last = Math.max(extent.last ?? lastSeen, lastSeen);
  }
  return [...extents.values()].sort((a, b) => (a.bucket < b.bucket ? -1 : 1));
}
