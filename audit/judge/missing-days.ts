import { DAY } from '../../contract/time';
import type { BucketHour } from '../records/aggregate';
import { byBucket } from '../records/by-bucket';
import type { Deliveries } from '../records/deliveries';

/** Days that no log object of a bucket is dated, in a partitioned layout, though its other days have some. */
export interface MissingDays {
  readonly bucket: string;
  /** First and last of the days, since the epoch. Days that the traffic explains may lie between them. */
  readonly from: number;
  readonly to: number;
  /** How many other days there are to compare with, from the bucket's first to its last object, */
  readonly others: number;
  /** and how many of these have an object. */
  readonly withObjects: number;
}

/** The window asked for, in seconds since the epoch. */
export interface AskedWindow {
  readonly since: number | null;
  readonly until: number | null;
}

const WEEK = 7;
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
/** With fewer other days a day without objects may be chance. */
const FEWEST_OTHERS = 5;
/** So many of the other days must have objects. */
const NEARLY_ALL = 0.9;
/** With so many weeks, weekdays have habits: */
const SEVERAL = 2;
/** a weekday that has objects less often than this explains a day without, */
const MOST = 0.75;
/** and one that hardly ever has some is none to compare others with. */
const HARDLY_ANY = 0.25;

/**
 * Finds the days of the window without log objects that the bucket's other days do not explain. A bucket that is used now
 * and then, or never on a Sunday, has days without; one with objects on nearly all other days has none by chance. That holds
 * for buckets with too little traffic for `findGaps`, too. Days before the first object and after the last one count
 * where the window was asked for, and only days that lie in it as a whole.
 *
 * Source of the layout: S3 User Guide, "Amazon S3 server access log format", log object key format.
 *
 * @param activity records within the window: where some files lie in no such folders, a day with records has logs.
 * @param buckets to look at; empty stands for all.
 */
export function findMissingDays(
  { sources, otherFiles }: Deliveries,
  activity: readonly BucketHour[],
  window: AskedWindow,
  buckets: readonly string[],
): readonly MissingDays[] {
  const allPartitioned = otherFiles === 0 && sources.every(({ bucket }) => bucket !== null);
  const asked = new Set(buckets);
  const records = allPartitioned ? undefined : byBucket(activity);
  return sources.flatMap(({ bucket, days }) => {
    if (bucket === null || days.length === 0 || (asked.size > 0 && !asked.has(bucket))) return [];
    const filled = [...days, ...daysWithRecords(records?.get(bucket))];
    return missingOf(bucket, inOrder(filled), window);
  });
}

function daysWithRecords(activity: readonly BucketHour[] = []): readonly number[] {
  return activity.map(({ hour }) => Math.floor(hour / 24));
}

function inOrder(days: readonly number[]): readonly number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}

/** Days from `from` to before `end`. */
interface Range {
  readonly from: number;
  readonly end: number;
}

function missingOf(bucket: string, filled: readonly number[], { since, until }: AskedWindow): readonly MissingDays[] {
  const extent = { from: filled[0] ?? 0, end: (filled.at(-1) ?? 0) + 1 };
  const asked = {
    from: since === null ? extent.from : Math.ceil(since / DAY),
    end: until === null ? extent.end : Math.floor(until / DAY),
  };
  const filledBy = WEEKDAYS.map((weekday) => filled.filter((day) => weekdayOf(day) === weekday).length);
  const edges = [Math.min(asked.from, extent.from) - 1, ...filled, Math.max(asked.end, extent.end)];
  return edges.slice(1).flatMap((to, i): MissingDays[] => {
    const silence = { from: (edges[i] ?? to) + 1, end: to };
    const judged = overlap(silence, asked);
    if (lengthOf(judged) === 0) return [];
    const weekdays = weekdaysBeside(silence, filledBy, extent);
    const compared = weekdays.filter((weekday) => weekday.others < SEVERAL || shareOf(weekday) > HARDLY_ANY);
    const others = sum(compared.map((weekday) => weekday.others));
    const withObjects = sum(compared.map((weekday) => weekday.withObjects));
    if (others < FEWEST_OTHERS || withObjects < NEARLY_ALL * others) return [];
    const isUsual = (day: number): boolean => {
      const weekday = weekdays[weekdayOf(day)];
      return weekday !== undefined && (weekday.others < SEVERAL || shareOf(weekday) >= MOST);
    };
    // A week has every weekday; beyond it nothing new is to be learnt.
    const from = firstDays(judged).find(isUsual);
    const last = lastDays(judged).find(isUsual);
    return from === undefined || last === undefined ? [] : [{ bucket, from, to: last, others, withObjects }];
  });
}

/** Days of one weekday beside a silence, and how many of them have objects. */
interface Weekday {
  readonly others: number;
  readonly withObjects: number;
}

function weekdaysBeside(silence: Range, filledBy: readonly number[], extent: Range): readonly Weekday[] {
  return filledBy.map((withObjects, weekday) => ({
    others: sameWeekdays(weekday, extent) - sameWeekdays(weekday, overlap(silence, extent)),
    withObjects,
  }));
}

function shareOf({ others, withObjects }: Weekday): number {
  return withObjects / others;
}

/** A number from 0 to 6, also for days before the epoch. */
function weekdayOf(day: number): number {
  return ((day % WEEK) + WEEK) % WEEK;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** How many days of a range are of the weekday of a day. */
function sameWeekdays(day: number, { from, end }: Range): number {
  const before = (limit: number): number => Math.ceil((limit - day) / WEEK);
  return Math.max(0, before(end) - before(from));
}

function overlap(a: Range, b: Range): Range {
  return { from: Math.max(a.from, b.from), end: Math.min(a.end, b.end) };
}

function lengthOf({ from, end }: Range): number {
  return Math.max(0, end - from);
}

function firstDays(range: Range): readonly number[] {
  return Array.from({ length: Math.min(WEEK, lengthOf(range)) }, (_, i) => range.from + i);
}

function lastDays(range: Range): readonly number[] {
  return Array.from({ length: Math.min(WEEK, lengthOf(range)) }, (_, i) => range.end - 1 - i);
}

/** `2026-01-05`, or `2026-01-05 to 2026-01-07`. */
export function daysText({ from, to }: Pick<MissingDays, 'from' | 'to'>): string {
  return from === to ? isoDay(from) : `${isoDay(from)} to ${isoDay(to)}`;
}

/** Writes days since the epoch as `2026-01-05`. */
export function isoDay(day: number): string {
  return new Date(day * DAY * 1000).toISOString().replace(/T.*/, '');
}

/** Says what is missing, and why that matters. */
export function missingDaysSentence(missing: MissingDays): string {
  const { bucket, others, withObjects } = missing;
  return (
    `no log object of ${bucket} is dated ${daysText(missing)}, where ${withObjects} of its ${others} other days have some: ` +
    'objects may be late, lost or not collected'
  );
}
