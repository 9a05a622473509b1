import type { Waiver } from '../../../contract/deployment/review-settings';
import type { Rule } from '../rules';
import type { LocatedFinding, ReportedFinding } from '../review-report';

/**
 * Marks the findings that deployment.yaml accepts. A waiver past its last day waives nothing and is a finding itself; one
 * that meets no finding is a note. Notes need no waiver and are not marked.
 *
 * @param today the day to judge by, `YYYY-MM-DD`, UTC.
 * @param file where the waivers stand, for messages.
 */
export function applyWaivers(
  findings: readonly LocatedFinding[],
  waivers: readonly Waiver[],
  today: string,
  file: string,
): readonly ReportedFinding[] {
  const waives = (waiver: Waiver, { rule, resource, severity }: LocatedFinding): boolean =>
    waiver.rule === rule && waiver.resource === resource && severity !== 'note';
  const current = waivers.filter(({ expires }) => expires >= today);
  const marked = findings.map((finding) => {
    const waiver = current.find((each) => waives(each, finding));
    return { ...finding, waiver: waiver === undefined ? null : { reason: waiver.reason, expires: waiver.expires } };
  });
  const expired = waivers
    .filter(({ expires }) => expires < today)
    .map((waiver) => aboutWaiver('waiver-expired', 'error', `ended with ${waiver.expires}`, waiver, file));
  const unused = current
    .filter((waiver) => !findings.some((finding) => waives(waiver, finding)))
    .map((waiver) => aboutWaiver('waiver-unused', 'note', 'meets no finding', waiver, file));
  return [...marked, ...expired, ...unused];
}

const WHY = {
  'waiver-expired': 'what was accepted for a time is accepted no longer: mend it, or give it a new reason and day',
  'waiver-unused': 'it would hide the next finding of this kind without anyone deciding so: remove it',
} as const satisfies Record<Rule<'waiver'>, string>;

function aboutWaiver(
  rule: Rule<'waiver'>,
  severity: ReportedFinding['severity'],
  predicate: string,
  waiver: Waiver,
  file: string,
): ReportedFinding {
  return {
    rule,
    severity,
    what: `the waiver of ${waiver.rule} on ${waiver.resource} (${waiver.reason}) ${predicate}`,
    why: WHY[rule],
    resource: waiver.resource,
    sid: null,
    counterexample: null,
    file,
    waiver: null,
  };
}
