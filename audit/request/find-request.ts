import type { AccessLogRecord } from '../../contract/access-log-fields';
import type { Expectations } from '../../contract/expectations';
import { decodeKey } from '../access-log/decode-key';
import { parseLine } from '../access-log/parse-line';
import { redactUri } from '../access-log/redact-uri';
import { worstReading } from '../access-log/worst-reading';
import type { AwsRanges } from '../address-ranges/aws-ranges';
import type { RequestEvent } from '../cloudtrail/events';
import { readEvents, type TrailCoverage } from '../cloudtrail/read-trail';
import { Trail } from '../cloudtrail/trail';
import { unloggedRequests } from '../cloudtrail/unlogged';
import type { DamagedFile, Reject, RequestGroup } from '../engines/engine';
import { outcomeOf, type Outcome } from '../judge/outcome';
import { judge, type Finding } from '../judge/report';
import { nameOf } from '../sources/file-bytes';
import type { LogFile } from '../sources/log-files';
import { readLines } from '../sources/log-lines';

/** What a row is judged to be; without expectations the network is known by the address alone, and nothing is found. */
export type Judgement = Pick<Finding, 'network' | 'aws'> & {
  readonly outcome: Outcome;
  readonly judged: Pick<Finding, 'finding' | 'evidence' | 'exemption'> | null;
};

/** A record of the request. One request writes several: a copy two, a batch delete one for each key. */
export interface RequestRow {
  readonly file: string;
  readonly line: number;
  /** Equal in every byte to an earlier row, and therefore no further one. */
  readonly duplicate: boolean;
  /** The line can be read in several ways; the record is the worst. */
  readonly ambiguous: boolean;
  /** Every status the line can be read to have. */
  readonly statuses: readonly (number | null)[];
  /** Text as UTF-8, URIs without credentials. */
  readonly record: AccessLogRecord;
  /** The key as its operation encoded it. */
  readonly decodedKey: string | null;
  readonly judgement: Judgement;
}

/** Everything known about one request. */
export interface KnownRequest {
  readonly requestId: string;
  readonly rows: readonly RequestRow[];
  readonly events: readonly (RequestEvent & { readonly file: string })[];
  /** What the events alone are judged to be, where the logs have no row of their request. */
  readonly unlogged: readonly Judgement[];
  /** Lines that name the request and could not be read. */
  readonly rejects: readonly Reject[];
  /** Files that were read only in part: they may have had more. */
  readonly damaged: readonly DamagedFile[];
  readonly trail: TrailCoverage;
}

/** Where to look, and what to judge by. */
export interface RequestSources {
  readonly logs: readonly LogFile[];
  readonly cloudtrail: readonly LogFile[];
  readonly expectations: Expectations | undefined;
  readonly ranges: AwsRanges | undefined;
}

/**
 * Gathers everything the logs and CloudTrail have about one request.
 *
 * @param requestId as S3 gave it in `x-amz-request-id`.
 * @throws InputError when a file can not be opened.
 */
export async function findRequest(requestId: string, sources: RequestSources): Promise<KnownRequest> {
  const { events, trail, coverage } = await eventsOf(requestId, sources.cloudtrail);
  const found = await linesOf(requestId, sources.logs);
  const judgementOf = judgeWith(sources);
  const rows = found.records.map(({ record, ...row }) => {
    const readable = readableRecord(record);
    const group = groupOf(readable, trail.witnessOf(record));
    return {
      ...row,
      record: readable,
      decodedKey: decodeKey(readable.key, readable.operation),
      judgement: judgementOf(group),
    };
  });
  const unlogged = unloggedRequests(trail, { buckets: [], since: null, until: null }).map(judgementOf);
  const damaged = [...found.damaged, ...coverage.damaged];
  return { requestId, rows, events, unlogged, rejects: found.rejects, damaged, trail: coverage };
}

async function eventsOf(
  requestId: string,
  files: readonly LogFile[],
): Promise<{ events: KnownRequest['events']; trail: Trail; coverage: TrailCoverage }> {
  const events: (RequestEvent & { readonly file: string })[] = [];
  const trail = new Trail();
  const coverage = await readEvents(files, (event, file) => {
    if (event.kind !== 'request' || event.requestId !== requestId) return;
    events.push({ ...event, file });
    trail.add(event);
  });
  return { events, trail, coverage };
}

interface FoundLines {
  readonly records: readonly Omit<RequestRow, 'decodedKey' | 'judgement'>[];
  readonly rejects: readonly Reject[];
  readonly damaged: readonly DamagedFile[];
}

/** Only lines that hold the id somewhere are parsed: most do not, and to tell that is fast. */
async function linesOf(requestId: string, files: readonly LogFile[]): Promise<FoundLines> {
  const records: Omit<RequestRow, 'decodedKey' | 'judgement'>[] = [];
  const rejects: Reject[] = [];
  const damaged: DamagedFile[] = [];
  const seen = new Set<string>();
  for (const source of files) {
    const file = nameOf(source);
    const { damage } = await readLines(source, (bytes, line, complete) => {
      if (!bytes.includes(requestId)) return;
      const text = bytes.toString('latin1');
      const parsed = complete ? parseLine(text) : ({ kind: 'reject', reason: 'is longer than 16 MiB' } as const);
      if (parsed.kind === 'reject') {
        rejects.push({ file, line, reason: parsed.reason, text: redactUri(bytes.toString('utf8')) });
      }
      if (parsed.kind !== 'record' || parsed.readings.every((reading) => reading.requestId !== requestId)) return;
      const statuses = parsed.readings.map(({ httpStatus }) => httpStatus);
      const record = worstReading(parsed.readings);
      records.push({ file, line, duplicate: seen.has(text), ambiguous: parsed.ambiguous, statuses, record });
      seen.add(text);
    });
    if (damage !== undefined) damaged.push({ file, reason: damage });
  }
  return { records, rejects, damaged };
}

/** A record's text is bytes as latin1 characters; S3 writes UTF-8. */
function readableRecord(record: AccessLogRecord): AccessLogRecord {
  const readable = Object.entries(record).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    const text = Buffer.from(value, 'latin1').toString('utf8');
    return [name, name === 'requestUri' || name === 'referer' ? redactUri(text) : text];
  });
  return Object.fromEntries(readable) as AccessLogRecord;
}

function groupOf(record: AccessLogRecord, witness: RequestGroup['witness']): RequestGroup {
  const { bucket, remoteIp, requester, operation, httpStatus, bytesSent, time } = record;
  const seen = { firstSeen: time, lastSeen: time };
  return { bucket, remoteIp, requester, operation, httpStatus, witness, requests: 1, bytesSent, ...seen };
}

/** Each row is judged by itself, as `verify` judges it among the others. */
function judgeWith({ expectations, ranges }: RequestSources): (group: RequestGroup) => Judgement {
  return (group) => {
    const [found] = judge([group], expectations, ranges).findings;
    if (found === undefined) throw new Error('a group without finding');
    const { network, aws, finding, evidence, exemption } = found;
    const judged = expectations === undefined ? null : { finding, evidence, exemption };
    return { network, aws, outcome: outcomeOf(group.httpStatus), judged };
  };
}
