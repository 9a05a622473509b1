import { junitText, type JUnitCase } from '../../output/junit';
import type { ReportedFinding, ReviewReport } from '../review-report';

/** The review as JUnit XML: a case for each finding, for what was not reviewed, and for what was proven. */
export function reviewJUnit({ findings, notReviewed, proven }: ReviewReport): string {
  return junitText('s3-audit review', [
    ...findings.map(caseOf),
    ...notReviewed.map(({ resource, reason }) => ({ group: 'not-reviewed', name: resource, error: reason })),
    ...proven.map((name) => ({ group: 'proven', name })),
  ]);
}

function caseOf({ rule, resource, sid, what, why, severity, waiver }: ReportedFinding): JUnitCase {
  const name = sid === null ? resource : `${resource}.${sid}`;
  const text = `${what}: ${why}`;
  if (waiver !== null) return { group: rule, name, skipped: `waived until ${waiver.expires}: ${waiver.reason}` };
  if (severity === 'note') return { group: rule, name, skipped: text };
  return severity === 'error' ? { group: rule, name, failure: text } : { group: rule, name, error: text };
}
