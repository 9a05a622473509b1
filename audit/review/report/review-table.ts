import { printable } from '../../../contract/printable';
import { columns, type TerminalStyle } from '../../report/table-report';
import type { ReportedFinding, ReviewReport } from '../review-report';
import { matrixTable } from './matrix';
import { bySeverity, extentSentence, requestSentence, standing } from './wording';

const SGR = { fail: '\u001b[1;31m', unproven: '\u001b[1;33m', pass: '\u001b[1;32m', end: '\u001b[0m' } as const;

/** The review for people: who can do what from where, what is wrong and why it matters, and the verdict last. */
export function reviewTable(report: ReviewReport, { colour }: TerminalStyle): string {
  const word = report.verdict.toUpperCase();
  const verdict = [
    `verdict: ${colour ? `${SGR[report.verdict]}${word}${SGR.end}` : word}`,
    ...report.reasons.map((reason) => `  ${printable(reason)}`),
  ].join('\n');
  const sections = [matrixSection(report), findingSection(report), printable(extentSentence(report)), verdict];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function matrixSection({ matrix }: ReviewReport): string {
  if (matrix.length === 0) return '';
  const { paths, rows } = matrixTable(matrix);
  const header = ['WHO', 'MAY', 'ON', ...paths.map((path) => printable(path).toUpperCase())];
  // The principal and the resource are told once, where they change.
  const shown = rows.map(({ head: [who, what, on], cells }, i) => {
    const above = rows[i - 1]?.head;
    return [above?.[0] === who ? '' : who, what, above?.[0] === who && above[2] === on ? '' : on, ...cells];
  });
  return columns(header, shown);
}

function findingSection({ findings }: ReviewReport): string {
  return bySeverity(findings).map(findingText).join('\n\n');
}

function findingText(finding: ReportedFinding): string {
  const { rule, resource, sid, what, why, counterexample } = finding;
  const lines = [
    `${rule} (${standing(finding)})`,
    `  ${what}`,
    `  why it matters: ${why}`,
    `  where: ${resource}${sid === null ? '' : `, statement ${sid}`}`,
    ...(counterexample === null ? [] : [`  for example: ${requestSentence(counterexample)}`]),
  ];
  return lines.map(printable).join('\n');
}
