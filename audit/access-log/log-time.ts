const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LOG_TIME = /^(\d\d)\/([A-Z][a-z][a-z])\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;

/**
 * Reads the time of a log record, `06/Feb/2019:00:00:38 +0000` with any zone.
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

  const local = new Date(Date.UTC(year, month, day, hour, minute, second));
  const startOfDay = new Date(Date.UTC(year, month, day));
  if (startOfDay.getUTCDate() !== day || startOfDay.getUTCMonth() !== month) return undefined;
  const zone = (match[7] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute) * 60;
  return local.getTime() / 1000 - zone;
}

/** Writes seconds since the epoch as `2026-01-05T00:00:03Z`. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
