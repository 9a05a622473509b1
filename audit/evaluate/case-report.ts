import { jsonText } from '../output/json';
import type { Layout } from '../output/layout';
import { columns, type TextColumn } from '../output/table';
import type { CaseOutcome } from '../policy/cases';

/** A row for each case, and how many were decided as expected. */
export function caseTable(cases: readonly CaseOutcome[], layout: Layout): string {
  const rows = cases.map(({ name, expect, result, agrees, reason }) => [
    agrees ? 'ok' : 'MISSED',
    name,
    expect ?? '-',
    result,
    reason,
  ]);
  const agreeing = cases.filter(({ agrees }) => agrees).length;
  const summary = `${agreeing} of ${cases.length} as expected`;
  const words = ['EXPECT', 'RESULT'].map((head): TextColumn => ({ head, kind: 'whole' }));
  return `${columns([{ head: '', kind: 'whole' }, 'CASE', ...words, 'REASON'], rows, layout)}\n\n${summary}\n`;
}

/** The outcomes of cases as JSON (`schemas/evaluate.schema.json`). */
export function caseJson(cases: readonly CaseOutcome[]): string {
  return jsonText({ cases });
}
