import type { Formats } from '../../output/formats';
import type { RejectsReport } from '../rejects-report';
import type { AuditReport } from '../rendering';
import type { TimelineReport } from '../timeline-report';

/** Every format that `remote-ips` and `verify` can write. */
export const REPORT_FORMATS = {
  table: async () => (await import('../table-report')).tableReport,
  json: async () => (await import('../json-report')).jsonReport,
  csv: async () => (await import('../csv-report')).csvReport,
  markdown: async () => (await import('../markdown-report')).markdownReport,
  html: async () => (await import('../html/page')).htmlReport,
  sarif: async () => (await import('../sarif-report')).sarifReport,
  junit: async () => (await import('../junit-report')).junitReport,
} as const satisfies Formats<AuditReport>;

/** Every format that `timeline` can write. */
export const TIMELINE_FORMATS = {
  table: async () => (await import('../timeline-report')).timelineTable,
  json: async () => (await import('../timeline-report')).timelineJson,
  csv: async () => (await import('../timeline-report')).timelineCsv,
} as const satisfies Formats<TimelineReport, string>;

/** Every format that `rejects` can write. */
export const REJECT_FORMATS = {
  table: async () => (await import('../rejects-report')).rejectsTable,
  json: async () => (await import('../rejects-report')).rejectsJson,
  csv: async () => (await import('../rejects-report')).rejectsCsv,
} as const satisfies Formats<RejectsReport, string>;
