import { Option } from '@commander-js/extra-typings';
import type { Engines } from '../../engines/open-engine';
import type { Formats } from '../../output/formats';
import type { AuditReport } from '../../report/rendering';
import { readCount } from './option-values';
import { IP_RANGES, logOptions, outputOptions } from './options';

/** What the commands that report remote IPs are told, but for the expectations. */
export function reportOptions(engines: Engines, formats: Formats<AuditReport>) {
  return [
    ...logOptions(engines),
    new Option(
      '--cloudtrail <path...>',
      'CloudTrail files of the same time: the path each request took, as AWS records it',
    ),
    new Option(
      '--digests <path...>',
      "CloudTrail's digests: validates them, and that its files are all there as written",
    ),
    new Option(
      '--digest-keys <file>',
      'public keys, as aws cloudtrail list-public-keys prints them; CloudTrail is asked without',
    ),
    IP_RANGES,
    ...outputOptions(formats),
    new Option(
      '--top <n>',
      'list so many addresses and findings one by one; the others are counted by network and range',
    )
      .argParser(readCount)
      .default(null, '100 of a table, 500 of Markdown, 1000 of HTML; JSON and CSV have all'),
    new Option('--all', 'list all of them, in Markdown beyond the length of a comment too').default(false),
  ] as const;
}
