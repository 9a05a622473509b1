import type { DamagedFile } from '../engines/engine';
import { nameOf, readChunks } from '../sources/file-bytes';
import { reasonOf, type LogFile } from '../sources/log-files';
import { readEvent, type CloudTrailEvent } from './events';
import { Trail } from './trail';

/** What became of the CloudTrail files and their records. */
export interface TrailCoverage {
  readonly files: number;
  /** Events of requests to S3. */
  readonly events: number;
  /** Events of other kinds, which say nothing of requests to S3. */
  readonly others: number;
  /** Records that could not be read. */
  readonly unreadable: number;
  readonly damaged: readonly DamagedFile[];
}

/** CloudTrail closes a file at about 50 MB of records; this is past all bounds. */
const LARGEST_FILE = 512 * 1024 * 1024;

/** Receives every event of the files, with the name of its file and the record as it stands there. */
export type OnEvent = (event: CloudTrailEvent, file: string, record: unknown) => void;

/**
 * Reads CloudTrail files: `{"Records": [...]}` as CloudTrail delivers them, or a bare array of records. Digest files, which
 * lie beside them, are passed over.
 *
 * @throws InputError when a file can not be opened.
 */
export async function readEvents(files: readonly LogFile[], onEvent: OnEvent): Promise<TrailCoverage> {
  const damaged: DamagedFile[] = [];
  const count = { events: 0, others: 0, unreadable: 0 };
  for (const file of files) {
    const { text, damage } = await readText(file);
    const records = damage === undefined ? recordsOf(text) : { problem: damage };
    if ('problem' in records) {
      damaged.push({ file: nameOf(file), reason: records.problem });
      continue;
    }
    for (const record of records.records) {
      const event = readEvent(record);
      if (event.kind === 'request') count.events++;
      else if (event.kind === 'unreadable') count.unreadable++;
      else if (event.kind === 'other') count.others++;
      onEvent(event, nameOf(file), record);
    }
  }
  return { files: files.length, ...count, damaged };
}

/**
 * Reads CloudTrail files into what can be held against the access log.
 *
 * @param buckets whose log lines tell of a request; empty stands for all.
 * @throws InputError when a file can not be opened.
 */
export async function readTrail(
  files: readonly LogFile[],
  buckets: readonly string[] = [],
): Promise<{ trail: Trail; coverage: TrailCoverage }> {
  const trail = new Trail(buckets);
  const coverage = await readEvents(files, (event) => {
    if (event.kind === 'request') trail.add(event);
    else if (event.kind === 'endpoint-denial') trail.denials.push(event);
  });
  return { trail, coverage };
}

async function readText(file: LogFile): Promise<{ text: string; damage: string | undefined }> {
  const chunks: Buffer[] = [];
  let size = 0;
  const { damage } = await readChunks(file, (chunk) => {
    size += chunk.length;
    if (size <= LARGEST_FILE) chunks.push(Buffer.from(chunk));
  });
  if (size > LARGEST_FILE) return { text: '', damage: 'is larger than 512 MiB' };
  return { text: Buffer.concat(chunks).toString('utf8'), damage };
}

function recordsOf(text: string): { records: readonly unknown[] } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problem: `is not JSON: ${reasonOf(error)}` };
  }
  if (Array.isArray(json)) return { records: json };
  if (typeof json === 'object' && json !== null) {
    if ('Records' in json && Array.isArray(json.Records)) return { records: json.Records };
    if ('digestPublicKeyFingerprint' in json) return { records: [] };
  }
  return { problem: 'is no CloudTrail file: it has no Records' };
}
