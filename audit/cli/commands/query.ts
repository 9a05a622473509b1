import { writtenRows } from '../../query/write-rows';
import { EXIT } from '../parts/exit-codes';
import { writeResultParts } from '../parts/files';
import type { OpenQuery, QueryOptions } from '../parts/open-query';

const ROWS_OF_TABLE = 1000;

/**
 * `s3-audit query`: runs one reading SQL statement, over files of logs or by Athena.
 *
 * @throws InputError when the statement or a file can not be read.
 */
export async function query(sql: string, options: QueryOptions): Promise<number> {
  const { format, output } = options;
  const { result, close } = await open(sql, options);
  try {
    const limit = options.limit ?? (format === 'table' ? ROWS_OF_TABLE : 0);
    const rows = writtenRows(result, format, {
      limit: limit === 0 ? Infinity : limit,
      onMore: () => {
        process.stderr.write(`s3-audit: only the first ${limit} rows are written; --limit 0 writes all\n`);
      },
    });
    await writeResultParts(rows, output);
    return EXIT.pass;
  } finally {
    await close();
  }
}

/** Each engine is loaded where it is asked for alone: DuckDB is a native library. */
async function open(sql: string, options: QueryOptions): Promise<OpenQuery> {
  if (options.engine === 'athena') return (await import('../parts/query-athena')).openWithAthena(sql, options);
  return (await import('../parts/query-files')).openFiles(sql, options);
}
