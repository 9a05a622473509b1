import type { Formats } from '../output/formats';
import type { Check } from './check';

/** Every format that `doctor` can write. */
export const DOCTOR_FORMATS = {
  table: async () => (await import('./doctor-report')).checksTable,
  json: async () => (await import('./doctor-report')).checksJson,
  csv: async () => (await import('./doctor-report')).checksCsv,
  markdown: async () => (await import('./doctor-report')).checksMarkdown,
} as const satisfies Formats<readonly Check[], string>;
