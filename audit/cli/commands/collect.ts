import { Command, Option } from '@commander-js/extra-typings';
import { printable } from '../../../contract/printable';
import { openBucket } from '../../aws/s3-client';
import { identitiesOf } from '../../aws/settings';
import { collect as collectObjects, MOST_FAILURES, type Collected, type Progress } from '../../collect/collect';
import { COLLECT_FORMATS } from '../../collect/formats';
import { readLocation } from '../../collect/location';
import { daysOf } from '../../sources/object-date';
import { InputError } from '../../errors/input-error';
import { bytesText } from '../../output/numbers';
import { AWS_OPTIONS } from '../parts/aws-options';
import { EXIT } from '../parts/exit-codes';
import { readConcurrency } from '../parts/option-values';
import { outputOptions, windowOptions } from '../parts/options';
import { progressLine } from '../parts/progress-line';
import type { Shell } from '../parts/shell';
import { tell } from '../parts/tell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

const OPTIONS = [
  new Option(
    '--from <location>',
    's3://bucket/prefix: every object whose key begins with prefix',
  ).makeOptionMandatory(),
  new Option('--to <directory>', 'where to keep the objects, below the name of their bucket').makeOptionMandatory(),
  new Option('--concurrency <n>', 'how many objects to copy at once').argParser(readConcurrency).default(32),
  ...windowOptions('objects dated'),
  ...outputOptions(COLLECT_FORMATS),
  new Option('--bucket-region <region>', "the bucket's region, where it cannot be found out"),
  ...AWS_OPTIONS,
] as const;

/** `s3-audit collect`: copies log objects into a directory, incrementally; 2 when something could not be copied. */
export function collect({ end }: Shell) {
  const command = new Command('collect');
  return withOptions(command, OPTIONS).action(async (options) => {
    const { to, concurrency, since, until, bucketRegion } = options;
    const from = readLocation(options.from, '--from');
    const access = await openBucket(from.bucket, identitiesOf(options), bucketRegion);
    const { show: onProgress, end: endProgress } = progressLine(progressText);
    const days = daysOf(since, until);
    const collected = await collectObjects(access, { from, to, days, concurrency, onProgress }).finally(endProgress);
    if (collected.listed + collected.leftOut + collected.failed === 0) {
      throw new InputError([`--from ${printable(options.from)}: no object has a key that begins so`]);
    }
    await writeFormatted({ from: options.from, to, ...collected }, COLLECT_FORMATS, options);
    problemsOf(collected).map(printable).forEach(tell);
    end(collected.failed === 0 ? EXIT.pass : EXIT.usage);
  });
}

function progressText({ listed, collected, bytes, failed }: Progress): string {
  return `${listed} found, ${collected} collected (${bytesText(bytes)})${failed > 0 ? `, ${failed} failed` : ''}`;
}

function problemsOf({ failures, failed, gaveUp }: Collected): readonly string[] {
  return [
    ...failures.map(({ name, reason }) => `${name}: ${reason}`),
    ...(failed > MOST_FAILURES ? [`and ${failed - MOST_FAILURES} more`] : []),
    ...(gaveUp ? ['gave up; what was collected is kept, run the command again to go on'] : []),
  ];
}
