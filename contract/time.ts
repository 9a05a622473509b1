/** Seconds of an hour and of a day; times are seconds since the epoch wherever nothing else is said. UTC has no other days. */
export const HOUR = 3_600;
export const DAY = 24 * HOUR;

/** `2026-01-05`, UTC. */
export function isoDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** `2026/01/05`, UTC: as folders of logs have it. */
export function dayFolder(seconds: number): string {
  return isoDay(seconds).replaceAll('-', '/');
}

const DAY_TEXT = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day that there is, `YYYY-MM-DD`. Date.parse rolls 2026-02-30 over into March. */
export function isDay(text: string): boolean {
  const milliseconds = DAY_TEXT.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
}
