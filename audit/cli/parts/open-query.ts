import type { S3SourceOptions } from '../../collect/s3-source';
import type { QueryResult } from '../../query/query-result';
import type { QueryFormat } from '../../query/write-rows';
import type { AthenaQueryOptions } from './athena-options';

/** What `query` is told beside the SQL. */
export interface QueryOptions extends S3SourceOptions, AthenaQueryOptions {
  /** Needed by the local engine, refused by Athena. */
  readonly logs?: readonly string[];
  readonly cloudtrail?: readonly string[];
  readonly format: QueryFormat;
  readonly output?: string;
  /** Rows to write; `null` is all of them, of a table on a screen the first thousand. */
  readonly limit: number | null;
  /** A directory, `true` for the default one, `false` for none. */
  readonly cache: string | boolean;
}

/** Rows to be written, and what they hold on to until then. */
export interface OpenQuery {
  readonly result: QueryResult;
  readonly close: () => Promise<void>;
}
