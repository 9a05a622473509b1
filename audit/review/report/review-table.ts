import { printable } from '../../../contract/printable';
import { verdictWord, type TerminalStyle } from '../../output/terminal-style';
import { columns } from '../../output/table';
import type { ReportedFinding, ReviewReport } from '../review-report';
import { deniedSentence, matrixTable } from './matrix';
import { bySeverity, extentSentence, requestSentence, standing } from './wording';

/** The review for people: who can do what from where, what is wrong and why it matters, and the verdict last. */
export function reviewTable(report: ReviewReport, style: TerminalStyle): string {
  const verdict = [
    `verdict: ${verdictWord(report.verdict, style)}`,
    ...report.reasons.map((reason) => `  ${printable(reason)}`),
  ].join('\n');
  const sections = [
    matrixSection(report),
    findingSection(report),
    extentSentence(report).split('\n').map(printable).join('\n'),
    verdict,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function matrixSection({ matrix }: ReviewReport): string {
  if (matrix.length === 0) return '';
  const table = matrixTable(matrix);
  // The principal is told once, where it changes.
  const rows = table.rows.map(({ who, what, on, cells }, i) => [
    table.rows[i - 1]?.who === who ? '' : who,
    what,
    on,
    ...cells,
  ]);
  const lines = [['who', 'may', 'on', ...table.paths], ...rows].map((row) => wrapped(row.map(printable)));
  const [[...header] = [], ...more] = lines.flat();
  return [columns(header, more), deniedSentence(table)].filter((text) => text !== '').join('\n\n');
}

const COLUMN_WIDTH = 30;

/** A row as several, so that no cell is wider than a column; a word that is wider stays whole. */
function wrapped(cells: readonly string[]): readonly (readonly string[])[] {
  const lines = cells.map(linesOf);
  const height = Math.max(...lines.map(({ length }) => length));
  return Array.from({ length: height }, (_, i) => lines.map((each) => each[i] ?? ''));
}

function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= COLUMN_WIDTH)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
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
