import type { ProgressLine, ProgressText } from '../../records/progress';

/** Work shorter than this shows no progress. */
const FIRST_AFTER_MS = 1000;
const EVERY_MS = 200;

/**
 * A line on standard error that is written over as work goes on; nothing where that is no terminal, nor for the first second.
 *
 * @param textOf says how far work has come, given the seconds since it began.
 */
export function progressLine<T>(textOf: ProgressText<T>): ProgressLine<T> {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  const started = performance.now();
  let shown: number | undefined;
  return {
    show: (progress) => {
      const now = performance.now();
      if (now - (shown ?? started + FIRST_AFTER_MS - EVERY_MS) < EVERY_MS) return;
      shown = now;
      const text = textOf(progress, (now - started) / 1000);
      process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
    },
    end: () => {
      if (shown !== undefined) process.stderr.write('\r\x1b[2K');
    },
  };
}
