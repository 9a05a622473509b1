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
  const extents = new Map<string, BucketExtent>(
    asked.map((bucket) => [bucket, { bucket, records: 0, first: null, last: null }]),
  );
  for (const { bucket, requests, firstSeen, lastSeen } of groups) {
    const { records, first, last } = extents.get(bucket) ?? { records: 0, first: null, last: null };
    extents.set(bucket, {
      bucket,
      records: records + requests,
      first: Math.min(first ?? firstSeen, firstSeen),
      last: Math.max(last ?? lastSeen, lastSeen),
    });
  }
  return [...extents.values()].sort((a, b) => (a.bucket < b.bucket ? -1 : 1));
}
