const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Makes line feeds of the carriage returns that stand alone, in place. S3 writes none: a line with one is damaged, and Hive's
 * readers, which Athena and Trino read text by, end a line there. All engines do, so that all see the same lines.
 *
 * @returns the place up to which that is done: before a last carriage return, whose line feed may still come.
 */
export function endLinesAtReturns(bytes: Buffer, from: number, to: number): number {
  for (let at = from; ; at++) {
    at = bytes.subarray(0, to).indexOf(CARRIAGE_RETURN, at);
    if (at < 0) return to;
    if (at === to - 1) return at;
    if (bytes[at + 1] !== LINE_FEED) bytes[at] = LINE_FEED;
  }
}

/** Says whether a line ends in a carriage return, which belongs to its line feed and is no part of it. */
export function endsInReturn(line: Buffer): boolean {
  return line.at(-1) === CARRIAGE_RETURN;
}
