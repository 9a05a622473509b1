import { isoTime } from '../access-log/log-time';
import type { RemoteIpRow } from '../judge/report';
import { type AuditReport, isJudged } from './rendering';
import { csvText } from '../output/csv';

/**
 * Rows as CSV (RFC 4180) with a header: findings for `verify`, remote IPs otherwise. Lists are separated by a space.
 * Cells that a spreadsheet would take for a formula are prefixed with an apostrophe.
 */
export function csvReport(report: AuditReport): string {
  const rows = isJudged(report)
    ? report.findings.map((finding) => ({
        finding: finding.finding,
        evidence: finding.evidence,
        exemption: finding.exemption,
        requester: finding.requester,
        ...cells(finding),
      }))
    : report.remoteIps.map(cells);
  const columns = isJudged(report) ? [...JUDGED_COLUMNS, ...COLUMNS] : [...COLUMNS];
  return csvText(rows, columns);
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
