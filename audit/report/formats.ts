import { csvReport } from './csv-report';
import type { ReportFormat } from './format-names';
import { htmlReport } from './html-report';
import { jsonReport } from './json-report';
import { markdownReport } from './markdown-report';
import type { AuditReport } from './rendering';
import { tableReport, type TerminalStyle } from './table-report';

type Renderer = (report: AuditReport, style: TerminalStyle) => string;

const RENDERERS: Readonly<Record<ReportFormat, Renderer>> = {
  table: tableReport,
  json: jsonReport,
  csv: csvReport,
  markdown: markdownReport,
  html: htmlReport,
};

/** Every format that remote-ips and verify can write, by its name. */
export const REPORT_FORMATS: Readonly<Record<string, Renderer>> = RENDERERS;
