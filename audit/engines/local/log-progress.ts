import type { TrailProgress } from '../../cloudtrail/read-events';
import type { Progress, ProgressText } from '../../records/progress';
import { grouped } from '../../output/numbers';
import { sizeOf, type LogFile } from '../../sources/log-files';

/** Progress of reading CloudTrail files: files, events, and the time that remains. */
export function trailProgress(files: readonly LogFile[]): ProgressText<TrailProgress> {
  return (progress, seconds) => trailProgressText(progress, files.length, seconds);
}

/** One line of progress. */
export function trailProgressText({ files, events }: TrailProgress, total: number, seconds: number): string {
  const left = files > 0 ? Math.ceil(((total - files) * seconds) / files) : 0;
  const sentence = `CloudTrail: ${grouped(files)} of ${grouped(total)} files, ${grouped(events)} requests`;
  return left > 0 ? `${sentence}, ${grouped(left)} s left` : sentence;
}

const MEGABYTE = 1_000_000;

/** Progress of reading log files: files, lines, bytes, rate, rejects, and the time that remains. */
export function logProgress(files: readonly LogFile[]): ProgressText<Progress> {
  // Asked for once, and only where somebody watches: twenty thousand files take their time.
  let total: number | undefined;
  return (progress, seconds) => {
    total ??= files.reduce((sum, file) => sum + sizeOf(file), 0);
    return progressText(progress, { files: files.length, bytes: total }, seconds);
  };
}

/** One line of progress; the time that remains is told where the size of everything is known. */
export function progressText(
  { files, lines, bytes, rejects }: Progress,
  total: { readonly files: number; readonly bytes: number },
  seconds: number,
): string {
  const rate = bytes / Math.max(seconds, 0.001);
  const left = total.bytes > bytes && rate > 0 ? Math.ceil((total.bytes - bytes) / rate) : undefined;
  return [
    `${grouped(files)} of ${grouped(total.files)} files`,
    `${grouped(lines)} lines`,
    `${megabytes(bytes)} of ${megabytes(total.bytes)} MB`,
    `${megabytes(rate)} MB/s`,
    ...(rejects > 0 ? [`${grouped(rejects)} could not be read`] : []),
    ...(left === undefined ? [] : [`${grouped(left)} s left`]),
  ].join(', ');
}

function megabytes(bytes: number): string {
  return grouped(Math.round(bytes / MEGABYTE));
}
