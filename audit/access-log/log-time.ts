import { DAY, HOUR } from '../../contract/time';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LOG_TIME = /^(\d\d)\/([A-Z][a-z][a-z])\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;

/** The calendar repeats itself after so many years, of so many seconds. */
const CYCLE_YEARS = 400;
const CYCLE_SECONDS = 146_097 * DAY;

/**
 * Reads the time of a log record, `06/Feb/2019:00:00:38 +0000` with any zone.
 *
 * Every year from 0000 to 9999 is that year, as Athena's parse_datetime reads it.
 *
 * @returns seconds since the epoch, or `undefined` for text that is no time or a day that does not exist.
 */
export function readLogTime(text: string): number | undefined {
  const match = LOG_TIME.exec(text);
  if (match === null) return undefined;
  const [day, month, year, hour, minute, second] = [
    Number(match[1]),
    MONTHS.indexOf(match[2] ?? ''),
    ...match.slice(3, 7).map(Number),
  ] as [number, number, number, number, number, number];
  const [zoneHour, zoneMinute] = [Number(match[8]), Number(match[9])];
  // A leap second is written as :60; the epoch has no second of its own for it.
  if (month < 0 || hour > 23 || minute > 59 || second > 60 || zoneHour > 14 || zoneMinute > 59) return undefined;

  // JavaScript takes the years 0 to 99 for those of the twentieth century.
  const startOfDay = new Date(Date.UTC(year + CYCLE_YEARS, month, day));
  if (startOfDay.getUTCDate() !== day || startOfDay.getUTCMonth() !== month) return undefined;
  const zone = (match[7] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute) * 60;
  return startOfDay.getTime() / 1000 - CYCLE_SECONDS + hour * HOUR + minute * 60 + second - zone;
}

/** Days that were written lately, by their numbers: times of a report lie within few, and to find out which is most of the work. */
const days = new Map<number, string>();
const MOST_DAYS = 4096;
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

/** Writes seconds since the epoch as `2026-01-05T00:00:03Z`. */
export function isoTime(seconds: number): string {
  if (!Number.isInteger(seconds)) return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
  const day = Math.floor(seconds / DAY);
  const second = seconds - day * DAY;
  const [hour, minute] = [Math.floor(second / HOUR), Math.floor((second % HOUR) / 60)];
  return `${days.get(day) ?? dayText(day)}${TWO_DIGITS[hour] ?? ''}:${TWO_DIGITS[minute] ?? ''}:${TWO_DIGITS[second % 60] ?? ''}Z`;
}

function dayText(day: number): string {
  const text = new Date(day * DAY * 1000).toISOString().slice(0, -'00:00:00.000Z'.length);
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, text);
  return text;
}
