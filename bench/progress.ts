const began = performance.now();

/** Tells on standard error what is measured now: a run takes as long as a lunch. */
export function tellProgress(what: string): void {
  const seconds = Math.round((performance.now() - began) / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  process.stderr.write(`${clock} ${what}\n`);
}
