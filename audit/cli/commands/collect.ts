import { printable } from '../../../contract/printable';
import { openBucket } from '../../aws/s3-client';
import { identitiesOf, type AwsOptions } from '../../aws/settings';
import { collect, MOST_FAILURES, type Collected, type Progress } from '../../collect/collect';
import { readLocation } from '../../collect/location';
import { daysOf } from '../../collect/object-date';
import { InputError } from '../../errors/input-error';
import { jsonText } from '../../output/json';
import { EXIT } from '../parts/exit-codes';
import { writeResult } from '../parts/files';
import { progressLine } from '../parts/progress-line';

/** What `collect` is told. Times are seconds since the epoch. */
export interface CollectOptions extends AwsOptions {
  readonly from: string;
  readonly to: string;
  readonly bucketRegion?: string;
  readonly since: number | null;
  readonly until: number | null;
  readonly concurrency: number;
  readonly format: string;
  readonly output?: string;
}

/**
 * `s3-audit collect`: copies log objects into a directory, incrementally.
 *
 * @returns 0 when everything is there, 2 when something could not be copied.
 * @throws InputError when the location can not be opened or nothing lies under it.
 */
export async function collectObjects(options: CollectOptions): Promise<number> {
  const { to, concurrency, format, output, since, until } = options;
  const from = readLocation(options.from, '--from');
  const access = await openBucket(from.bucket, identitiesOf(options), options.bucketRegion);
  const progress = progressLine(progressText);
  const collected = await collect(access, {
    from,
    to,
    days: daysOf(since, until),
    concurrency,
    onProgress: progress.show,
  }).finally(progress.end);
  if (collected.listed + collected.leftOut + collected.failed === 0) {
    throw new InputError([`--from ${printable(options.from)}: no object has a key that begins so`]);
  }
  await writeResult(
    format === 'json' ? jsonText({ from: options.from, to, ...collected }) : summary(collected, options),
    output,
  );
  process.stderr.write(problemsOf(collected));
  return collected.failed === 0 ? EXIT.pass : EXIT.usage;
}

function progressText({ listed, collected, bytes, failed }: Progress): string {
  return `${listed} found, ${collected} collected (${sizeText(bytes)})${failed > 0 ? `, ${failed} failed` : ''}`;
}

function summary({ collected, bytes, unchanged, leftOut, failed }: Collected, { from, to }: CollectOptions) {
  const counts = [
    `${collected} collected (${sizeText(bytes)})`,
    `${unchanged} already there`,
    ...(leftOut > 0 ? [`${leftOut} dated outside the window`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${printable(from)} -> ${printable(to)}: ${counts.join(', ')}\n`;
}

function problemsOf({ failures, failed, gaveUp }: Collected): string {
  const lines = [
    ...failures.map(({ name, reason }) => `${name}: ${reason}`),
    ...(failed > MOST_FAILURES ? [`and ${failed - MOST_FAILURES} more`] : []),
    ...(gaveUp ? ['gave up; what was collected is kept, run the command again to go on'] : []),
  ];
  return lines.map((line) => `s3-audit: ${printable(line)}\n`).join('');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

function sizeText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power] ?? 'B'}`;
}
