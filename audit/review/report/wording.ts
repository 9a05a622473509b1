import type { Counterexample, Equation } from '../review-types';
import type { ReportedFinding, ReviewReport } from '../review-report';
import { grouped } from '../../output/numbers';

/** The request that shows what is wrong, in one line. */
export function requestSentence({ principal, action, resource, context }: Counterexample): string {
  const keys = Object.entries(context).map(([key, value]) => `${key}=${[value].flat().join(',')}`);
  return `${principal} asks for ${action} on ${resource}${keys.length === 0 ? '' : ` with ${keys.join(' ')}`}`;
}

/** How a finding counts: its severity, or that it is waived, why and until when. */
export function standing({ severity, waiver }: ReportedFinding): string {
  return waiver === null ? severity : `${severity}, waived until ${waiver.expires}: ${waiver.reason}`;
}

/** The gravest first; waived ones after those that count. */
export function bySeverity(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const rank = ({ severity, waiver }: ReportedFinding): number =>
    (waiver === null ? 0 : 3) + ['error', 'warning', 'note'].indexOf(severity);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

/** How much was decided, and that no argument was passed over. */
export function extentSentence({ decisions, contexts, files, equation }: ReviewReport): string {
  const decided = `${files.join(', ')}: ${grouped(decisions)} decisions in ${grouped(contexts)} contexts`;
  return equation.arguments === 0 ? decided : `${decided}\n${equationSentence(equation)}`;
}

function equationSentence({ arguments: all, read, required, free, notReviewed }: Equation): string {
  const parts = [
    `${grouped(read)} read by a goal`,
    `${grouped(required)} required by deployment.yaml`,
    `${grouped(free)} free`,
    `${grouped(notReviewed)} not reviewed`,
  ];
  return `${grouped(all)} arguments = ${parts.join(' + ')}`;
}
