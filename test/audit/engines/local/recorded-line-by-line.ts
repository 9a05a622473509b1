import { parseLine } from '../../../../audit/access-log/parse-line';
import { worstReading } from '../../../../audit/access-log/worst-reading';
import type { Trail } from '../../../../audit/cloudtrail/trail';
import type { Coverage } from '../../../../audit/records/aggregate';
import type { RecordedRow } from '../../../../audit/records/record-grouping';
import type { DamagedFile } from '../../../../audit/records/reject';
import { isInWindow, type Selection } from '../../../../audit/records/selection';
import { nameOf } from '../../../../audit/sources/file-bytes';
import type { LogFile } from '../../../../audit/sources/log-files';
import { readLines } from '../../../../audit/sources/log-lines';
import { SeenLines } from './seen-lines';

type Counts = { -readonly [K in keyof Coverage]: Coverage[K] };

/**
 * Reads the records of access logs for a rehearsal. Nothing is dropped: a line is a record, blank, a duplicate or a reject, and
 * a record that is left out is counted as one of another bucket or time. As for a report, a record is in the window too where
 * its event is.
 *
 * @param selection buckets that are rehearsed, and the window.
 * @param onRow receives each record; of a line that can be read in several ways, the reading that got most.
 * @throws InputError when a file cannot be opened.
 */
export async function readRecorded(
  files: readonly LogFile[],
  selection: Selection,
  trail: Trail | undefined,
  onRow: (row: RecordedRow) => void,
): Promise<Coverage> {
  const count: Counts = {
    ...{ files: files.length, lines: 0, records: 0, blank: 0, duplicates: 0, ambiguous: 0, rejects: 0 },
    ...{ witnessed: 0, otherBuckets: 0, outsideWindow: 0, damaged: [] },
  };
  const seen = new SeenLines();
  const take = (bytes: Buffer, complete: boolean): void => {
    count.lines++;
    const parsed = complete ? parseLine(bytes.toString('latin1')) : { kind: 'reject' as const };
    if (parsed.kind === 'blank') count.blank++;
    else if (parsed.kind === 'reject') count.rejects++;
    else if (!seen.add(bytes)) count.duplicates++;
    else {
      const { ambiguous, readings } = parsed;
      const [first] = readings;
      count.records++;
      if (ambiguous) count.ambiguous++;
      const found = trail?.testimonyOf(first) ?? null;
      if (found !== null) count.witnessed++;
      if (!selection.buckets.includes(first.bucket)) count.otherBuckets++;
      else if (!isInWindow(first.time, selection) && found?.inWindow !== true) count.outsideWindow++;
      else {
        const record = worstReading(readings);
        const { time, bytesSent } = record;
        const witness = found && (trail?.witnessFor(found.testimony, first) ?? null);
        onRow({ record, ambiguous, witness, requests: 1, bytesSent, firstSeen: time, lastSeen: time });
      }
    }
  };
  const damaged: DamagedFile[] = [];
  for (const file of files) {
    const { damage } = await readLines(file, (bytes, _number, complete) => {
      take(bytes, complete);
    });
    if (damage !== undefined) damaged.push({ file: nameOf(file), reason: damage });
  }
  return { ...count, damaged };
}
