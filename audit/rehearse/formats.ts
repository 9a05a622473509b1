import type { Formats } from '../output/formats';
import type { RehearsalReport } from './report';

/** Every format that `rehearse` can write. */
export const REHEARSAL_FORMATS = {
  table: async () => (await import('./report')).rehearsalTable,
  json: async () => (await import('./report')).rehearsalJson,
  csv: async () => (await import('./report')).rehearsalCsv,
  markdown: async () => (await import('./report')).rehearsalMarkdown,
  html: async () => (await import('./html-page')).rehearsalHtml,
  sarif: async () => (await import('./ci-reports')).rehearsalSarif,
  junit: async () => (await import('./ci-reports')).rehearsalJUnit,
} as const satisfies Formats<RehearsalReport>;
