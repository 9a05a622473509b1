import { createHash, randomBytes } from 'node:crypto';
import { parseLine } from '../../access-log/parse-line';
import { worstReading } from '../../access-log/worst-reading';
import type { Trail } from '../../cloudtrail/trail';
import { requireMemory } from '../../memory';
import { grouped } from '../../output/numbers';
import type { Coverage } from '../../records/aggregate';
import type { RecordedRow } from '../../records/record-grouping';
import type { DamagedFile } from '../../records/reject';
import { isInWindow, type Selection } from '../../records/selection';
import { nameOf } from '../../sources/file-bytes';
import type { LogFile } from '../../sources/log-files';
import { readLines } from '../../sources/log-lines';

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
  const isNew = createSeen();
  const take = (bytes: Buffer, complete: boolean): void => {
    count.lines++;
    const parsed = complete ? parseLine(bytes.toString('latin1')) : { kind: 'reject' as const };
    if (parsed.kind === 'blank') count.blank++;
    else if (parsed.kind === 'reject') count.rejects++;
    else if (!isNew(bytes)) count.duplicates++;
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

/** How often it is looked at whether further lines fit. */
const EVERY_SO_MANY = 2 ** 12;

/** Says whether a line is the first of its kind: by 132 bits of a keyed digest, which nobody can make collide on purpose. */
function createSeen(): (line: Buffer) => boolean {
  const seen = new Set<string>();
  const key = randomBytes(16);
  return (line) => {
    const digest = createHash('sha1').update(key).update(line).digest('base64').slice(0, 22);
    if (seen.has(digest)) return false;
    seen.add(digest);
    if (seen.size % EVERY_SO_MANY === 0)
      requireMemory(`${grouped(seen.size)} different lines: rehearse a shorter time`);
    return true;
  };
}
