import type { ReportFormat } from './format-names';
import type { AuditReport } from './rendering';
import type { TerminalStyle } from '../output/terminal-style';

/** Writes a report as text. */
export type Renderer = (report: AuditReport, style: TerminalStyle) => string;

const RENDERERS: Readonly<Record<ReportFormat, () => Promise<Renderer>>> = {
  table: async () => (await import('./table-report')).tableReport,
  json: async () => (await import('./json-report')).jsonReport,
  csv: async () => (await import('./csv-report')).csvReport,
  markdown: async () => (await import('./markdown-report')).markdownReport,
  html: async () => (await import('./html-report')).htmlReport,
};

/** Every format that remote-ips and verify can write, by its name; each is loaded where it is asked for alone. */
export const REPORT_FORMATS: Readonly<Record<string, () => Promise<Renderer>>> = RENDERERS;
