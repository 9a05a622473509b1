import { writtenRows, type QueryFormat } from '../../query/write-rows';
import { EXIT } from '../parts/exit-codes';
import { writeResultParts } from '../parts/files';
import { engineOf, type AskedEngine } from '../parts/open-engine';

/** What `query` is told beside the SQL. */
export interface QueryOptions extends AskedEngine {
  readonly format: QueryFormat;
  readonly output?: string;
  /** Rows to write; `null` is all of them, of a table on a screen the first thousand. */
  readonly limit: number | null;
}

const ROWS_OF_TABLE = 1000;

/**
 * `s3-audit query`: runs one reading SQL statement, over files of logs or by Athena.
 *
 * @throws InputError when the statement or a file can not be read.
 */
export async function query(sql: string, options: QueryOptions): Promise<number> {
  const { format, output } = options;
  const { result, close } = await (await engineOf(options)).query(sql);
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
