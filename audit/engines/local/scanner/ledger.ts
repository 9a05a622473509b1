import { InputError } from '../../../errors/input-error';
import { BLANK_LINES, MIXED_LINE_ENDS, nameOf } from '../../../sources/file-bytes';
import type { LineCounts } from '../../../records/aggregate';
import type { Deliveries } from '../../../records/deliveries';
import { createDeliveryBook, type FileContent } from '../../../sources/delivery-book';
import type { LogFile } from '../../../sources/log-files';
import type { OnProgress } from '../../../records/progress';
import type { DamagedFile, Reject } from '../../../records/reject';
import { areMixed, type BatchReport, type PartReport, type Standing } from './scan-batch';
import { byPlace } from './parts';

/** How many rejects are kept to show; all of them are counted. */
const REJECTS_SHOWN = 5;

/** Keeps what the scanners report, in whatever order it comes. */
export interface Ledger {
  /** Takes where one scanner stands. */
  onStanding(member: number, standing: Standing): void;
  /** Takes what became of a batch. */
  onReport(member: number, report: BatchReport): void;
  counts(): LineCounts;
  deliveries(): Deliveries;
  /** What to tell of files, in their order: those damaged, and the first rejects by their places. */
  told(): { readonly damaged: readonly DamagedFile[]; readonly rejects: readonly Reject[] };
}

/**
 * Makes an empty ledger.
 *
 * @param onProgress told of every change.
 */
export function createLedger(onProgress: OnProgress | undefined): Ledger {
  const standings = new Map<number, Standing>();
  const deliveries = createDeliveryBook();
  let parts: readonly PartReport[] = [];

  const sum = (value: (standing: Standing) => number): number =>
    [...standings.values()].reduce((total, standing) => total + value(standing), 0);

  function onStanding(member: number, standing: Standing): void {
    standings.set(member, standing);
    onProgress?.({
      files: sum(({ files }) => files),
      bytes: sum(({ bytes }) => bytes),
      lines: sum(({ counts }) => counts.lines),
      rejects: sum(({ counts }) => counts.rejects),
    });
  }

  return {
    onStanding,
    onReport(member, { parts: told, deliveries: found, ...standing }) {
      deliveries.merge(found);
      if (told.length > 0) parts = shortened([...parts, ...told].sort(byPlace));
      onStanding(member, standing);
    },
    counts: () => ({
      lines: sum(({ counts }) => counts.lines),
      records: sum(({ counts }) => counts.records),
      blank: sum(({ counts }) => counts.blank),
      duplicates: sum(({ counts }) => counts.duplicates),
      ambiguous: sum(({ counts }) => counts.ambiguous),
      rejects: sum(({ counts }) => counts.rejects),
    }),
    deliveries: () => {
      const all = createDeliveryBook();
      all.merge(deliveries.all());
      for (const { file, content } of cutFiles(parts)) all.add(file, content);
      return all.all();
    },
    told: () => ({ damaged: damagedFiles(parts), rejects: placedRejects(parts).slice(0, REJECTS_SHOWN) }),
  };
}

/**
 * What became of all lines, by the ledgers of all shares, which met the same lines and counted each its own records.
 *
 * @throws InputError when they did not meet the same lines: a file changed meanwhile, and lines of some share are missing.
 */
export function countsOf([first, ...others]: readonly [Ledger, ...Ledger[]]): LineCounts {
  const counts: { -readonly [K in keyof LineCounts]: number } = { ...first.counts() };
  for (const ledger of others) {
    const { records, duplicates, ambiguous } = ledger.counts();
    counts.records += records;
    counts.duplicates += duplicates;
    counts.ambiguous += ambiguous;
  }
  if (counts.lines !== counts.blank + counts.records + counts.rejects + counts.duplicates) {
    throw new InputError(['--logs: files changed while they were read, and were read more than once; read them again']);
  }
  return counts;
}

/** Drops the rejects that will not be shown, for their texts may be long, and the parts that then tell nothing. */
function shortened(sorted: readonly PartReport[]): readonly PartReport[] {
  let room = REJECTS_SHOWN;
  return sorted.flatMap((report) => {
    const rejects = report.rejects.slice(0, room);
    room -= rejects.length;
    const { from, to } = report.part;
    const tells = from > 0 || to !== null || report.damage !== undefined || rejects.length > 0;
    return tells ? [{ ...report, rejects }] : [];
  });
}

/** The first damage of each file; what is told of a file as a whole all its parts tell together. */
function damagedFiles(parts: readonly PartReport[]): readonly DamagedFile[] {
  const files = new Map<string, { damage: string | undefined; lines: number; returns: number; isBlank: boolean }>();
  for (const { part, damage, lines, returns, isBlank } of parts) {
    const file = nameOf(part.file);
    const before = files.get(file) ?? { damage: undefined, lines: 0, returns: 0, isBlank: true };
    files.set(file, {
      damage: before.damage ?? damage,
      lines: before.lines + lines,
      returns: before.returns + returns,
      isBlank: before.isBlank && isBlank,
    });
  }
  return [...files].flatMap(([file, { damage, isBlank, ...ends }]) => {
    const reason = damage ?? (isBlank ? BLANK_LINES : areMixed(ends) ? MIXED_LINE_ENDS : undefined);
    return reason === undefined ? [] : [{ file, reason }];
  });
}

/** The files that were read in parts, each with what its parts hold together. */
function cutFiles(parts: readonly PartReport[]): readonly { readonly file: LogFile; readonly content: FileContent }[] {
  const files = new Map<number, { file: LogFile; content: FileContent }>();
  for (const { part, content } of parts) {
    if (part.from === 0 && part.to === null) continue;
    const before = files.get(part.index)?.content ?? { first: Infinity, last: -Infinity, fresh: 0, repeated: 0 };
    const together = {
      first: Math.min(before.first, content.first),
      last: Math.max(before.last, content.last),
      fresh: before.fresh + content.fresh,
      repeated: before.repeated + content.repeated,
    };
    files.set(part.index, { file: part.file, content: together });
  }
  return [...files.values()];
}

/** Numbers rejects within their files: a part's lines follow those of the parts before it. */
function placedRejects(parts: readonly PartReport[]): readonly Reject[] {
  let file = -1;
  let before = 0;
  return parts.flatMap(({ part, lines, rejects }) => {
    if (part.index !== file) before = 0;
    file = part.index;
    const placed = rejects.map(({ line, ...reject }) => ({ file: nameOf(part.file), line: before + line, ...reject }));
    before += lines;
    return placed;
  });
}
