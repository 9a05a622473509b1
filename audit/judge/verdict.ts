import { isLogged } from '../cloudtrail/unlogged';
import { count } from '../output/numbers';
import type { Coverage } from '../records/aggregate';
import { isoTime } from '../access-log/log-time';
import { requestsOf, type Extent } from '../records/extent';
import { callerText } from './caller-text';
import { completenessSentences, type Completeness } from './completeness';
import type { Finding } from './report';
import { trailDoubts, trailRemarks, type TrailReading } from './trail-doubts';

/** The answer to "is the traffic private": `pass` and `fail` are claims, `unproven` says that none can be made. */
export type Verdict = 'pass' | 'fail' | 'unproven';

/** What an auditor asks for beyond the expectations. */
export interface Demands {
  /** A pass must be proven by CloudTrail. */
  readonly requireProof: boolean;
  /** So many unreadable lines are tolerated. */
  readonly maxRejects: number;
  /** Every one of these buckets must have a record of the access log in the window. */
  readonly buckets: readonly string[];
}

/** What was read beside the findings. */
export interface Reading {
  readonly coverage: Coverage;
  /** How complete the logs are. */
  readonly completeness: Completeness;
  /** What became of the CloudTrail files, where there are any. */
  readonly trail?: TrailReading | undefined;
}

/**
 * Judges findings and coverage: `fail` for any violation, else `unproven` for anything that could hide one, else `pass`
 * (docs/judgement.md, "Verdict").
 *
 * @returns the verdict and every reason for it, a sentence each.
 */
export function verdictOf(
  findings: readonly Finding[],
  { coverage, completeness, trail }: Reading,
  demands: Demands,
): { readonly verdict: Verdict; readonly reasons: readonly string[] } {
  const violations = findings.filter(({ finding }) => finding === 'violation').map(violationSentence);
  const doubts = [
    ...doubtsOf(findings, coverage, demands),
    ...completenessSentences(completeness),
    ...trailDoubts(trail, findings, { rejects: coverage.rejects, maxRejects: demands.maxRejects }),
  ];
  const tolerated = toleratedSentence(coverage, trail, demands);
  if (violations.length > 0) return { verdict: 'fail', reasons: [...violations, ...doubts, ...tolerated] };
  if (doubts.length > 0) return { verdict: 'unproven', reasons: [...doubts, ...tolerated] };
  return { verdict: 'pass', reasons: [strengthSentence(findings), ...trailRemarks(trail, findings), ...tolerated] };
}

function violationSentence(finding: Finding): string {
  return `${requestsText(finding, finding.violations)} got through`;
}

function doubtSentence(finding: Finding): string {
  return (
    `${requestsText(finding, finding.doubtful)} may have been answered or refused: whoever sends a request without credentials ` +
    'may send what is malformed, or write quotes into its line, of which CloudTrail can tell what is true (--cloudtrail)'
  );
}

function requestsText({ bucket, remoteIp, network, requester }: Finding, extent: Extent | null): string {
  const from = `${remoteIp ?? 'an address that is not told'} (${network})`;
  return `${extentText(extent)} to ${bucket} from ${from} by ${callerText(requester)}`;
}

function extentText(extent: Extent | null): string {
  if (extent === null) return 'requests';
  const { requests, firstSeen, lastSeen } = extent;
  const when = firstSeen === lastSeen ? isoTime(firstSeen) : `${isoTime(firstSeen)} to ${isoTime(lastSeen)}`;
  return `${when}: ${count(requests, 'request')}`;
}

function doubtsOf(findings: readonly Finding[], coverage: Coverage, demands: Demands): readonly string[] {
  const { rejects, damaged } = coverage;
  const logged = new Set(findings.filter(({ operations }) => operations.some(isLogged)).map(({ bucket }) => bucket));
  const silent = demands.buckets.filter((bucket) => !logged.has(bucket));
  const unproven = findings.filter(({ finding, evidence }) => finding === 'pass' && evidence === 'consistent');
  return [
    ...findings.filter(({ doubtful }) => doubtful !== null).map(doubtSentence),
    ...silent.map((bucket) => `no record of ${bucket} in the window: nothing shows how it was reached`),
    ...(rejects > demands.maxRejects
      ? [`${count(rejects, 'line')} could not be read and may hold anything; see s3-audit rejects`]
      : []),
    ...damaged.map(({ file, reason }) => `${file} was read only in part: ${reason}`),
    ...(demands.requireProof && unproven.length > 0
      ? [`${count(requestsOf(unproven), 'request')} came by an expected path, but no CloudTrail record proves it`]
      : []),
  ];
}

function toleratedSentence(
  { rejects }: Coverage,
  trail: TrailReading | undefined,
  { maxRejects }: Demands,
): readonly string[] {
  const unreadable = trail?.coverage.unreadable ?? 0;
  if (rejects + unreadable === 0 || rejects + unreadable > maxRejects) return [];
  const what = [
    ...(rejects > 0 ? [count(rejects, 'line')] : []),
    ...(unreadable > 0 ? [count(unreadable, 'CloudTrail record')] : []),
  ];
  return [`${what.join(' and ')} could not be read; --max-rejects ${maxRejects} tolerates that`];
}

/** What a pass rests on. That something is proven only CloudTrail can make true. */
function strengthSentence(findings: readonly Finding[]): string {
  const passes = findings.filter(({ finding }) => finding === 'pass');
  const has = (kind: Finding['evidence']): boolean => passes.some(({ evidence }) => evidence === kind);
  if (has('consistent')) {
    return (
      'every request that got through came from an expected address or was exempt: consistent with the endpoint, not proof, ' +
      'since server access logs name no endpoint and their delivery is best effort'
    );
  }
  const own = has('unrecorded') ? ", or was S3's own doing, of which CloudTrail records no events" : '';
  if (has('proven')) {
    return `every request that got through is proven to have come by an expected path or was exempt${own}`;
  }
  return `nothing but exempt, blocked or harmless requests${own}: no request shows that the endpoint is used`;
}
