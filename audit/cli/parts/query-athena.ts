import { queryOwnStatement, readingStatement } from '../../engines/athena/own-statement';
import { connectFor, runningOf } from './athena-running';
import type { OpenQuery, QueryOptions } from './open-query';

/**
 * Runs a statement of the user's over the tables of Athena: `query --engine athena`.
 *
 * @throws InputError when the statement does more than read, or fails.
 */
export async function openWithAthena(sql: string, options: QueryOptions): Promise<OpenQuery> {
  // Before anything is asked of AWS.
  readingStatement(sql);
  const result = await queryOwnStatement(connectFor(options), sql, runningOf(options));
  return { result, close: () => Promise.resolve() };
}
