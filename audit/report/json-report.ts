import { isoTime } from '../access-log/log-time';
import type { EndpointDenial } from '../cloudtrail/events';
import { type Completeness, completenessSentences } from '../judge/completeness';
import { isoDay } from '../judge/missing-days';
import type { Finding } from '../judge/report';
import type { Extent } from '../records/extent';
import { type AuditReport, extentOf, isJudged } from './rendering';
import { jsonParts, LongList, mapped } from '../output/json';

/** The report of `remote-ips --format json`, and with verdict, reasons and findings for `verify`; in parts, however many addresses there are. */
export function jsonReport(report: AuditReport): Iterable<string> {
  const { selection, aggregate, remoteIps } = report;
  const { first, last } = extentOf(report);
  const { damaged, witnessed, ...coverage } = aggregate.coverage;
  return jsonParts({
    ...(isJudged(report) ? { verdict: report.verdict, reasons: report.reasons } : {}),
    window: {
      since: timeOrNull(selection.since),
      until: timeOrNull(selection.until),
      first: timeOrNull(first),
      last: timeOrNull(last),
    },
    coverage: {
      ...coverage,
      damaged: [...damaged, ...(report.trail?.coverage.damaged ?? [])],
      cloudtrailRecords: report.trail?.coverage.events ?? 0,
      cloudtrailMatched: witnessed,
      cloudtrailUnlogged: report.trail?.unlogged ?? 0,
      cloudtrailDigests: report.trail?.coverage.passedOver?.['digest files'] ?? 0,
      cloudtrailPassedOver: report.trail?.coverage.passedOver ?? {},
      cloudtrailUnreadable: report.trail?.coverage.unreadable ?? 0,
      ...completenessJson(report.completeness),
    },
    remoteIps: new LongList(() => mapped(remoteIps, withTimes)),
    endpointDenials: (report.trail?.denials ?? []).map(denialJson),
    ...(isJudged(report) ? { findings: new LongList(() => mapped(report.findings, findingJson)) } : {}),
  });
}

/** Times as text; days of objects as `2026-01-05`. */
function completenessJson(completeness: Completeness): Record<string, unknown> {
  const { gaps, missingDays, buckets, deliveries, laterThanName } = completeness;
  return {
    gaps: gaps.map(({ from, until, ...gap }) => ({ ...gap, from: isoTime(from), until: isoTime(until) })),
    missingDays: missingDays.map(({ from, to, ...days }) => ({ ...days, from: isoDay(from), to: isoDay(to) })),
    buckets: buckets.map(({ first, last, ...extent }) => ({
      ...extent,
      first: timeOrNull(first),
      last: timeOrNull(last),
    })),
    deliveries: deliveries.map(({ bucket, objects, newestDelivery, newestRecord, longestLag }) => ({
      bucket,
      objects,
      newestDelivery: timeOrNull(newestDelivery),
      newestRecord: timeOrNull(newestRecord),
      longestLagSeconds: longestLag,
    })),
    laterThanName,
    doubts: completenessSentences(completeness),
  };
}

function timeOrNull(seconds: number | null): string | null {
  return seconds === null ? null : isoTime(seconds);
}

function denialJson({ time, vpcEndpointId, sourceAddress, callerArn, eventName }: EndpointDenial): unknown {
  return { time: isoTime(time), vpcEndpointId, sourceAddress, callerArn, eventName };
}

function findingJson({ violations, doubtful, ...finding }: Finding): unknown {
  const extentJson = (extent: Extent | null): unknown => (extent === null ? null : withTimes(extent));
  return { ...withTimes(finding), violations: extentJson(violations), doubtful: extentJson(doubtful) };
}

function withTimes<T extends Extent>(
  row: T,
): Omit<T, 'firstSeen' | 'lastSeen'> & Record<'firstSeen' | 'lastSeen', string> {
  return { ...row, firstSeen: isoTime(row.firstSeen), lastSeen: isoTime(row.lastSeen) };
}
