import { jsonText } from '../output/json';
import { columns } from '../output/table';
import type { CaseOutcome } from '../policy/cases';

/** A row for each case, and how many were decided as expected. */
export function caseTable(cases: readonly CaseOutcome[]): string {
  const rows = cases.map(({ name, expect, result, agrees, reason }) => [
    agrees ? 'ok' : 'MISSED',
    name,
    expect ?? '-',
    result,
    reason,
  ]);
  const agreeing = cases.filter(({ agrees }) => agrees).length;
  const summary = `${agreeing} of ${cases.length} as expected`;
  return `${columns(['', 'CASE', 'EXPECT', 'RESULT', 'REASON'], rows)}\n\n${summary}\n`;
}

export function caseJson(cases: readonly CaseOutcome[]): string {
  return jsonText({ cases });
}
