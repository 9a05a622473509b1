import type { TerminalStyle } from '../../output/terminal-style';
import type { ReviewReport } from '../review-report';
import type { ReviewFormat } from './format-names';
import { reviewJson } from './review-json';
import { reviewMarkdown } from './review-markdown';
import { reviewSarif } from './review-sarif';
import { reviewTable } from './review-table';

/** Every format that `review` can write, by its name. */
export const REVIEW_FORMATS: Readonly<Record<ReviewFormat, (report: ReviewReport, style: TerminalStyle) => string>> = {
  table: reviewTable,
  json: reviewJson,
  markdown: reviewMarkdown,
  sarif: reviewSarif,
};
