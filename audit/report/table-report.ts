import { getBorderCharacters, table } from 'table';
import { printable } from '../../contract/printable';
import { isoTime } from '../access-log/log-time';
import type { Coverage } from '../engines/engine';
import type { Finding, RemoteIpRow } from '../judge/report';
import { extentOf, isJudged, type AuditReport, type VerifyReport } from './rendering';

/** How to write for a person at a terminal. */
export interface TerminalStyle {
  readonly colour: boolean;
}

const SGR = { fail: '\u001b[1;31m', unproven: '\u001b[1;33m', pass: '\u001b[1;32m', end: '\u001b[0m' } as const;

/** The report for people: what was read, every remote IP, the findings that are no plain pass, and the verdict last. */
export function tableReport(report: AuditReport, { colour }: TerminalStyle): string {
  const sections = [coverageSection(report), remoteIpTable(report.remoteIps)];
  if (isJudged(report)) sections.push(findingTable(report.findings), verdictSection(report, colour));
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function coverageSection(report: AuditReport): string {
  const { coverage } = report.aggregate;
  const { first, last } = extentOf(report);
  const extent =
    first === null || last === null ? 'no record selected' : `records from ${isoTime(first)} to ${isoTime(last)}`;
  return [
    `${grouped(coverage.files)} files, ${grouped(coverage.lines)} lines: ${partsOf(coverage)}; ${extent}`,
    ...coverage.damaged.map(({ file, reason }) => printable(`${file} was read only in part: ${reason}`)),
    ...report.aggregate.rejects.map(({ file, line, reason }) => printable(`unread: ${file}:${line}: ${reason}`)),
    ...(coverage.rejects > report.aggregate.rejects.length ? ['unread: … all of them: s3-audit rejects'] : []),
  ].join('\n');
}

function partsOf(coverage: Coverage): string {
  const parts: readonly (readonly [number, string])[] = [
    [coverage.records, 'records'],
    [coverage.blank, 'blank'],
    [coverage.duplicates, 'duplicates'],
    [coverage.rejects, 'could not be read'],
    [coverage.ambiguous, 'ambiguous (judged by the worst reading)'],
    [coverage.outsideWindow, 'outside the window'],
    [coverage.otherBuckets, 'of other buckets'],
  ];
  return parts
    .filter(([n, name]) => n > 0 || name === 'records')
    .map(([n, name]) => `${grouped(n)} ${name}`)
    .join(', ');
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
      row.aws === null ? row.network : `${row.network} (${row.aws.service} ${row.aws.region})`,
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
      finding.requester ?? 'anonymous',
      finding.exemption ?? explanationOf(finding),
    ]),
    [3],
  );
}

function explanationOf({ finding, violations, requests }: Finding): string {
  if (finding === 'blocked') return 'denied or failed: the perimeter held';
  const through = violations?.requests ?? 0;
  return through === requests ? 'got through' : `${grouped(through)} of ${grouped(requests)} got through`;
}

function verdictSection({ verdict, reasons, findings }: VerifyReport, colour: boolean): string {
  const word = verdict.toUpperCase();
  const passes = findings.filter(({ finding }) => finding === 'pass');
  const by = (kind: string): number =>
    passes.reduce((total, { evidence, requests }) => total + (evidence === kind ? requests : 0), 0);
  return [
    `verdict: ${colour ? `${SGR[verdict]}${word}${SGR.end}` : word}`,
    ...reasons.map((reason) => `  ${printable(reason)}`),
    `  evidence of the passes: ${grouped(by('proven'))} requests proven by CloudTrail, ${grouped(by('consistent'))} consistent by address`,
  ].join('\n');
}

/** Plain aligned columns; every cell made printable. */
export function columns(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly number[] = [],
): string {
  const text = table([[...header], ...rows.map((row) => row.map(printable))], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: 2 },
    columns: Object.fromEntries(numeric.map((index) => [index, { alignment: 'right' as const }])),
    drawHorizontalLine: () => false,
  });
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function grouped(n: number): string {
  return n.toLocaleString('en-US');
}
