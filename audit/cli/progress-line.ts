const EVERY_MS = 200;

/** A line on standard error that is written over as work goes on; nothing where that is no terminal. */
export function progressLine<T>(textOf: (progress: T) => string): { show: (progress: T) => void; end: () => void } {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  let shown = 0;
  return {
    show: (progress) => {
      const now = performance.now();
      if (now - shown < EVERY_MS) return;
      shown = now;
      process.stderr.write(`\r\x1b[2K${textOf(progress).slice(0, (process.stderr.columns || 80) - 1)}`);
    },
    end: () => process.stderr.write('\r\x1b[2K'),
  };
}
