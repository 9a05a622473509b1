/** Names of the report formats, apart from their code, so that the command line can list them without loading it. */
export const REPORT_FORMAT_NAMES = ['table', 'json', 'csv', 'markdown', 'html'] as const;

export type ReportFormat = (typeof REPORT_FORMAT_NAMES)[number];
