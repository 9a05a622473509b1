import { InvalidArgumentError, Option, type Command } from 'commander';
import { withAthenaOptions } from './athena-options';
import { withS3Options } from './aws-options';
import type { AskedEngine } from './open-engine';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

/** What every command that reads logs is told. Times are seconds since the epoch. */
export interface LogOptions extends AskedEngine {
  readonly bucket: readonly string[];
  readonly since: number | null;
  readonly until: number | null;
}

/** What the commands that report remote IPs are told beside. */
export interface ReportOptions extends LogOptions {
  readonly expect?: string;
  readonly ipRanges?: string;
  readonly format: string;
  readonly output?: string;
}

/** Adds the options that name logs and select of them. */
export function withLogOptions(command: Command, what = 'records'): Command {
  return withAthenaOptions(withS3Options(withWindowOptions(command, what)))
    .option(
      '--logs <path...>',
      'server access logs: files, directories, globs, s3://bucket/prefix, or - for standard input; .gz too',
    )
    .addOption(new Option('--bucket <name...>', `keep ${what} of these buckets`).default([], 'all'));
}

/** Adds the options that name a window of time. */
export function withWindowOptions(command: Command, what: string): Command {
  return command
    .addOption(
      new Option('--since <time>', `keep ${what} from this time on: 2026-01-05 or 2026-01-05T08:00:00Z`)
        .argParser(readTime)
        .default(null, 'the first'),
    )
    .addOption(
      new Option('--until <time>', `keep ${what} before this time`).argParser(readTime).default(null, 'the last'),
    );
}

/** Adds the options that say how to write the result. */
export function withOutputOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(new Option('--format <format>', 'how to write the result').choices(formats).default('table'))
    .option('--output <file>', 'write the result to this file instead of standard output');
}

/** Adds the options that say where records are kept between runs. */
export function withCacheOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--cache <directory>',
        'where records are kept between runs, known by the bytes of their files',
      ).default(true, 's3-audit in the cache directory'),
    )
    .option('--no-cache', 'keep nothing between runs');
}

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
