import type { Formats } from '../output/formats';
import type { CaseOutcome } from '../policy/cases';

/** Every format that `evaluate` can write. */
export const EVALUATE_FORMATS = {
  table: async () => (await import('./case-report')).caseTable,
  json: async () => (await import('./case-report')).caseJson,
} as const satisfies Formats<readonly CaseOutcome[], string>;
