import type { Cell } from './cell';

/** A column of a result: the name is unique among its columns. */
export interface ResultColumn {
  readonly name: string;
  /** As the engine calls it. */
  readonly type: string;
}

/** The rows of a query, given as they come. */
export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** What could not be read of the sources behind the tables, a sentence each, where the engine reads them itself. */
  readonly unread?: readonly string[];
  /** @throws InputError when the query fails on its way. */
  readonly rows: () => AsyncIterable<readonly Cell[]>;
}

/** A result to be written, and what it holds on to until then. */
export interface OpenQuery {
  readonly result: QueryResult;
  readonly close: () => Promise<void>;
}
