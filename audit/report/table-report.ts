import { printable } from '../../contract/printable';
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
import { columns } from '../output/table';
import { verdictWord, type TerminalStyle } from '../output/terminal-style';

/** The report for people: what was read, every remote IP, the findings that are no plain pass, and the verdict last. */
export function tableReport(report: AuditReport, style: TerminalStyle): string {
  const sections = [coverageSection(report), remoteIpTable(report.remoteIps)];
  if (isJudged(report)) sections.push(findingTable(report.findings), verdictSection(report, style));
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function coverageSection(report: AuditReport): string {
  const { coverage } = report.aggregate;
  return [
    `${grouped(coverage.files)} files, ${grouped(coverage.lines)} lines: ${partsOf(coverage)}; ${extentSentence(report)}`,
    ...readingSentences(report).map(printable),
  ].join('\n');
}

function remoteIpTable(rows: readonly RemoteIpRow[]): string {
  const header = [
    'BUCKET',
    'REMOTE IP',
    'NETWORK',
    'REQUESTS',
    'ALLOWED',
    'DENIED',
    'FAILED',
    'FIRST SEEN',
    'LAST SEEN',
  ];
  return columns(
    header,
    rows.map((row) => [
      row.bucket,
      row.remoteIp ?? '-',
      networkText(row),
      grouped(row.requests),
      grouped(row.allowed),
      grouped(row.denied),
      grouped(row.failed),
      isoTime(row.firstSeen),
      isoTime(row.lastSeen),
    ]),
    [3, 4, 5, 6],
  );
}

function findingTable(findings: readonly Finding[]): string {
  const shown = findings.filter(({ finding }) => finding !== 'pass');
  if (shown.length === 0) return '';
  return columns(
    ['FINDING', 'REMOTE IP', 'NETWORK', 'REQUESTS', 'REQUESTER', 'WHY'],
    shown.map((finding) => [
      finding.finding,
      finding.remoteIp ?? '-',
      finding.network,
      grouped(finding.requests),
      callerText(finding.requester),
      explanationOf(finding),
    ]),
    [3],
  );
}

function verdictSection({ verdict, reasons, findings }: VerifyReport, style: TerminalStyle): string {
  return [
    `verdict: ${verdictWord(verdict, style)}`,
    ...reasons.map((reason) => `  ${printable(reason)}`),
    `  ${evidenceSentence(findings)}`,
    ...adviceSentences(findings).map((advice) => `  ${printable(advice)}`),
  ].join('\n');
}
