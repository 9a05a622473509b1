import { isoTime } from '../access-log/log-time';
import { callerText } from '../judge/caller-text';
import type { Finding, RemoteIpRow } from '../judge/report';
import { type AuditReport, isJudged, type VerifyReport } from './rendering';
import {
  adviceSentences,
  evidenceSentence,
  explanationOf,
  extentSentence,
  networkText,
  partsOf,
  readingSentences,
} from './wording';
import { grouped } from '../output/numbers';
import { codeSpan, markdownTable } from '../output/markdown';

/** The report as GitHub Flavored Markdown, for pull requests and job summaries: the verdict first. */
export function markdownReport(report: AuditReport): string {
  const sections = isJudged(report)
    ? [verdictSection(report), coverageSection(report), findingSection(report.findings), remoteIpSection(report)]
    : ['# S3 remote IPs', coverageSection(report), remoteIpSection(report)];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function verdictSection({ verdict, reasons, findings }: VerifyReport): string {
  const items = reasons.map((reason) => `- ${codeSpan(reason)}`);
  const advice = adviceSentences(findings).map((text) => `- ${codeSpan(text)}`);
  const parts = [`# S3 traffic: ${verdict.toUpperCase()}`, items.join('\n'), evidenceSentence(findings)];
  return [...parts, ...(advice.length === 0 ? [] : [advice.join('\n')])].join('\n\n');
}

function coverageSection(report: AuditReport): string {
  const { coverage } = report.aggregate;
  const sentence = `${grouped(coverage.files)} files, ${grouped(coverage.lines)} lines: ${partsOf(coverage)}; ${extentSentence(report)}`;
  const unread = readingSentences(report).map((text) => `- ${codeSpan(text)}`);
  return unread.length === 0 ? sentence : `${sentence}\n\n${unread.join('\n')}`;
}

function findingSection(findings: readonly Finding[]): string {
  const shown = findings.filter(({ finding }) => finding !== 'pass');
  if (shown.length === 0) return '';
  const rows = shown.map((finding) => [
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
  return `## Findings that are no plain pass\n\n${markdownTable(header, rows)}`;
}

function remoteIpSection({ remoteIps }: { readonly remoteIps: readonly RemoteIpRow[] }): string {
  if (remoteIps.length === 0) return '';
  const rows = remoteIps.map((row) => [
    codeSpan(row.bucket),
    codeSpan(row.remoteIp ?? '-'),
    codeSpan(networkText(row)),
    ...[row.requests, row.allowed, row.denied, row.failed, row.unknown, row.bytesSent].map(grouped),
    isoTime(row.firstSeen),
    isoTime(row.lastSeen),
  ]);
  const numbers = ['requests:', 'allowed:', 'denied:', 'failed:', 'unknown:', 'bytes sent:'];
  return `## Remote IPs\n\n${markdownTable(['bucket', 'remote IP', 'network', ...numbers, 'first seen', 'last seen'], rows)}`;
}
