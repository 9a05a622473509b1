import type { S3SourceOptions } from '../collect/s3-source';
import { defaultCacheDirectory } from '../query/segment-cache';
import { openTables } from '../query/open-tables';
import { refuseWriting, runStatement } from '../query/statement';
import { writtenRows, type QueryFormat } from '../query/write-rows';
import { findLogFiles } from '../sources/log-files';
import { EXIT } from './exit-codes';
import { writeResultParts } from './files';
import { onInterruption } from './interruption';
import { readS3With } from './s3-locations';

/** What `query` is told beside the SQL. */
export interface QueryOptions extends S3SourceOptions {
  readonly logs: readonly string[];
  readonly cloudtrail?: readonly string[];
  readonly format: QueryFormat;
  readonly output?: string;
  /** Rows to write; `null` is all of them, of a table on a screen the first thousand. */
  readonly limit: number | null;
  /** A directory, `true` for the default one, `false` for none. */
  readonly cache: string | boolean;
}

const ROWS_OF_TABLE = 1000;

/**
 * `s3-audit query`: runs one reading SQL statement over the tables of the logs.
 *
 * @throws InputError when the statement or a file can not be read.
 */
export async function query(sql: string, options: QueryOptions): Promise<number> {
  const { format, output, cache } = options;
  const readS3 = readS3With({ ...options, since: null });
  refuseWriting(sql);
  const tables = await openTables({
    logs: await findLogFiles(options.logs, '--logs', readS3),
    cloudtrail: await findLogFiles(options.cloudtrail ?? [], '--cloudtrail', readS3),
    cache: cache === true ? defaultCacheDirectory() : cache === false ? null : cache,
  });
  const forget = onInterruption(() => {
    tables.connection.interrupt();
  });
  try {
    for (const note of tables.notes) process.stderr.write(`s3-audit: ${note}\n`);
    const limit = options.limit ?? (format === 'table' ? ROWS_OF_TABLE : 0);
    const result = await runStatement(tables.connection, sql);
    const rows = writtenRows(result, format, {
      limit: limit === 0 ? Infinity : limit,
      onMore: () => {
        process.stderr.write(`s3-audit: only the first ${limit} rows are written; --limit 0 writes all\n`);
      },
    });
    await writeResultParts(rows, output);
    return EXIT.pass;
  } finally {
    forget();
    await tables.close();
  }
}
