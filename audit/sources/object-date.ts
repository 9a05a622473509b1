/** Days, as `2026-01-05`, that objects may be dated; the last one is included. */
export interface DayWindow {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/**
 * The days of objects that can hold requests of a time; its last second is not in.
 *
 * @param since seconds since the epoch.
 * @param until seconds since the epoch.
 */
export function daysOf(since: number | null, until: number | null): DayWindow {
  const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
  return { since: since === null ? undefined : day(since), until: until === null ? undefined : day(until - 1) };
}

/** `…/2026/01/05/`: a day of a partitioned access-log prefix, or of CloudTrail. */
const DAY_FOLDER = /(?:^|\/)(\d{4})\/(\d{2})\/(\d{2})\/(?=[^/]*$)/;
/** `2026-01-05-hh-mm-ss-Unique` after any prefix. */
const FLAT_NAME = /(\d{4})-(\d{2})-(\d{2})-\d{2}-\d{2}-\d{2}-[^/]*$/;

/**
 * The day that an object or a folder of objects is dated: delivery for most, the requests' own day for access logs
 * partitioned by event time. No request in it is later than the day of its delivery, nor the delivery before the request.
 * Sources: S3 User Guide, "Amazon S3 server access log format", log object key format; CloudTrail User Guide, "Finding
 * your CloudTrail log files".
 *
 * @param key of an object, or of a folder with its last `/`.
 * @returns `undefined` where the key does not tell; such an object can be of any day.
 */
export function dayOf(key: string): string | undefined {
  const [, year, month, day] = DAY_FOLDER.exec(key) ?? FLAT_NAME.exec(key) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const text = `${year}-${month}-${day}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(text) ? undefined : text;
}

/** Says whether an object may hold what is asked for; one whose day is not known may. */
export function isInDays(day: string | undefined, { since, until }: DayWindow): boolean {
  return day === undefined || ((since === undefined || day >= since) && (until === undefined || day <= until));
}

/**
 * Where to go on in a flat prefix, whose names begin with their date: past the names of a year, or of the days, before the
 * window. Only names that begin with that earlier date are passed over.
 *
 * @param prefix of the listing.
 * @param lastKey last key seen in it.
 * @returns a key to start after, or `undefined` to go on as usual.
 */
export function skipTo(prefix: string, lastKey: string, { since }: DayWindow): string | undefined {
  const name = lastKey.slice(prefix.length);
  if (since === undefined || !lastKey.startsWith(prefix) || name.includes('/') || !FLAT_NAME.test(name))
    return undefined;
  const day = name.slice(0, 10);
  if (dayOf(name) !== day || day >= since) return undefined;
  const year = day.slice(0, 4);
  // "." follows "-", so that this comes right behind every name of the year.
  return `${prefix}${year < since.slice(0, 4) ? `${year}.` : since}`;
}
