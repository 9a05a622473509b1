import { InvalidArgumentError } from '@commander-js/extra-typings';
import { readBytes } from '../../engines/athena/client/scan-cost';
import { LEAST_MEMORY } from '../../memory';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

/** Reads a date (its first second, UTC) or a date and time with its zone, as seconds since the epoch. */
export function readTime(text: string): number {
  const milliseconds = DATE.test(text) || DATE_TIME.test(text) ? Date.parse(text) : NaN;
  // Date.parse rolls 2026-02-30 over into March; a date that does not exist is a mistake.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  if (Number.isNaN(milliseconds) || !exists) {
    throw new InvalidArgumentError('Allowed: a date (2026-01-05) or a time with its zone (2026-01-05T08:00:00Z).');
  }
  return milliseconds / 1000;
}

/** Reads a number of lines: 0 or more. */
export function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Allowed: a whole number, 0 or more.');
  return Number(text);
}

/** Reads how many things are done at once: 1 to 256. */
export function readConcurrency(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > 256) throw new InvalidArgumentError('Allowed: a whole number from 1 to 256.');
  return number;
}

/** Reads a size, in bytes. */
export function readSize(text: string): number {
  const bytes = readBytes(text);
  if (bytes === undefined) throw new InvalidArgumentError('Allowed: a size such as 500MB, 20 GB or 2TB.');
  return bytes;
}

/** Reads how much memory a run may take, in bytes. */
export function readMemory(text: string): number {
  const bytes = readBytes(text);
  if (bytes === undefined || bytes < LEAST_MEMORY) {
    throw new InvalidArgumentError('Allowed: 200MB or more, such as 500MB or 2GB.');
  }
  return bytes;
}

/** Reads a time to wait, in seconds. */
export function readSeconds(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Allowed: a whole number of seconds, 1 or more.');
  return Number(text);
}
