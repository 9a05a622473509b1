import type { Deliveries } from '../../../records/deliveries';
import { createDeliveryBook } from '../../../sources/delivery-book';
import type { DamagedFile } from '../../../records/reject';
import { lookAlike } from '../../../sources/look-alike';
import { BLANK_LINES, ENDS_WITHIN_LINE, MIXED_LINE_ENDS } from '../../../sources/file-bytes';

/** What the query tells of a log object. Times are seconds since the epoch. */
export interface ObjectRow {
  readonly file: string;
  /** In S3; `null` where the engine does not tell. */
  readonly size: number | null;
  readonly lines: number;
  /** Bytes of its lines without their ends. */
  readonly octets: number;
  /** A line holds U+FFFD, which may stand for other bytes: then they cannot be counted. */
  readonly replaced: boolean;
  /** Records of plain lines: so many, those that no object before it has, the first and the last. */
  readonly plain: number;
  readonly fresh: number;
  readonly first: number;
  readonly last: number;
}

/** A record of a doubtful line. */
interface DoubtfulRecord {
  readonly text: string;
  readonly time: number;
  readonly copies: number;
}

interface Doubtful {
  readonly records: DoubtfulRecord[];
  rejects: number;
  /** What the object looks like by the text of a reject, where it looks like something else than a log. */
  looks?: string | undefined;
}

const UNEQUAL_SIZE = 'its size is not that of its lines';

/** Gathers what the objects tell, held against their lines, as the local engine does with files. */
export class Objects {
  private readonly book = createDeliveryBook();
  private readonly damaged: DamagedFile[] = [];
  /** Of doubtful lines, by object. */
  private readonly doubtful = new Map<string, Doubtful>();
  /** The object that counts as the first with a doubtful record: the order of the names is that of the local engine. */
  private readonly homes = new Map<string, string>();
  /** Objects with doubtful lines, whose rows come in any order. */
  private readonly waiting: ObjectRow[] = [];
  private unmeasured = 0;

  add(row: ObjectRow): void {
    if (row.size === null && !isCompressed(row)) this.unmeasured++;
    if (row.lines > row.plain) this.waiting.push(row);
    else this.settle(row);
  }

  addRecord(file: string, record: DoubtfulRecord): void {
    this.of(file).records.push(record);
    const home = this.homes.get(record.text);
    if (home === undefined || file < home) this.homes.set(record.text, file);
  }

  addReject(file: string, text: string): void {
    const doubtful = this.of(file);
    doubtful.rejects++;
    doubtful.looks ??= lookAlike(Buffer.from(text, 'utf8').toString('latin1'), 'log');
  }

  result(): {
    readonly deliveries: Deliveries;
    readonly damaged: readonly DamagedFile[];
    /** Objects whose end may have been cut off without anybody knowing, for want of their size. */
    readonly unmeasured: number;
  } {
    for (const row of this.waiting.splice(0)) this.settle(row);
    const damaged = [...this.damaged].sort((a, b) => (a.file < b.file ? -1 : 1));
    return { deliveries: this.book.all(), damaged, unmeasured: this.unmeasured };
  }

  private of(file: string): Doubtful {
    const known = this.doubtful.get(file) ?? { records: [], rejects: 0 };
    this.doubtful.set(file, known);
    return known;
  }

  private settle(row: ObjectRow): void {
    const { file, plain } = row;
    const { records, rejects, looks }: Doubtful = this.doubtful.get(file) ?? { records: [], rejects: 0 };
    const fresh = row.fresh + records.filter(({ text }) => this.homes.get(text) === file).length;
    const all = plain + records.reduce((sum, { copies }) => sum + copies, 0);
    const first = Math.min(row.first, ...records.map(({ time }) => time));
    const last = Math.max(row.last, ...records.map(({ time }) => time));
    this.book.add({ kind: 'file', path: file }, { first, last, fresh, repeated: all - fresh });
    const isNoLog = all === 0 && looks !== undefined ? `it ${looks}` : undefined;
    const reason = isNoLog ?? damageOf(row) ?? (all === 0 && rejects === 0 ? BLANK_LINES : undefined);
    if (reason !== undefined) this.damaged.push({ file, reason });
  }
}

/**
 * Holds an object against its lines: each has its bytes and a line feed, and perhaps each a carriage return before that.
 * Compressed objects have another size.
 */
function damageOf(row: ObjectRow): string | undefined {
  const { size, lines, octets, replaced } = row;
  if (size === null || replaced || isCompressed(row)) return undefined;
  const returns = size - octets - lines;
  if (returns === 0 || returns === lines) return undefined;
  if (returns === -1) return ENDS_WITHIN_LINE;
  return returns > 0 && returns < lines ? MIXED_LINE_ENDS : UNEQUAL_SIZE;
}

function isCompressed({ file }: ObjectRow): boolean {
  return /\.gz$/i.test(file);
}
