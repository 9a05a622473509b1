import type { AccessLogRecord } from '../../contract/access-log-fields';
import type { Expectations } from '../../contract/expectations';
import { decodeKey } from '../access-log/decode-key';
import { redactUri } from '../access-log/redact-uri';
import { utf8Text } from '../access-log/utf8-text';
import type { AwsRanges } from '../address-ranges/aws-ranges';
import type { RequestGroup } from '../records/request-group';
import { endpointOfHost } from '../records/host-endpoint';
import { type Outcome, outcomeOf } from '../records/outcome';
import { type Finding, judge } from '../judge/report';
import type { FoundRecord } from '../engines/interface/request-lines';
import type { FoundRequest } from '../engines/interface/found-request';

/** What a row is judged to be; without expectations the network is known by the address alone, and nothing is found. */
export type Judgement = Pick<Finding, 'network' | 'aws'> & {
  readonly outcome: Outcome;
  readonly judged: Pick<Finding, 'finding' | 'evidence' | 'exemption'> | null;
};

/** A record of the request. One request writes several: a copy two, a batch delete one for each key. */
export interface RequestRow extends FoundRecord {
  /** Text as UTF-8, URIs without credentials. */
  readonly record: AccessLogRecord;
  /** The key as its operation encoded it. */
  readonly decodedKey: string | null;
  readonly judgement: Judgement;
}

/** Everything known about one request. */
export interface KnownRequest extends Pick<FoundRequest, 'events' | 'rejects' | 'damaged' | 'cloudtrailUnreadable'> {
  readonly requestId: string;
  readonly rows: readonly RequestRow[];
  /** What the events alone are judged to be, where the logs have no row of their request. */
  readonly unlogged: readonly Judgement[];
}

/** What to judge by. */
export interface JudgedBy {
  readonly expectations: Expectations | undefined;
  readonly ranges: AwsRanges | undefined;
}

/** Judges what was found of a request, each row by itself, as `verify` judges it among the others. */
export function knownRequest(requestId: string, found: FoundRequest, judgedBy: JudgedBy): KnownRequest {
  const { records, witnesses, events, rejects, damaged, cloudtrailUnreadable } = found;
  const judgementOf = judgeWith(judgedBy);
  const rows = records.map((row) => {
    const record = readableRecord(row.record);
    const judgement = judgementOf(groupOf(record, row.otherAnswer, witnesses.witnessOf(row.record)));
    return { ...row, record, decodedKey: decodeKey(record.key, record.operation), judgement };
  });
  const unlogged = witnesses.unlogged().map(judgementOf);
  return { requestId, rows, events, unlogged, rejects, damaged, cloudtrailUnreadable };
}

/** A record's text is bytes as latin1 characters; S3 writes UTF-8. */
function readableRecord(record: AccessLogRecord): AccessLogRecord {
  const readable = Object.entries(record).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    const text = utf8Text(value);
    return [name, name === 'requestUri' || name === 'referer' ? redactUri(text) : text];
  });
  return Object.fromEntries(readable) as AccessLogRecord;
}

function groupOf(
  record: AccessLogRecord,
  otherAnswer: RequestGroup['otherAnswer'],
  witness: RequestGroup['witness'],
): RequestGroup {
  const { bucket, remoteIp, requester, operation, httpStatus, errorCode, bytesSent, time, sourceRegion } = record;
  const path = { hostEndpoint: endpointOfHost(record.hostHeader, bucket), sourceRegion };
  const answer = { httpStatus, errorCode, otherAnswer };
  const seen = { firstSeen: time, lastSeen: time };
  return { bucket, remoteIp, requester, operation, ...answer, ...path, witness, requests: 1, bytesSent, ...seen };
}

function judgeWith({ expectations, ranges }: JudgedBy): (group: RequestGroup) => Judgement {
  return (group) => {
    const [found] = judge([group], expectations, ranges).findings;
    if (found === undefined) throw new Error('a group without finding');
    const { network, aws, finding, evidence, exemption } = found;
    const judged = expectations === undefined ? null : { finding, evidence, exemption };
    return { network, aws, outcome: outcomeOf(group.httpStatus), judged };
  };
}
