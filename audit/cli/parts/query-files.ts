import { openTables } from '../../query/open-tables';
import { requireReading } from '../../query/reading-statement';
import { defaultCacheDirectory } from '../../query/segment-cache';
import { READING, runStatement } from '../../query/statement';
import { findLogFiles } from '../../sources/log-files';
import { onInterruption } from './interruption';
import { logProgress } from './log-progress';
import type { OpenQuery, QueryOptions } from './open-query';
import { logsOf } from './read-logs';
import { readS3With } from './s3-locations';

/**
 * Runs a statement over the tables of files.
 *
 * @throws InputError when the statement or a file can not be read.
 */
export async function openFiles(sql: string, options: QueryOptions): Promise<OpenQuery> {
  const { cache } = options;
  const readS3 = readS3With({ ...options, since: null });
  // Before files are read for nothing.
  requireReading(sql, READING);
  const sources = {
    logs: await findLogFiles(logsOf(options), '--logs', readS3),
    cloudtrail: await findLogFiles(options.cloudtrail ?? [], '--cloudtrail', readS3),
    cache: cache === true ? defaultCacheDirectory() : cache === false ? null : cache,
  };
  const progress = logProgress(sources.logs);
  const tables = await openTables(sources, progress.show).finally(progress.end);
  const forget = onInterruption(() => {
    tables.connection.interrupt();
  });
  const close = async (): Promise<void> => {
    forget();
    await tables.close();
  };
  try {
    for (const note of tables.notes) process.stderr.write(`s3-audit: ${note}\n`);
    return { result: await runStatement(tables.connection, sql), close };
  } catch (error) {
    await close();
    throw error;
  }
}
