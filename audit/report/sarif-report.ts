import { callerText } from '../judge/caller-text';
import { explain } from '../judge/explanation';
import type { Network } from '../judge/network';
import type { Finding } from '../judge/report';
import type { Layout } from '../output/layout';
import { grouped } from '../output/numbers';
import { PLACE_OF_ANY, sarifText, type CodePlace, type SarifResult, type SarifRule } from '../output/sarif';
import { FINDING_MEANINGS, NETWORK_MEANINGS } from './glossary';
import { type AuditReport, isJudged, type VerifyReport } from './rendering';
import { explanationOf } from './wording';

/** GitHub shows the 5,000 gravest results of a log, and takes 25,000 (GitHub Docs, "SARIF support for code scanning"). */
const TOP = 5000;
const UNPROVEN = 'traffic-unproven';
const HELP_URI = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html';
const LOGS_URI = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html';

/**
 * `verify` as SARIF: what got through or may have, what is excused, and each reason that leaves the verdict unproven, where the
 * deployment says what was expected.
 */
export function sarifReport(report: AuditReport, { top = TOP }: Partial<Layout> = {}): string {
  const version = report.toolVersion ?? '0.0.0';
  if (!isJudged(report)) return sarifText({ version, rules: [], results: [], properties: {} });
  const place = report.place ?? PLACE_OF_ANY;
  const told = report.findings.filter(({ finding }) => TOLD.includes(finding));
  const results = told.slice(0, top).map((finding) => resultOf(finding, place));
  return sarifText({
    version,
    rules: [...new Map(told.map((finding) => [ruleIdOf(finding), ruleOf(finding)])).values(), unprovenRule()],
    results: [...results, ...doubtsOf(report).map((reason) => doubtResult(reason, place))],
    properties: { verdict: report.verdict, findings: report.findings.length, leftOut: told.length - results.length },
  });
}

/** What the perimeter stopped, and what is as it should be, is nothing to mend. */
const TOLD: readonly Finding['finding'][] = ['violation', 'doubtful', 'exempt'];

function ruleIdOf({ network }: { readonly network: Network }): string {
  return `traffic-by-${network}`;
}

function ruleOf(finding: Finding): SarifRule {
  const explained = explain({ ...finding, finding: 'violation' });
  return {
    id: ruleIdOf(finding),
    why: `${NETWORK_MEANINGS[finding.network]}; ${FINDING_MEANINGS.violation}`,
    help: explained === undefined ? 'docs/judgement.md' : `Probably ${explained.probably}. Check ${explained.check}.`,
    helpUri: HELP_URI,
    level: 'error',
  };
}

function unprovenRule(): SarifRule {
  return {
    id: UNPROVEN,
    why: 'nothing bad was found, but something could hide it',
    help: 'Give what is missing: docs/coverage.md says for each reason what it means.',
    helpUri: LOGS_URI,
    level: 'warning',
  };
}

function resultOf(finding: Finding, place: CodePlace): SarifResult {
  const { bucket, remoteIp, network, requester, requests, exemption } = finding;
  const who = `${callerText(requester)} from ${remoteIp ?? 'an address that is not told'}`;
  return {
    rule: ruleIdOf(finding),
    level: finding.finding === 'violation' ? 'error' : finding.finding === 'doubtful' ? 'warning' : 'note',
    message: `${grouped(requests)} requests to ${bucket} by ${who} (${network}): ${explanationOf(finding)}`,
    place,
    about: [bucket, `${bucket}.${remoteIp ?? '-'}`],
    identity: JSON.stringify([network, bucket, remoteIp, requester]),
    accepted: exemption ?? undefined,
  };
}

/** Reasons that are no violation's. */
function doubtsOf({ verdict, reasons, findings }: VerifyReport): readonly string[] {
  if (verdict === 'pass') return [];
  const violations = findings.filter(({ finding }) => finding === 'violation').length;
  return reasons.slice(violations);
}

function doubtResult(reason: string, place: CodePlace): SarifResult {
  return {
    rule: UNPROVEN,
    level: 'warning',
    message: reason,
    place,
    about: ['logs', 'logs'],
    identity: JSON.stringify([UNPROVEN, reason.replace(/\d+/g, '#')]),
  };
}
