import { Option } from '@commander-js/extra-typings';
import type { Engines } from '../../engines/open-engine';
import type { Formats } from '../../output/formats';
import type { AuditReport } from '../../report/rendering';
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
  ] as const;
}
