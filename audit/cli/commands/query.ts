import { Command, Option } from '@commander-js/extra-typings';
import { InputError } from '../../errors/input-error';
import { QUERY_FORMATS } from '../../query/formats';
import { firstRows } from '../../query/write-rows';
import { S3_OPTIONS } from '../parts/aws-options';
import { sqlEngineOptions } from '../parts/engine-options';
import { EXIT } from '../parts/exit-codes';
import { engineOf } from '../parts/open-engine';
import { readCount } from '../parts/option-values';
import { LOGS, MEMORY, outputOptions } from '../parts/options';
import { outputsOf } from '../parts/outputs';
import type { Shell } from '../parts/shell';
import { tell } from '../parts/tell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

/** Rows of a table on a screen; files take all. */
const ROWS_OF_TABLE = 1000;

const OPTIONS = [
  LOGS,
  new Option('--cloudtrail <path...>', 'CloudTrail files, for the tables cloudtrail and requests'),
  new Option('--limit <n>', 'write so many rows; 0 writes all')
    .argParser(readCount)
    .default(null, '1000 of a table, else all'),
  new Option('--cache <directory>', 'where records are kept between runs, known by the bytes of their files').default(
    true as const,
    's3-audit in the cache directory',
  ),
  new Option('--no-cache', 'keep nothing between runs'),
  MEMORY,
] as const;

/**
 * `s3-audit query`: runs one reading SQL statement over the records. The exit code is 3 where something could not be read, which
 * may have had more rows.
 */
export function query({ end, engines }: Shell) {
  const command = new Command('query').argument(
    '<sql>',
    'SELECT, WITH, DESCRIBE, SHOW or EXPLAIN; of files also FROM, VALUES or SUMMARIZE',
  );
  const options = [...OPTIONS, ...outputOptions(QUERY_FORMATS), ...sqlEngineOptions(engines), ...S3_OPTIONS] as const;
  return withOptions(command, options).action(async (sql, options) => {
    const [output, ...others] = outputsOf(Object.keys(QUERY_FORMATS), options);
    // Rows come as they are read, and may be more than fit into memory.
    if (others.length > 0) throw new InputError(['--output: rows of a query are written once, to one output']);
    const limit = options.limit ?? (output?.format === 'table' ? ROWS_OF_TABLE : 0);
    const { result, close } = await (await engineOf(options, engines)).query(sql);
    const { unread = [] } = result;
    try {
      const rows = firstRows(result, limit === 0 ? Infinity : limit, () => {
        tell(`only the first ${limit} rows are written; --limit 0 writes all`);
      });
      if (options.format === 'csv') unread.forEach(tell);
      await writeFormatted(rows, QUERY_FORMATS, options);
    } finally {
      await close();
    }
    end(unread.length === 0 ? EXIT.pass : EXIT.unproven);
  });
}
