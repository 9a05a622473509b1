import { jsonText } from '../../output/json';
import type { ReviewReport } from '../review-report';

/** The review as docs/review.md, "Output", shows it, with the file and waiver of each finding, and the matrix. */
export function reviewJson(report: ReviewReport): string {
  const { verdict, reasons, decisions, contexts, equation, findings, notReviewed, matrix, files } = report;
  return jsonText({ verdict, reasons, decisions, contexts, equation, findings, notReviewed, matrix, files });
}
