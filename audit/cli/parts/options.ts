import { Option } from '@commander-js/extra-typings';
import type { Engines } from '../../engines/open-engine';
import type { Formats } from '../../output/formats';
import { S3_OPTIONS } from './aws-options';
import { engineOptions } from './engine-options';
import { readMemory, readTime } from './option-values';

export const LOGS = new Option(
  '--logs <path...>',
  'server access logs: files, directories, globs, s3://bucket/prefix, or - for standard input; .gz too',
);

export const CLOUDTRAIL = new Option('--cloudtrail <path...>', 'CloudTrail files of the same time');

export const EXPECT = new Option(
  '--expect <file>',
  'expectations: Terraform output audit_expectations, or all of terraform output -json',
);

export const IP_RANGES = new Option(
  '--ip-ranges <file>',
  "ip-ranges.json as AWS publishes it, to name AWS's own addresses",
);

/** What a window selects where single records are not: of files, every line is looked at. */
export const LOG_FOLDERS = "Athena's log folders";

export const OUTPUT = new Option('--output <file>', 'write the result to this file instead of standard output');

export const MEMORY = new Option(
  '--memory-limit <size>',
  'take no more memory than this, such as 500MB; what fits by reading again does, else it is said what does not',
)
  .argParser(readMemory)
  .default(null, "half of the machine's for lines and groups, at most 4 GiB; 1 GB for the tables of query");

/** A window of time. */
export function windowOptions(what: string) {
  return [
    new Option('--since <time>', `keep ${what} from this time on: 2026-01-05 or 2026-01-05T08:00:00Z`)
      .argParser(readTime)
      .default(null, 'the first'),
    new Option('--until <time>', `keep ${what} before this time`).argParser(readTime).default(null, 'the last'),
  ] as const;
}

/** What names logs and selects of them. */
export function logOptions(engines: Engines, what = 'records') {
  return [
    LOGS,
    new Option('--bucket <name...>', `keep ${what} of these buckets`).default([], 'all'),
    ...windowOptions(what),
    MEMORY,
    ...engineOptions(engines),
    ...S3_OPTIONS,
  ] as const;
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** How to write the result. */
export function outputOptions(formats: Formats<never>) {
  return [
    new Option('--format <format>', 'how to write the result')
      .choices(Object.keys(formats))
      .default(null, "what the output's suffix says, else table"),
    new Option(
      '--output <file>',
      'write the result to this file instead of standard output (-); several, each in the format of its suffix',
    ).argParser(collected),
    new Option('--wide', 'as wide as the table is, whatever the width of the terminal').default(false),
  ] as const;
}
