import { HOUR } from '../../contract/time';
import { extentOf, type Extent } from './extent';
import type { Answer } from './outcome';
import type { Witness } from './witness';

/** Records alike in everything that classification and judgement ask for. */
export interface RequestGroup extends Answer, Extent {
  readonly bucket: string;
  /** As the log has it, `null` for `-`. */
  readonly remoteIp: string | null;
  /** As the log has it, `null` for `-`: anonymous. */
  readonly requester: string | null;
  readonly operation: string;
  /** The answer that gives least away, where the line can be read to have several; the group has the worst one. */
  readonly otherAnswer: Answer | null;
  /** The endpoint that the Host header names (host-endpoint.ts). A client writes it: it can count against a request, never for it. */
  readonly hostEndpoint: string | null;
  /** As the log has it, `null` for `-` and in older records. */
  readonly sourceRegion: string | null;
  /** What CloudTrail testifies about the path of these requests; `null` where it has no record of them. */
  readonly witness: Witness | null;
  readonly bytesSent: number;
  /**
   * Its hours as they were counted, in any order and one perhaps in several parts; three numbers each: requests, and the times of
   * the first and the last. Without, all is of one hour, or the selection does not ask for hours, or the log does not tell them.
   */
  readonly hours?: readonly number[];
}

/** A group that is still counted. */
export type GrowingGroup = { -readonly [K in keyof Omit<RequestGroup, 'hours'>]: RequestGroup[K] } & {
  hours?: number[];
};

/**
 * Counts the requests of a group in another one that is alike.
 *
 * @param hourly whether their hours are told apart.
 */
export function addRequests(into: GrowingGroup, group: RequestGroup, hourly: boolean): void {
  if (hourly) {
    const hours = (into.hours ??= [into.requests, into.firstSeen, into.lastSeen]);
    forEachHour(group, (...hour) => hours.push(...hour));
  }
  into.requests += group.requests;
  into.bytesSent += group.bytesSent;
  into.firstSeen = Math.min(into.firstSeen, group.firstSeen);
  into.lastSeen = Math.max(into.lastSeen, group.lastSeen);
}

/** Tells when the requests of a group were made: by parts of its hours, or all together. */
export function forEachHour(
  { hours, requests, firstSeen, lastSeen }: RequestGroup,
  tell: (requests: number, firstSeen: number, lastSeen: number) => void,
): void {
  if (hours === undefined) tell(requests, firstSeen, lastSeen);
  else for (let i = 0; i < hours.length; i += 3) tell(hours[i] ?? 0, hours[i + 1] ?? 0, hours[i + 2] ?? 0);
}

/** The hours of a group in the order of time, each once. Before 1970 all is one hour. */
export function hoursOf(group: RequestGroup): readonly Extent[] {
  const parts: Extent[] = [];
  forEachHour(group, (requests, firstSeen, lastSeen) => parts.push({ requests, firstSeen, lastSeen }));
  const joined: Extent[] = [];
  for (const part of parts.sort((a, b) => a.firstSeen - b.firstSeen)) {
    const last = joined.at(-1);
    if (last === undefined || hourOf(last) !== hourOf(part)) joined.push(part);
    else joined[joined.length - 1] = extentOf([last, part]) ?? part;
  }
  return joined;
}

function hourOf({ firstSeen }: Extent): number {
  return Math.max(0, Math.floor(firstSeen / HOUR));
}
