import { isWithin, readAddress, readCidr } from '../../contract/address';
import type { Extent } from '../records/extent';
import { FINDINGS } from './judgement';
import type { Network } from './network';
import { identityOf, type Finding, type FindingIdentity } from './report';

/** Violations that are known and accepted until a day: those that all of its words meet. */
export interface TrafficWaiver {
  readonly bucket?: string | undefined;
  readonly network?: Network | undefined;
  /** An address or a range. */
  readonly remoteIp?: string | undefined;
  /** As the log has it, or without the session of a role. */
  readonly requester?: string | undefined;
  readonly reason: string;
  /** Last day, `YYYY-MM-DD`, UTC. */
  readonly expires: string;
}

/** A finding of an earlier run. */
export interface KnownFinding extends FindingIdentity, Extent {
  /** Those that got through, and those that may have: what was refused, exempt or waived then was none of them. */
  readonly violations: Extent | null;
  readonly doubtful: Extent | null;
}

/** What does not count, and a sentence for each waiver that does not do what it was written for. */
export interface Waived {
  readonly findings: readonly Finding[];
  readonly remarks: readonly string[];
  /** Which findings were excused: their `identityOf`. */
  readonly excused: ReadonlySet<string>;
}

/** Findings that a waiver can accept. */
const ACCEPTABLE: readonly Finding['finding'][] = ['violation', 'doubtful'];

/**
 * Excuses findings that waivers accept, and those that an earlier run has had, as long as there are no further requests. What is
 * excused is shown as `exempt`, with its reason; a waiver past its last day excuses nothing.
 *
 * @param today `YYYY-MM-DD`, UTC.
 */
export function waive(
  findings: readonly Finding[],
  waivers: readonly TrafficWaiver[],
  baseline: readonly KnownFinding[],
  today: string,
): Waived {
  const known = new Map(baseline.map((each) => [identityOf(each), each]));
  const used = new Set<TrafficWaiver>();
  const excused = new Set<string>();
  const marked = findings.map((finding) => {
    if (!ACCEPTABLE.includes(finding.finding)) return finding;
    const waiver = waivers.find((each) => each.expires >= today && meets(each, finding));
    if (waiver !== undefined) used.add(waiver);
    const before = known.get(identityOf(finding));
    const isExcused = before !== undefined && isKnown(finding, before);
    const reason = waiver === undefined ? (isExcused ? 'known: in the baseline' : undefined) : waiverText(waiver);
    if (reason === undefined) return finding;
    excused.add(identityOf(finding));
    return asExempt(finding, reason);
  });
  const rank = ({ finding }: Finding): number => FINDINGS.indexOf(finding);
  return {
    findings: [...marked].sort((a, b) => rank(a) - rank(b)),
    remarks: waivers.filter((waiver) => !used.has(waiver)).map((waiver) => remarkOn(waiver, today)),
    excused,
  };
}

function asExempt(finding: Finding, exemption: string): Finding {
  return { ...finding, finding: 'exempt', exemption, violations: null, doubtful: null };
}

function waiverText({ reason, expires }: TrafficWaiver): string {
  return `waived until ${expires}: ${reason}`;
}

function remarkOn(waiver: TrafficWaiver, today: string): string {
  const what = waiver.expires < today ? `ended with ${waiver.expires}` : 'meets no finding: remove it';
  return `the waiver "${waiver.reason}" ${what}`;
}

/** Nothing that the earlier run did not see, and nothing that was no violation there: neither other times nor more requests. */
function isKnown(finding: Finding, known: KnownFinding): boolean {
  return (
    isPartOf(finding, known) &&
    isPartOf(finding.violations, known.violations) &&
    (isPartOf(finding.doubtful, known.doubtful) || isPartOf(finding.doubtful, known.violations))
  );
}

function isPartOf(extent: Extent | null, known: Extent | null): boolean {
  if (extent === null || known === null) return extent === null;
  const { requests, firstSeen, lastSeen } = extent;
  return firstSeen >= known.firstSeen && lastSeen <= known.lastSeen && requests <= known.requests;
}

function meets({ bucket, network, remoteIp, requester }: TrafficWaiver, finding: Finding): boolean {
  return (
    (bucket === undefined || bucket === finding.bucket) &&
    (network === undefined || network === finding.network) &&
    (remoteIp === undefined || isAddressOf(remoteIp, finding.remoteIp)) &&
    (requester === undefined || isRequester(requester, finding.requester))
  );
}

function isAddressOf(words: string, remoteIp: string | null): boolean {
  const address = remoteIp === null ? undefined : readAddress(remoteIp);
  const range = readCidr(words.includes('/') ? words : `${words}/${words.includes(':') ? 128 : 32}`);
  return (
    address !== undefined && range !== undefined && isWithin([address, address.kind() === 'ipv4' ? 32 : 128], range)
  );
}

/** A session's role stands for all of its sessions. */
function isRequester(words: string, requester: string | null): boolean {
  if (requester === null) return words === 'anonymous';
  return requester === words || (words.includes(':assumed-role/') && requester.startsWith(`${words}/`));
}
