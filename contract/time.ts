/** Seconds of an hour and of a day; times are seconds since the epoch wherever nothing else is said. UTC has no other days. */
export const HOUR = 3_600;
export const DAY = 24 * HOUR;
