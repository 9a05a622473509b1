import { codeSpan, markdownTable } from '../../output/markdown';
import { withinLimit } from '../../output/markdown-limit';
import type { ReviewReport } from '../review-report';
import { deniedSentence, matrixTable } from './matrix';
import { bySeverity, extentSentence, requestSentence, standing } from './wording';

/** The review as GitHub Flavored Markdown, for a comment of a pull request: the verdict first, the matrix folded away. */
export function reviewMarkdown(report: ReviewReport): string {
  const sections = [
    `# Review of policies and order: ${report.verdict.toUpperCase()}`,
    report.reasons.map((reason) => `- ${codeSpan(reason)}`).join('\n'),
    findingSection(report),
    notReviewedSection(report),
    matrixSection(report),
    extentSentence(report).split('\n').map(codeSpan).join('<br>\n'),
  ];
  return withinLimit(`${sections.filter((section) => section !== '').join('\n\n')}\n`);
}

function findingSection({ findings }: ReviewReport): string {
  if (findings.length === 0) return '';
  const rows = bySeverity(findings).map((finding) => {
    const { rule, resource, sid, what, why, counterexample, severity, waiver } = finding;
    return [
      waiver === null && severity === 'error' ? `**${severity}**` : codeSpan(standing(finding)),
      codeSpan(rule),
      codeSpan(sid === null ? resource : `${resource} ${sid}`),
      codeSpan(what),
      codeSpan(why),
      counterexample === null ? '' : codeSpan(requestSentence(counterexample)),
    ];
  });
  const header = ['severity', 'rule', 'where', 'what', 'why it matters', 'for example'];
  return `## Findings\n\n${markdownTable(header, rows)}`;
}

function notReviewedSection({ notReviewed }: ReviewReport): string {
  if (notReviewed.length === 0) return '';
  const rows = notReviewed.map(({ resource, reason }) => [codeSpan(resource), codeSpan(reason)]);
  return `## Not reviewed\n\n${markdownTable(['what', 'why'], rows)}`;
}

function matrixSection({ matrix }: ReviewReport): string {
  if (matrix.length === 0) return '';
  const table = matrixTable(matrix);
  const text = markdownTable(
    ['who', 'may', 'on', ...table.paths.map(codeSpan)],
    table.rows.map(({ who, what, on, cells }) => [codeSpan(who), codeSpan(what), codeSpan(on), ...cells]),
  );
  return `<details>\n<summary>Who may do what, from where</summary>\n\n${text}\n\n${deniedSentence(table)}\n\n</details>`;
}
