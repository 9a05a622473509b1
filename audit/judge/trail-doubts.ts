import type { TrailCoverage } from '../cloudtrail/read-events';
import type { EndpointDenial } from '../cloudtrail/events';
import { count } from '../output/numbers';
import type { Finding } from './report';
import { requestsOf } from '../records/extent';

/** What was read of CloudTrail, where it was asked. */
export interface TrailReading {
  readonly coverage: TrailCoverage;
  /** Requests of the selection that it has an event of, logged or not. */
  readonly testified: number;
  /** Requests that an endpoint policy denied, within the selection's window. */
  readonly denials: readonly EndpointDenial[];
  /** Why not all of its files may be there as CloudTrail wrote them. */
  readonly digestDoubts: readonly string[];
}

/**
 * Every reason why CloudTrail, which was given, may hide something: a record that could not be read may contradict what the
 * access log says, and files without an event of the requests contradict nothing at all.
 *
 * @param maxRejects so many records are tolerated that cannot be read, lines of the log among them.
 */
export function trailDoubts(
  trail: TrailReading | undefined,
  findings: readonly Finding[],
  { rejects, maxRejects }: { readonly rejects: number; readonly maxRejects: number },
): readonly string[] {
  if (trail === undefined) return [];
  const { damaged, unreadable } = trail.coverage;
  return [
    ...damaged.map(({ file, reason }) => `CloudTrail file ${file} could not be read: ${reason}`),
    ...(unreadable > 0 && rejects + unreadable > maxRejects
      ? [`${count(unreadable, 'CloudTrail record')} could not be read; see s3-audit rejects --cloudtrail`]
      : []),
    ...trail.digestDoubts,
    ...(isSilent(trail, findings) && !isOfInsightsAlone(trail) ? [silenceSentence(trail, findings)] : []),
  ];
}

/** What is to be said beside a pass, though it is no reason to doubt it. */
export function trailRemarks(trail: TrailReading | undefined, findings: readonly Finding[]): readonly string[] {
  if (trail === undefined || !isSilent(trail, findings) || !isOfInsightsAlone(trail)) return [];
  const names = Object.keys(trail.coverage.passedOver ?? {}).join(' and ');
  return [
    `CloudTrail was given and holds ${names} alone, which tell of no single request: nothing was held against it`,
  ];
}

/** Requests that got through, and that CloudTrail would have an event of. */
function expected(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ finding, network }) => finding === 'pass' && network !== 'aws-service');
}

function isSilent({ testified, denials }: TrailReading, findings: readonly Finding[]): boolean {
  return testified === 0 && denials.length === 0 && expected(findings).length > 0;
}

/** What is no trail cannot be taken for one. */
function isOfInsightsAlone({ coverage }: TrailReading): boolean {
  const { 'Insight events': insights = 0, 'aggregated events': aggregated = 0, ...rest } = coverage.passedOver ?? {};
  return insights + aggregated > 0 && Object.keys(rest).length === 0 && coverage.events + coverage.others === 0;
}

function silenceSentence({ coverage }: TrailReading, findings: readonly Finding[]): string {
  const passed = expected(findings);
  const requests = requestsOf(passed);
  const buckets = [...new Set(passed.map(({ bucket }) => bucket))].join(', ');
  return (
    `CloudTrail was given and has an event of none of the ${count(requests, 'request')} to ${buckets} that got through: ` +
    `it holds ${count(coverage.events, 'event')} of other S3 requests and ` +
    `${coverage.others} of other kinds, so nothing was held against it; give the data events of that time, or leave it out`
  );
}
