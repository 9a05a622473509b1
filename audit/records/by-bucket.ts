/**
 * Puts things of one bucket together, in the order in which the buckets were met: once for all buckets, since to look through
 * everything for each of ten thousand takes minutes.
 */
export function byBucket<Item extends { readonly bucket: string | null }>(
  items: Iterable<Item>,
): ReadonlyMap<Item['bucket'], readonly Item[]> {
  const found = new Map<Item['bucket'], Item[]>();
  for (const item of items) {
    const others = found.get(item.bucket);
    if (others === undefined) found.set(item.bucket, [item]);
    else others.push(item);
  }
  return found;
}
