/** Names of the formats of `review`, apart from their code, so that the command line can list them without loading it. */
export const REVIEW_FORMAT_NAMES = ['table', 'json', 'markdown', 'sarif'] as const;

export type ReviewFormat = (typeof REVIEW_FORMAT_NAMES)[number];
