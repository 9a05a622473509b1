import { printable } from '../../contract/printable';
import { isoTime } from '../access-log/log-time';
import { callerText } from '../judge/caller-text';
import type { Finding, RemoteIpRow } from '../judge/report';
import { verdictWord, type Layout } from '../output/layout';
import { grouped } from '../output/numbers';
import { columns, type TextColumn } from '../output/table';
import { paragraph } from '../output/text-width';
import { condense, condenseRemoteIps, type RestRow } from './condense';
import { type AuditReport, isJudged, type VerifyReport } from './rendering';
import {
  adviceSentences,
  coverageSentence,
  evidenceSentence,
  explanationOf,
  findingsSentence,
  leadingSentences,
  networkText,
  readingSentences,
} from './wording';

/** Rows that people read on a screen; what is more is counted. */
const TOP = 100;

/** The report for people: the verdict, what was read, remote IPs, the findings that are no plain pass, and the verdict with its reasons. */
export function tableReport(report: AuditReport, layout: Layout): string {
  const sections = [coverageSection(report, layout), remoteIpTable(report.remoteIps, layout)];
  if (isJudged(report)) {
    sections.unshift(summarySection(report, layout));
    sections.push(findingTable(report.findings, layout), verdictSection(report, layout));
  }
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function summarySection({ verdict, findings }: VerifyReport, layout: Layout): string {
  return paragraph(`${verdict.toUpperCase()}: ${findingsSentence(findings)}`, layout.width).replace(/^[A-Z]+/, () =>
    verdictWord(verdict, layout),
  );
}

function coverageSection(report: AuditReport, { width }: Layout): string {
  return [coverageSentence(report), ...readingSentences(report).map(printable)]
    .map((sentence) => paragraph(sentence, width))
    .join('\n');
}

const REMOTE_IP_COLUMNS: readonly TextColumn[] = [
  { head: 'BUCKET', kind: 'text', spare: 2 },
  { head: 'REMOTE IP', kind: 'whole' },
  { head: 'NETWORK', kind: 'text' },
  { head: 'REQUESTS', kind: 'number' },
  { head: 'ALLOWED', kind: 'number', spare: 1 },
  { head: 'DENIED', kind: 'number', spare: 4 },
  { head: 'FAILED', kind: 'number', spare: 5 },
  { head: 'FIRST SEEN', kind: 'whole', spare: 6 },
  { head: 'LAST SEEN', kind: 'whole', spare: 3 },
];

function remoteIpTable(rows: readonly RemoteIpRow[], layout: Layout): string {
  if (rows.length === 0) return '';
  const { listed, rest, left } = condenseRemoteIps(rows, layout.top ?? TOP);
  const texts = listed.map((row) => [
    row.bucket,
    addressText(row),
    networkText(row),
    ...[row.requests, row.allowed, row.denied, row.failed].map(grouped),
    isoTime(row.firstSeen),
    isoTime(row.lastSeen),
  ]);
  return [columns(REMOTE_IP_COLUMNS, texts, layout), restTable(rest, left, 'remote IP', layout)].join('');
}

const FINDING_COLUMNS: readonly TextColumn[] = [
  { head: 'FINDING', kind: 'whole', coloured: true },
  { head: 'REMOTE IP', kind: 'whole' },
  { head: 'NETWORK', kind: 'text', spare: 1 },
  { head: 'REQUESTS', kind: 'number', spare: 2 },
  { head: 'REQUESTER', least: 24 },
  { head: 'WHY', spare: 3 },
];

function findingTable(findings: readonly Finding[], layout: Layout): string {
  const shown = findings.filter(({ finding }) => finding !== 'pass');
  if (shown.length === 0) return '';
  const { listed, rest, left } = condense(shown, layout.top ?? TOP);
  const texts = listed.map((finding) => [
    finding.finding,
    addressText(finding),
    finding.network,
    grouped(finding.requests),
    callerText(finding.requester),
    explanationOf(finding),
  ]);
  return [columns(FINDING_COLUMNS, texts, layout), restTable(rest, left, 'finding', layout)].join('');
}

function addressText({ remoteIp }: RemoteIpRow): string {
  return remoteIp ?? '-';
}

const REST_COLUMNS: readonly TextColumn[] = [
  { head: 'RANGE', kind: 'whole' },
  { head: 'NETWORK', kind: 'whole' },
  { head: 'COUNT', kind: 'number' },
  { head: 'REQUESTS', kind: 'number' },
  { head: 'ALLOWED', kind: 'number' },
];

/** What is not listed one by one, below the list. */
function restTable(rest: readonly RestRow[], left: number, what: string, layout: Layout): string {
  if (left === 0) return '';
  const rows = rest.map(({ range, network, addresses, requests, allowed }) => [
    range ?? 'other ranges',
    network,
    ...[addresses, requests, allowed].map(grouped),
  ]);
  const sentence = `${grouped(left)} further ${what}${left === 1 ? '' : 's'}, less grave or less frequent (--all lists them):`;
  return `\n\n${paragraph(sentence, layout.width)}\n${columns(REST_COLUMNS, rows, layout)}`;
}

function verdictSection({ verdict, reasons, findings }: VerifyReport, layout: Layout): string {
  const sentences = [
    ...leadingSentences(reasons, layout.top ?? TOP),
    evidenceSentence(findings),
    ...adviceSentences(findings),
  ];
  return [
    `verdict: ${verdictWord(verdict, layout)}`,
    ...sentences.map((sentence) => paragraph(printable(sentence), layout.width, 2)),
  ].join('\n');
}
