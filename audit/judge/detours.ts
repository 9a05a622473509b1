import { HOUR } from '../../contract/time';
import type { ConfigurationChange } from '../cloudtrail/configuration-changes';
import { byBucket } from '../records/by-bucket';
import type { Extent } from '../records/extent';
import type { Network } from './network';

/** Some use of a path: requests to one bucket by one kind of network within an hour or so. */
export interface PathUse extends Extent {
  readonly bucket: string;
  readonly network: Network;
  /** Whether the requests are violations; the others came by an expected path. */
  readonly violating: boolean;
}

/** Traffic past the endpoint that began and ended. */
export interface Detour {
  readonly bucket: string;
  readonly network: Network;
  readonly requests: number;
  readonly from: number;
  readonly until: number;
  /**
   * The last request by an expected path before, and the first one after, as far as the first and last of each hour are known;
   * `null` where there is none.
   */
  readonly expectedBefore: number | null;
  readonly expectedAfter: number | null;
  /** Changes of configuration that may have begun it, and ended it, the nearest first. */
  readonly begunBy: readonly ConfigurationChange[];
  readonly endedBy: readonly ConfigurationChange[];
}

/** Detours with no more than this between them are one. */
const PAUSE = 6 * HOUR;
/** A change that explains a moment lies no further before it. */
const REACH = 6 * HOUR;
/** Clocks of CloudTrail and the access log may differ a little, and a change takes effect before its call returns. */
const SLACK = 5 * 60;

/**
 * Finds the moments at which a bucket's traffic changed path, and the changes of configuration beside them.
 *
 * @param uses in any order; the finer in time, the better the answer.
 * @param changes in any order.
 * @returns detours in the order of time.
 */
export function detoursOf(uses: readonly PathUse[], changes: readonly ConfigurationChange[]): readonly Detour[] {
  const inOrder = [...uses].sort((a, b) => a.firstSeen - b.firstSeen);
  const expected = byBucket(inOrder.filter(({ violating }) => !violating));
  const detours = mergedDetours(inOrder.filter(({ violating }) => violating));
  return detours.map((detour) => {
    const ofBucket = expected.get(detour.bucket) ?? [];
    const expectedBefore = lastBefore(detour.from, ofBucket);
    const expectedAfter = firstAfter(detour.until, ofBucket);
    const begunBy = changesAround(changes, detour, detour.from - REACH, detour.from, detour.from);
    const endedBy = changesAround(changes, detour, detour.until, expectedAfter ?? detour.until + REACH, detour.until);
    return {
      ...detour,
      ...{ expectedBefore, expectedAfter },
      begunBy,
      endedBy: endedBy.filter((change) => !begunBy.includes(change)),
    };
  });
}

/** Of an hour of use, its first and its last request are known: the last of them before a time; `null` without any. */
function lastBefore(time: number, uses: readonly Extent[]): number | null {
  let last = -Infinity;
  for (const { firstSeen, lastSeen } of uses) {
    if (lastSeen < time) last = Math.max(last, lastSeen);
    else if (firstSeen < time) last = Math.max(last, firstSeen);
  }
  return last === -Infinity ? null : last;
}

/** The first of them after a time; `null` without any. */
function firstAfter(time: number, uses: readonly Extent[]): number | null {
  let first = Infinity;
  for (const { firstSeen, lastSeen } of uses) {
    if (firstSeen > time) first = Math.min(first, firstSeen);
    else if (lastSeen > time) first = Math.min(first, lastSeen);
  }
  return first === Infinity ? null : first;
}

type Bare = Pick<Detour, 'bucket' | 'network' | 'requests' | 'from' | 'until'>;

/** Uses of one bucket by one network, in the order of time, joined over short pauses. */
function mergedDetours(violating: readonly PathUse[]): readonly Bare[] {
  const open = new Map<string, Bare>();
  const closed: Bare[] = [];
  for (const { bucket, network, requests, firstSeen, lastSeen } of violating) {
    const key = `${bucket} ${network}`;
    const running = open.get(key);
    const fresh = { bucket, network, requests, from: firstSeen, until: lastSeen };
    if (running === undefined) open.set(key, fresh);
    else if (firstSeen - running.until > PAUSE) {
      closed.push(running);
      open.set(key, fresh);
    } else {
      open.set(key, {
        ...running,
        requests: running.requests + requests,
        until: Math.max(running.until, lastSeen),
      });
    }
  }
  return [...closed, ...open.values()].sort((a, b) => a.from - b.from || a.network.localeCompare(b.network));
}

/** Changes that took effect in a stretch of time and are not known to be about another bucket, the nearest to a moment first. */
function changesAround(
  changes: readonly ConfigurationChange[],
  { bucket }: Pick<Detour, 'bucket'>,
  from: number,
  until: number,
  moment: number,
): readonly ConfigurationChange[] {
  return changes
    .filter(({ time, errorCode }) => errorCode === null && time >= from - SLACK && time <= until + SLACK)
    .filter(({ target, eventSource }) => eventSource !== 's3.amazonaws.com' || target === null || target === bucket)
    .sort((a, b) => Math.abs(a.time - moment) - Math.abs(b.time - moment));
}
