import type { Formats } from '../output/formats';
import type { CollectReport } from './collect-report';

/** Every format that `collect` can write. */
export const COLLECT_FORMATS = {
  table: async () => (await import('./collect-report')).collectTable,
  json: async () => (await import('./collect-report')).collectJson,
} as const satisfies Formats<CollectReport, string>;
