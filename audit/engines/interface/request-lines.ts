import type { AccessLogRecord } from '../../../contract/access-log-fields';
import { parseLine } from '../../access-log/parse-line';
import { redactUri } from '../../access-log/redact-uri';
import { mildestAnswer, worstReading } from '../../access-log/worst-reading';
import type { Answer } from '../../records/outcome';
import type { Reject } from '../../records/reject';
import { TOO_LONG } from '../../sources/longest-line';

/** A record of the request as a line has it. */
export interface FoundRecord extends Pick<Reject, 'file' | 'line'> {
  /** Equal in every byte to an earlier row, and therefore no further one. */
  readonly duplicate: boolean;
  /** The line can be read in several ways; the record is the worst. */
  readonly ambiguous: boolean;
  /** Every status the line can be read to have. */
  readonly statuses: readonly (number | null)[];
  readonly record: AccessLogRecord;
  /** The answer that gives least away, where the line can be read to have several. */
  readonly otherAnswer: Answer | null;
}

/** A line that may be of the request, and where it stands. */
export interface CandidateLine extends Pick<Reject, 'file' | 'line'> {
  readonly bytes: Buffer;
  /** False where the line was too long to be kept whole. */
  readonly complete: boolean;
}

/** Takes lines in the order of their places, and keeps those that are of one request or name it. */
export class RequestLines {
  private readonly seen = new Set<string>();
  readonly records: FoundRecord[] = [];
  /** Lines that name the request and could not be read. */
  readonly rejects: Reject[] = [];

  constructor(private readonly requestId: string) {}

  add({ file, line, bytes, complete }: CandidateLine): void {
    // Most lines do not hold the id, and to tell that is fast.
    if (!bytes.includes(this.requestId)) return;
    const text = bytes.toString('latin1');
    const parsed = complete ? parseLine(text) : ({ kind: 'reject', reason: TOO_LONG } as const);
    if (parsed.kind === 'reject') {
      this.rejects.push({ file, line, reason: parsed.reason, text: redactUri(bytes.toString('utf8')) });
    }
    if (parsed.kind !== 'record' || parsed.readings.every(({ requestId }) => requestId !== this.requestId)) return;
    const { readings, ambiguous } = parsed;
    const statuses = [...new Set(readings.map(({ httpStatus }) => httpStatus))];
    const read = { record: worstReading(readings), otherAnswer: mildestAnswer(readings) };
    this.keep(text, { file, line, ambiguous, statuses, ...read });
  }

  /**
   * Takes a record of the request whose line has one reading and is not kept.
   *
   * @param identity what lines have in common that are equal in every byte.
   */
  addRecord(place: Pick<Reject, 'file' | 'line'>, record: AccessLogRecord, identity: string): void {
    this.keep(identity, { ...place, ambiguous: false, statuses: [record.httpStatus], record, otherAnswer: null });
  }

  private keep(identity: string, { file, line, ...read }: Omit<FoundRecord, 'duplicate'>): void {
    this.records.push({ file, line, duplicate: this.seen.has(identity), ...read });
    this.seen.add(identity);
  }
}
