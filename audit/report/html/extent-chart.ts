import { isoTime } from '../../access-log/log-time';
import { callerText } from '../../judge/caller-text';
import { FINDINGS, type FindingKind } from '../../judge/judgement';
import type { Finding } from '../../judge/report';
import type { Html } from '../../output/html';
import { grouped } from '../../output/numbers';
import type { Extent } from '../../records/extent';
import { timeBars, type TimeBar } from './time-bars';

/** The gravest is drawn last, over the others. */
const DRAWN: readonly FindingKind[] = [...FINDINGS].reverse();

/**
 * A row for each kind of network, a bar for each finding from its first record to its last.
 *
 * @returns nothing where all records are of one moment, or there are none.
 */
export function extentChart(findings: readonly Finding[]): Html | undefined {
  const networks = [...new Set(findings.map(({ network }) => network))];
  const bars = findings.flatMap(barsOf).sort((a, b) => DRAWN.indexOf(a.kind) - DRAWN.indexOf(b.kind));
  return timeBars(networks, bars, 'When each kind of network was seen')?.chart;
}

/** Where only some requests of a finding are violations, the others were blocked and reach further. */
function barsOf(finding: Finding): readonly (TimeBar & { readonly kind: FindingKind })[] {
  const { violations } = finding;
  if (violations === null || violations.requests === finding.requests)
    return [barOf(finding, finding.finding, finding)];
  return [barOf(finding, 'blocked', finding), barOf(finding, finding.finding, violations)];
}

function barOf(
  { network, remoteIp, requester }: Finding,
  kind: FindingKind,
  { requests, firstSeen, lastSeen }: Extent,
): TimeBar & { readonly kind: FindingKind } {
  const who = `${remoteIp ?? 'no address'}, ${callerText(requester)}`;
  const title = `${kind}: ${who}, ${grouped(requests)} requests, ${isoTime(firstSeen)} to ${isoTime(lastSeen)}`;
  return { row: network, kind, firstSeen, lastSeen, title };
}
