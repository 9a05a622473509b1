import { csvReport } from './csv-report';
import { jsonReport } from './json-report';
import type { AuditReport } from './rendering';
import { tableReport, type TerminalStyle } from './table-report';

type Renderer = (report: AuditReport, style: TerminalStyle) => string;

/** Every format that remote-ips and verify can write. */
export const REPORT_FORMATS: Readonly<Record<string, Renderer>> = {
  table: tableReport,
  json: jsonReport,
  csv: csvReport,
};
