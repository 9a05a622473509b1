import type { Trail } from '../../../cloudtrail/trail';
import type { LineCounts } from '../../../records/aggregate';
import type { Deliveries } from '../../../records/deliveries';
import { createDeliveryBook, type FileContent } from '../../../sources/delivery-book';
import { BLANK_LINES, MIXED_LINE_ENDS } from '../../../sources/file-bytes';
import type { RecordGrouping } from '../../../records/record-grouping';
import type { Selection } from '../../../records/selection';
import { lookAlike } from '../../../sources/look-alike';
import type { Part } from './parts';
import type { SharedProgram } from './program';
import { scanPart } from './scan-part';
import { createScanner, type RejectedLine, type Share } from './scanner';

/** How many rejects of a part are told. */
const REJECTS_TOLD = 5;

/** Nothing is delivered where nothing was requested; somebody emptied it. */
const EMPTY = 'it is empty, which no log is that S3 delivers';

/** What became of a part of which something is to be told. */
export interface PartReport {
  readonly part: Part;
  readonly lines: number;
  /** Lines that end in a carriage return and a line feed: all of a file, or none. */
  readonly returns: number;
  readonly content: FileContent;
  /** Nothing but blank lines. */
  readonly isBlank: boolean;
  readonly damage: string | undefined;
  /** The first rejects, numbered within the part. */
  readonly rejects: readonly RejectedLine[];
}

/** Says whether some lines of a file, but not all, end in a carriage return and a line feed: of a part that tells nothing. */
export function areMixed({ lines, returns }: Pick<PartReport, 'lines' | 'returns'>): boolean {
  return returns > 0 && returns < lines;
}

/** Where scanning stands, all batches so far together. */
export interface Standing {
  readonly files: number;
  /** Taken from the disk, compressed or not. */
  readonly bytes: number;
  readonly counts: LineCounts;
}

/** Where scanning stands, and what the last batch gave. */
export interface BatchReport extends Standing {
  readonly parts: readonly PartReport[];
  /** Of the files that were read whole; what a cut one tells, all its parts tell together. */
  readonly deliveries: Deliveries;
}

/** What a scanning thread is started with. */
export interface ScanTask {
  readonly shared: SharedProgram;
  readonly selection: Selection;
  readonly share: Share;
  readonly grouping?: RecordGrouping | undefined;
}

/** Reads batch after batch and remembers what they held. */
export interface BatchScanner {
  scan(batch: readonly Part[]): Promise<BatchReport>;
  /** Where scanning stands, at any time. */
  standing(): Standing;
  /** Address of what was found; nothing may be scanned any more. */
  found(): number;
  /** Address of what was found together with scanners that scan no more, by the addresses of what they found. */
  foundWith(others: readonly number[]): number;
}

/** What a batch scanner is told and, where somebody wants to know at once, whom it tells. */
export interface BatchOptions {
  readonly selection: Selection;
  readonly grouping?: RecordGrouping | undefined;
  readonly trail?: Trail | undefined;
  readonly share?: Share | undefined;
  readonly onReject?: ((part: Part, reject: RejectedLine) => void) | undefined;
  /** Called as bytes are read. */
  readonly onBytes?: (() => void) | undefined;
}

/** Makes a scanner of batches. */
export function createBatchScanner(shared: SharedProgram, options: BatchOptions): BatchScanner {
  let files = 0;
  let bytes = 0;
  let current: Part | undefined;
  let rejects: RejectedLine[] = [];
  const scanner = createScanner(shared, {
    selection: options.selection,
    grouping: options.grouping,
    trail: options.trail,
    share: options.share,
    onReject(reject) {
      if (rejects.length < REJECTS_TOLD) rejects.push(reject);
      if (current !== undefined) options.onReject?.(current, reject);
    },
  });
  const onBytes = (count: number): void => {
    bytes += count;
    options.onBytes?.();
  };
  const standing = (): Standing => ({ files, bytes, counts: scanner.counts() });

  async function scan(batch: readonly Part[]): Promise<BatchReport> {
    const parts: PartReport[] = [];
    const deliveries = createDeliveryBook();
    for (const part of batch) {
      current = part;
      rejects = [];
      const linesBefore = scanner.lines();
      const found = await scanPart(scanner, part, onBytes);
      const lines = scanner.lines() - linesBefore;
      const isWhole = part.from === 0 && part.to === null;
      if (part.to === null) files++;
      const { returns, ...content } = scanner.content();
      if (isWhole) deliveries.add(part.file, content);
      const isBlank = rejects.length === 0 && content.first === Infinity;
      const looks = isWhole && content.first === Infinity ? lookAlike(rejects[0]?.text ?? '', 'log') : undefined;
      const isNoLog = looks === undefined ? undefined : `it ${looks}`;
      const ofAll = isBlank
        ? lines === 0
          ? EMPTY
          : BLANK_LINES
        : areMixed({ lines, returns })
          ? MIXED_LINE_ENDS
          : undefined;
      const damage = isNoLog ?? found ?? (isWhole ? ofAll : undefined);
      const tells = !isWhole || damage !== undefined || rejects.length > 0;
      if (tells) parts.push({ part, lines, returns, content, isBlank, damage, rejects });
    }
    return { ...standing(), parts, deliveries: deliveries.all() };
  }
  return {
    scan,
    standing,
    found: () => scanner.found(),
    foundWith: (others) => scanner.foundWith(others),
  };
}
