import type { SkipReason } from './replication';

/** The precondition under which a copy may be written. */
export type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };

export type Decision =
  { readonly action: 'copy'; readonly condition: Condition } | { readonly action: 'skip'; readonly reason: SkipReason };

/** What was seen, the destination **before** the source. */
export interface Observation {
  readonly destination: { readonly eTag: string; readonly lastModified: Date } | undefined;
  /** Whether no newer version exists at the source (a delete marker is one only if deletions are replicated). */
  readonly newest: boolean;
  /** When the version to copy was made, by the source bucket's clock. */
  readonly versionLastModified: Date;
  readonly preventOverwrite: boolean;
  readonly replicateDeletions: boolean;
}

/** S3 tells times to the second, and two Regions' clocks need not agree to the millisecond. */
const CLOCK_MARGIN_MS = 1_000;

/**
 * Decides whether a version may be written over what the destination holds.
 *
 * S3 delivers events late, twice and out of order, and no copy can be slipped beneath a newer one. The sequencer cannot
 * settle this alone: the destination does not remember the sequencer of what it holds, and writing it there as metadata
 * or a tag would make the copy differ from its source. So the source is asked what its newest version is, and the write
 * is made conditional on the destination's being what it was when it was looked at, *before* the source was:
 *
 * - The newest version may replace anything that was there before it was found to be the newest.
 * - An older version may fill a key that has never been written, or replace what was written before that version
 *   existed, for that can only be older still. Thus histories stay complete as long as events come in order.
 * - Otherwise the destination may already hold something newer, and the event is stale. Nothing is lost:
 *   the newer version has an event of its own.
 */
export function decide(seen: Observation): Decision {
  const { destination, newest, replicateDeletions } = seen;
  if (destination === undefined) {
    // An empty key may be one whose deletion was replicated; only the newest version may fill it again.
    return newest || !replicateDeletions ? { action: 'copy', condition: { IfNoneMatch: '*' } } : superseded;
  }
  if (seen.preventOverwrite) return { action: 'skip', reason: 'the key exists and overwriting is prevented' };
  const olderStill = destination.lastModified.getTime() + CLOCK_MARGIN_MS < seen.versionLastModified.getTime();
  return newest || olderStill ? { action: 'copy', condition: { IfMatch: destination.eTag } } : superseded;
}

const superseded: Decision = { action: 'skip', reason: 'superseded by a newer version' };
