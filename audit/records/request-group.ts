import { HOUR } from '../../contract/time';
import type { Answer } from './outcome';
import type { Witness } from './witness';

/** Some of a group's requests, all of one hour. Times are seconds since the epoch. */
export interface RequestHour {
  readonly requests: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** Records alike in everything that classification and judgement ask for. */
export interface RequestGroup extends Answer {
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
  readonly requests: number;
  readonly bytesSent: number;
  /** Seconds since the epoch. */
  readonly firstSeen: number;
  /** Seconds since the epoch. */
  readonly lastSeen: number;
  /** Its hours in the order of time, where the selection asks for them and the access log tells them. */
  readonly hours?: readonly RequestHour[];
}

/** When the requests of a group were made: by its hours, or all together. */
export function hoursOf(group: RequestGroup): readonly RequestHour[] {
  return group.hours ?? [group];
}

/** Hours of one group in the order of time, those told in several parts as one. Before 1970 all is one hour. */
export function joinedHours(parts: RequestHour[]): RequestHour[] {
  // As they mostly are.
  if (parts.every((part, i) => i === 0 || hourOf(parts[i - 1] ?? part) < hourOf(part))) return parts;
  const joined: RequestHour[] = [];
  for (const part of [...parts].sort((a, b) => a.firstSeen - b.firstSeen)) {
    const last = joined.at(-1);
    if (last === undefined || hourOf(last) !== hourOf(part)) joined.push(part);
    else joined[joined.length - 1] = together(last, part);
  }
  return joined;
}

function hourOf({ firstSeen }: RequestHour): number {
  return Math.max(0, Math.floor(firstSeen / HOUR));
}

function together(a: RequestHour, b: RequestHour): RequestHour {
  return {
    requests: a.requests + b.requests,
    firstSeen: Math.min(a.firstSeen, b.firstSeen),
    lastSeen: Math.max(a.lastSeen, b.lastSeen),
  };
}
