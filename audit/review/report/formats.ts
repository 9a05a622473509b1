import type { Formats } from '../../output/formats';
import type { ReviewReport } from '../review-report';

/** Every format that `review` can write. */
export const REVIEW_FORMATS = {
  table: async () => (await import('./review-table')).reviewTable,
  json: async () => (await import('./review-json')).reviewJson,
  markdown: async () => (await import('./review-markdown')).reviewMarkdown,
  junit: async () => (await import('./review-junit')).reviewJUnit,
  sarif: async () => (await import('./review-sarif')).reviewSarif,
} as const satisfies Formats<ReviewReport, string>;
