import type { Verdict } from '../judge/verdict';
import type { SettingLines } from '../output/setting-lines';
import type { Equation, MatrixCell, NotReviewed, ReviewFinding } from './review-types';

/** A finding with the file it is about. */
export interface LocatedFinding extends ReviewFinding {
  readonly file: string;
}

/** A finding as it is reported: waived or not, never hidden. */
export interface ReportedFinding extends LocatedFinding {
  readonly waiver: { readonly reason: string; readonly expires: string } | null;
}

/** What was not reviewed, and the file that it is of. */
export interface LocatedGap extends NotReviewed {
  readonly file: string;
}

/** Everything that was found before waivers and verdict. */
export interface ReviewParts {
  /** Files that were read, for the reader. */
  readonly files: readonly string[];
  readonly decisions: number;
  readonly contexts: number;
  /** What was proven, a sentence each; told where nothing else is. */
  readonly proven: readonly string[];
  readonly findings: readonly ReportedFinding[];
  readonly notReviewed: readonly LocatedGap[];
  readonly matrix: readonly MatrixCell[];
  /** How the arguments of all stacks are accounted for. */
  readonly equation: Equation;
}

/** What `s3-audit review` prints. */
export interface ReviewReport extends ReviewParts {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  /** Where deployment.yaml has its settings, for code scanning. */
  readonly code?: SettingLines | undefined;
  readonly toolVersion?: string;
}

/**
 * Judges: `fail` for any error that is not waived, else `unproven` for any warning that is not waived and for anything
 * that was not reviewed, else `pass`.
 */
export function judgeReview(parts: ReviewParts): ReviewReport {
  const counting = parts.findings.filter(({ waiver }) => waiver === null);
  const errors = counting.filter(({ severity }) => severity === 'error');
  const warnings = counting.filter(({ severity }) => severity === 'warning');
  const verdict = errors.length > 0 ? 'fail' : warnings.length + parts.notReviewed.length > 0 ? 'unproven' : 'pass';
  const waived = parts.findings.length - counting.length;
  const reasons = [
    ...[...errors, ...warnings].map(({ what }) => what),
    ...parts.notReviewed.map(({ resource, reason }) => `not reviewed: ${resource}: ${reason}`),
    ...(waived === 0 ? [] : [`${waived === 1 ? '1 finding is' : `${waived} findings are`} waived by deployment.yaml`]),
  ];
  return { ...parts, verdict, reasons: verdict === 'pass' ? [...parts.proven, ...reasons] : reasons };
}
