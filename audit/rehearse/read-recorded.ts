import { createHash, randomBytes } from 'node:crypto';
import { parseLine } from '../access-log/parse-line';
import type { Trail } from '../cloudtrail/trail';
import { unloggedRequests } from '../cloudtrail/unlogged';
import { requireMemory } from '../memory';
import { grouped } from '../output/numbers';
import { isInWindow, type Selection } from '../records/selection';
import { nameOf } from '../sources/file-bytes';
import type { LogFile } from '../sources/log-files';
import { readLines } from '../sources/log-lines';
import type { RecordedGroups } from './group-recorded';
import type { RehearsalCoverage } from './report';

/** What the access logs alone tell. */
type LogCoverage = Omit<RehearsalCoverage, 'trailUnreadable'>;
type Counts = { -readonly [K in keyof LogCoverage]: LogCoverage[K] };

/**
 * Reads access logs into groups. Nothing is dropped: a line is a record, blank, a duplicate or a reject, and a record that is
 * left out is counted as one of another bucket or time.
 *
 * @param selection buckets that are rehearsed, and the window.
 * @throws InputError when a file cannot be opened.
 */
export async function readRecorded(
  files: readonly LogFile[],
  selection: Selection,
  trail: Trail | undefined,
  groups: RecordedGroups,
): Promise<LogCoverage> {
  const counts: Counts = {
    files: files.length,
    lines: 0,
    records: 0,
    blank: 0,
    duplicates: 0,
    rejects: 0,
    otherBuckets: 0,
    outsideWindow: 0,
    unlogged: 0,
    damaged: [],
  };
  const isNew = createSeen();
  const damaged: { file: string; reason: string }[] = [];
  for (const file of files) {
    const { damage } = await readLines(file, (bytes, _number, complete) => {
      counts.lines++;
      const parsed = complete ? parseLine(bytes.toString('latin1')) : { kind: 'reject' as const };
      if (parsed.kind === 'blank') counts.blank++;
      else if (parsed.kind === 'reject') counts.rejects++;
      else {
        const counted = isNew(bytes);
        counts[counted ? 'records' : 'duplicates']++;
        const [first] = parsed.readings;
        const witness = trail?.witnessOf(first) ?? null;
        if (!selection.buckets.includes(first.bucket)) counts.otherBuckets += counted ? 1 : 0;
        else if (!isInWindow(first.time, selection)) counts.outsideWindow += counted ? 1 : 0;
        else groups.add({ ...parsed, witness }, counted);
      }
    });
    if (damage !== undefined) damaged.push({ file: nameOf(file), reason: damage });
  }
  const unlogged = (trail === undefined ? [] : unloggedRequests(trail, selection)).filter(
    ({ witness }) => witness?.pathAlone !== true,
  );
  return { ...counts, damaged, unlogged: unlogged.reduce((total, { requests }) => total + requests, 0) };
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
