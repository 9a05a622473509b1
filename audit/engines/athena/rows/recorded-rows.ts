import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { parseLine } from '../../../access-log/parse-line';
import type { RecordedRow } from '../../../records/record-grouping';
import type { QueriedTables } from '../sql/aggregate-query';
import { jointDetail, requestDetail } from '../../../cloudtrail/request-detail';
import { unloggedRows } from '../../../cloudtrail/unlogged-rows';
import type { OnGroup, OnUnlogged } from './aggregate-rows';
import { recordOf } from './request-rows';

/**
 * Takes the groups of a query for a rehearsal, whose samples are as `sampleOf` writes them.
 *
 * @returns what throws an Error for a sample that the query cannot have given.
 */
export function recordedRows(layout: QueriedTables['layout'], onRow: (row: RecordedRow) => void): OnGroup {
  return ({ witness, requests, bytesSent, firstSeen, lastSeen }, sample, read) => {
    const { record, ambiguous } = read ?? { record: sampled(sample ?? '', layout), ambiguous: false };
    onRow({ record, ambiguous, witness, requests, bytesSent, firstSeen, lastSeen });
  };
}

/** Time, request ID and key, by which samples are ordered; none of them holds a space. */
const ORDER = /^[^ ]+ [^ ]+ [^ ]+ /;

/** Reads a record as `sampleOf` writes it. */
function sampled(sample: string, layout: QueriedTables['layout']): AccessLogRecord {
  const text = sample.replace(ORDER, '');
  if (layout === 'compact') return recordOf(text);
  const parsed = parseLine(text);
  if (parsed.kind !== 'record') throw new Error('the record of a group is none');
  return parsed.readings[0];
}

/** Takes the requests that CloudTrail alone tells of, with what `REQUEST_DETAIL` tells of them: a row of the result each. */
export function unloggedTaker(buckets: readonly string[], onRow: (row: RecordedRow) => void): OnUnlogged {
  return ([request], { details, first_event: first, last_event: last }) => {
    if (request?.joinable !== true || details === null) return false;
    const [one, ...more] = details.split('\n').map((text) => {
      const [requestId, ...values] = JSON.parse(text) as readonly (string | null)[];
      return { requestId: requestId ?? '-', detail: requestDetail(values) };
    });
    if (one === undefined) return false;
    const detail = jointDetail([one.detail, ...more.map((other) => other.detail)]);
    const seen = { first: Date.parse(first ?? '') / 1000, last: Date.parse(last ?? '') / 1000 };
    const rows = unloggedRows({ told: request.told, ...seen, detail, requestId: one.requestId }, buckets);
    rows.forEach(onRow);
    return rows.length > 0;
  };
}
