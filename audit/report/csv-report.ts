import { isoTime } from '../access-log/log-time';
import type { Finding, RemoteIpRow } from '../judge/report';
import { type AuditReport, isJudged } from './rendering';
import { csvText } from '../output/csv';

/**
 * Rows as CSV (RFC 4180) with a header, in parts: findings for `verify`, remote IPs otherwise. Lists are separated by a space.
 * Cells that a spreadsheet would take for a formula are prefixed with an apostrophe.
 */
export function* csvReport(report: AuditReport): Generator<string> {
  const [rows, columns] = isJudged(report)
    ? [partsOf(report.findings, findingCells), [...JUDGED_COLUMNS, ...COLUMNS]]
    : [partsOf(report.remoteIps, cells), COLUMNS];
  yield csvText([], columns);
  for (const part of rows) yield csvText(part, columns, false);
}

const ROWS_OF_PART = 1024;

function* partsOf<T>(rows: readonly T[], cellsOf: (row: T) => object): Generator<readonly object[]> {
  for (let from = 0; from < rows.length; from += ROWS_OF_PART) yield rows.slice(from, from + ROWS_OF_PART).map(cellsOf);
}

function findingCells(found: Finding): object {
  const { finding, evidence, exemption, requester } = found;
  return { finding, evidence, exemption, requester, ...cells(found) };
}

const JUDGED_COLUMNS = ['finding', 'evidence', 'exemption', 'requester'];

const COLUMNS = [
  'bucket',
  'remoteIp',
  'network',
  'awsService',
  'awsRegion',
  'requests',
  'allowed',
  'denied',
  'failed',
  'unknown',
  'bytesSent',
  'requesters',
  'operations',
  'firstSeen',
  'lastSeen',
];

function cells(row: RemoteIpRow): Record<string, string | number | null> {
  return {
    bucket: row.bucket,
    remoteIp: row.remoteIp,
    network: row.network,
    awsService: row.aws?.service ?? null,
    awsRegion: row.aws?.region ?? null,
    requests: row.requests,
    allowed: row.allowed,
    denied: row.denied,
    failed: row.failed,
    unknown: row.unknown,
    bytesSent: row.bytesSent,
    requesters: row.requesters.join(' '),
    operations: row.operations.join(' '),
    firstSeen: isoTime(row.firstSeen),
    lastSeen: isoTime(row.lastSeen),
  };
}
