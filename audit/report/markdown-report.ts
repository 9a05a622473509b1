import { isoTime } from '../access-log/log-time';
import { callerText } from '../judge/caller-text';
import type { Finding, RemoteIpRow } from '../judge/report';
import { type AuditReport, isJudged, type VerifyReport } from './rendering';
import {
  adviceSentences,
  coverageSentence,
  evidenceSentence,
  explanationOf,
  findingsSentence,
  networkText,
  readingSentences,
} from './wording';
import type { Layout } from '../output/layout';
import { codeSpan, markdownTable } from '../output/markdown';
import { withinLimit } from '../output/markdown-limit';
import { counted, grouped } from '../output/numbers';
import { condense, condenseRemoteIps, type RestRow } from './condense';

/** The report as GitHub Flavored Markdown, for pull requests and job summaries: the verdict first. */
export function markdownReport(report: AuditReport, { top = TOP }: Partial<Layout> = {}): string {
  const sections = isJudged(report)
    ? [
        verdictSection(report),
        coverageSection(report),
        findingSection(report.findings, top),
        remoteIpSection(report, top),
      ]
    : ['# S3 remote IPs', coverageSection(report), remoteIpSection(report, top)];
  const text = `${sections.filter((section) => section !== '').join('\n\n')}\n`;
  return top === Infinity ? text : withinLimit(text);
}

/** More rows than a comment has room for; where they are long, it takes fewer. */
const TOP = 500;

function verdictSection({ verdict, reasons, findings }: VerifyReport): string {
  const items = reasons.map((reason) => `- ${codeSpan(reason)}`);
  const summary = findingsSentence(findings);
  const advice = adviceSentences(findings).map((text) => `- ${codeSpan(text)}`);
  const parts = [`# S3 traffic: ${verdict.toUpperCase()}`, summary, items.join('\n'), evidenceSentence(findings)];
  return [...parts, ...(advice.length === 0 ? [] : [advice.join('\n')])].join('\n\n');
}

function coverageSection(report: AuditReport): string {
  const sentence = coverageSentence(report);
  const unread = readingSentences(report).map((text) => `- ${codeSpan(text)}`);
  return unread.length === 0 ? sentence : `${sentence}\n\n${unread.join('\n')}`;
}

function findingSection(findings: readonly Finding[], top: number): string {
  const shown = findings.filter(({ finding }) => finding !== 'pass');
  if (shown.length === 0) return '';
  const { listed, rest, left } = condense(shown, top);
  const rows = listed.map((finding) => [
    finding.finding === 'violation' ? '**violation**' : finding.finding,
    codeSpan(finding.bucket),
    codeSpan(finding.remoteIp ?? '-'),
    codeSpan(networkText(finding)),
    grouped(finding.requests),
    codeSpan(callerText(finding.requester)),
    codeSpan(explanationOf(finding)),
    isoTime(finding.firstSeen),
    isoTime(finding.lastSeen),
  ]);
  const header = [
    'finding',
    'bucket',
    'remote IP',
    'network',
    'requests:',
    'requester',
    'why',
    'first seen',
    'last seen',
  ];
  return `## Findings that are no plain pass\n\n${markdownTable(header, rows)}${restSection(rest, left, 'finding')}`;
}

function remoteIpSection({ remoteIps }: { readonly remoteIps: readonly RemoteIpRow[] }, top: number): string {
  if (remoteIps.length === 0) return '';
  const { listed, rest, left } = condenseRemoteIps(remoteIps, top);
  const rows = listed.map((row) => [
    codeSpan(row.bucket),
    codeSpan(row.remoteIp ?? '-'),
    codeSpan(networkText(row)),
    ...[row.requests, row.allowed, row.denied, row.failed, row.unknown, row.bytesSent].map(grouped),
    isoTime(row.firstSeen),
    isoTime(row.lastSeen),
  ]);
  const numbers = ['requests:', 'allowed:', 'denied:', 'failed:', 'unknown:', 'bytes sent:'];
  const header = ['bucket', 'remote IP', 'network', ...numbers, 'first seen', 'last seen'];
  return `## Remote IPs\n\n${markdownTable(header, rows)}${restSection(rest, left, 'remote IP')}`;
}

/** What is not listed one by one. */
function restSection(rest: readonly RestRow[], left: number, what: string): string {
  if (left === 0) return '';
  const rows = rest.map(({ range, network, addresses, requests, allowed }) => [
    range ?? 'other ranges',
    network,
    ...[addresses, requests, allowed].map(grouped),
  ]);
  const table = markdownTable(['range', 'network', `${what}s:`, 'requests:', 'allowed:'], rows);
  return `\n\n${counted(left, `further ${what}`)}, less grave or less frequent:\n\n${table}`;
}
