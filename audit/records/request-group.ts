import { HOUR } from '../../contract/time';
import { extentOf, type Extent } from './extent';
import type { HourBook, Hours } from './hours';
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
   * Its hours. Without, all is of one hour, or the selection does not ask for hours, or the log does not tell them.
   */
  readonly hours?: Hours | undefined;
}

/** A group that is still counted. */
export type GrowingGroup = { -readonly [K in keyof RequestGroup]: RequestGroup[K] };

/**
 * Counts the requests of a group in another one that is alike.
 *
 * @param book that further hours are written to; `undefined` where hours are not told apart.
 */
export function addRequests(into: GrowingGroup, group: RequestGroup, book: HourBook | undefined): void {
  if (book !== undefined) addHours((into.hours ??= onlyHour(book, into)), group);
  into.requests += group.requests;
  into.bytesSent += group.bytesSent;
  into.firstSeen = Math.min(into.firstSeen, group.firstSeen);
  into.lastSeen = Math.max(into.lastSeen, group.lastSeen);
}

function onlyHour(book: HourBook, group: Extent): Hours {
  const hours = { book, group: book.number() };
  book.add(hours.group, group);
  return hours;
}

function addHours(into: Hours, group: RequestGroup): void {
  if (group.hours === undefined) into.book.add(into.group, group);
  else into.book.unite(group.hours.group, into.group);
}

/** The hours of a group in the order of time, each once. Before 1970 all is one hour. */
export function hoursOf({ hours, requests, firstSeen, lastSeen }: RequestGroup): readonly Extent[] {
  const parts = hours === undefined ? [{ requests, firstSeen, lastSeen }] : hours.book.of(hours.group);
  const joined: Extent[] = [];
  for (const part of [...parts].sort((a, b) => a.firstSeen - b.firstSeen)) {
    const last = joined.at(-1);
    if (last === undefined || hourOf(last) !== hourOf(part)) joined.push(part);
    else joined[joined.length - 1] = extentOf([last, part]) ?? part;
  }
  return joined;
}

function hourOf({ firstSeen }: Extent): number {
  return Math.max(0, Math.floor(firstSeen / HOUR));
}
