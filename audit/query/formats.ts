import type { QueryResult } from '../engines/interface/query-result';
import type { Formats } from '../output/formats';

/** Every format that `query` can write, part by part. */
export const QUERY_FORMATS = {
  table: async () => (await import('./write-rows')).tableRows,
  json: async () => (await import('./write-rows')).jsonRows,
  csv: async () => (await import('./write-rows')).csvRows,
} as const satisfies Formats<QueryResult, AsyncIterable<string>>;
