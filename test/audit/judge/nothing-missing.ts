import type { Completeness } from '../../../audit/judge/completeness';

/** Logs of which nothing speaks against their being complete. */
export const NOTHING_MISSING: Completeness = {
  buckets: [],
  deliveries: [],
  gaps: [],
  missingDays: [],
  pending: [],
  laterThanName: null,
  manyDuplicates: null,
  repeatedObjects: null,
};
