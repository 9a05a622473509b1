import { printable } from '../../../contract/printable';
import { verdictWord, type Layout } from '../../output/layout';
import { columns, type TextColumn } from '../../output/table';
import { paragraph } from '../../output/text-width';
import type { ReportedFinding, ReviewReport } from '../review-report';
import { deniedSentence, matrixTable } from './matrix';
import { bySeverity, extentSentence, requestSentence, standing } from './wording';

/** The review for people: who can do what from where, what is wrong and why it matters, and the verdict last. */
export function reviewTable(report: ReviewReport, layout: Layout): string {
  const verdict = [
    `verdict: ${verdictWord(report.verdict, layout)}`,
    ...report.reasons.map((reason) => paragraph(printable(reason), layout.width, 2)),
  ].join('\n');
  const sections = [
    matrixSection(report, layout),
    findingSection(report, layout),
    extentSentence(report)
      .split('\n')
      .map((line) => paragraph(printable(line), layout.width))
      .join('\n'),
    verdict,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function matrixSection({ matrix }: ReviewReport, layout: Layout): string {
  if (matrix.length === 0) return '';
  const table = matrixTable(matrix);
  // The principal is told once, where it changes.
  const rows = table.rows.map(({ who, what, on, cells }, i) => [
    table.rows[i - 1]?.who === who ? '' : who,
    what,
    on,
    ...cells,
  ]);
  const text = columns(['who', { head: 'may', least: 10 }, 'on', ...table.paths.map(pathColumn)], rows, {
    ...layout,
    width: Math.min(layout.width ?? WIDE, WIDE),
  });
  return [text, deniedSentence(table)].filter((part) => part !== '').join('\n\n');
}

/** A matrix has long lists of actions: where nobody says how wide a terminal is, they are not one line. */
const WIDE = 160;

/** Services go first where a terminal is too narrow: what people come for is the endpoint, another one, the internet. */
function pathColumn(head: string): TextColumn {
  return { head, least: 'condition'.length, ...(head.startsWith('an AWS service') && { spare: 1 }) };
}

function findingSection({ findings }: ReviewReport, { width }: Layout): string {
  return bySeverity(findings)
    .map((finding) => findingText(finding, width))
    .join('\n\n');
}

function findingText(finding: ReportedFinding, width: number | undefined): string {
  const { rule, resource, sid, what, why, counterexample } = finding;
  const lines = [
    what,
    `why it matters: ${why}`,
    `where: ${resource}${sid === null ? '' : `, statement ${sid}`}`,
    ...(counterexample === null ? [] : [`for example: ${requestSentence(counterexample)}`]),
  ];
  const head = printable(`${rule} (${standing(finding)})`);
  return [head, ...lines.map((line) => paragraph(printable(line), width, 2))].join('\n');
}
