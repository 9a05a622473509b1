import type { Formats } from '../output/formats';
import type { KnownRequest } from './known-request';

/** Every format that `request` can write. */
export const REQUEST_FORMATS = {
  table: async () => (await import('./request-report')).requestTable,
  json: async () => (await import('./request-report')).requestJson,
} as const satisfies Formats<KnownRequest, string>;
