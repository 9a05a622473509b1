/** When requests were made. Times are seconds since the epoch. */
export interface Span {
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** Some requests, and when. */
export interface Extent extends Span {
  readonly requests: number;
}

/** From the first of all to the last of all; of none, from infinity to its negative. */
export function spanOf(spans: readonly Span[]): Span {
  let [first, last] = [Infinity, -Infinity];
  for (const { firstSeen, lastSeen } of spans) {
    first = Math.min(first, firstSeen);
    last = Math.max(last, lastSeen);
  }
  return { firstSeen: first, lastSeen: last };
}

/** How many requests there are in all. */
export function requestsOf(parts: readonly { readonly requests: number }[]): number {
  return parts.reduce((total, { requests }) => total + requests, 0);
}

/** All of some requests; `null` without any. */
export function extentOf(parts: readonly Extent[]): Extent | null {
  if (parts.length === 0) return null;
  return { requests: requestsOf(parts), ...spanOf(parts) };
}
