import type { ProgressLine, ProgressText } from '../../records/progress';

/** Work shorter than this shows no progress: seconds. */
const FIRST_AFTER = 1;
const EVERY = 0.2;

/**
 * A line on standard error that is written over as work goes on; nothing where that is no terminal, nor for the first second.
 *
 * @param textOf says how far work has come, given the seconds since it began.
 */
export function progressLine<T>(textOf: ProgressText<T>): ProgressLine<T> {
  const started = process.uptime();
  let next = started + FIRST_AFTER;
  let isShown = false;
  return {
    show: (progress) => {
      const now = process.uptime();
      if (now < next) return;
      next = now + EVERY;
      // Not before: what a terminal needs takes longer to load than a short log to read.
      if (!process.stderr.isTTY) return;
      isShown = true;
      const text = textOf(progress, now - started);
      process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
    },
    end: () => {
      if (isShown) process.stderr.write('\r\x1b[2K');
    },
  };
}
