import { accessLogTable, cloudTrailTable } from '../../../contract/log-tables';
import { placeProblems, type AccessLogPlace } from '../../../contract/log-places';
import { compact } from '../../engines/athena/tables/compact';
import { connect, type AthenaOptions } from '../../engines/athena/client/connection';
import { compactTable, createTable } from '../../engines/athena/tables/ddl';
import { runQuery } from '../../engines/athena/client/run-query';
import {
  checkTables,
  createTables,
  statementsOf,
  type TableSet,
  type TableState,
} from '../../engines/athena/tables/tables';
import { InputError } from '../../errors/input-error';
import { EXIT } from './exit-codes';
import { writeResult } from './files';
import { onInterruption } from './interruption';

/** What `tables` is told. */
export interface TablesOptions extends AthenaOptions {
  readonly print: boolean;
  readonly check: boolean;
  /** Days to write as Parquet, `2026-01-05`. */
  readonly compact?: readonly string[];
  readonly compactLocation?: string;
  readonly location?: string;
  readonly cloudtrailLocation?: string;
  readonly layout: 'partitioned' | 'simple';
  readonly account: readonly string[];
  readonly logRegion: readonly string[];
  readonly bucket: readonly string[];
  readonly from: string;
  readonly output?: string;
}

/** Table of compact records. */
const COMPACT_TABLE = 'access_log_parquet';

/** `s3-audit tables`: prints, makes or compares the tables of Athena, or writes days of logs as Parquet. */
export async function tables(options: TablesOptions): Promise<number> {
  const set = tableSet(options);
  if (options.print) {
    await writeResult(
      statementsOf(set)
        .map((statement) => `${statement};\n`)
        .join('\n'),
      options.output,
    );
    return EXIT.pass;
  }
  const connection = connect(options, onInterruption);
  if (options.compact !== undefined) return compactDays(options, set);
  const states = options.check ? await checkTables(connection, set) : await createTables(connection, set);
  await writeResult(states.map(stateText).join(''), options.output);
  return states.every(({ state }) => state === 'created' || state === 'unchanged') ? EXIT.pass : EXIT.fail;
}

/** @throws InputError with everything that can not be part of a table. */
function tableSet(options: TablesOptions): TableSet {
  const {
    location,
    cloudtrailLocation,
    layout,
    account: accounts,
    logRegion: regions,
    bucket: buckets,
    from,
  } = options;
  const place = { layout, accounts, regions, buckets, since: from };
  const logs: AccessLogPlace | undefined = location === undefined ? undefined : { ...place, location };
  const trail =
    cloudtrailLocation === undefined ? undefined : { accounts, regions, since: from, location: cloudtrailLocation };
  const problems = new Set([
    ...(logs ? placeProblems('access_logs', logs) : []),
    ...(trail ? placeProblems('cloudtrail', { ...trail, layout: 'partitioned' }) : []),
  ]);
  if (problems.size > 0) throw new InputError([...problems]);
  return {
    database: options.database ?? 's3_audit',
    ...(logs && { accessLog: accessLogTable(logs) }),
    ...(trail && { cloudTrail: cloudTrailTable(trail) }),
  };
}

async function compactDays(options: TablesOptions, { database, accessLog }: TableSet): Promise<number> {
  const { compact: days = [], compactLocation: location, bucket: buckets, from } = options;
  if (accessLog === undefined || location === undefined || options.layout !== 'partitioned') {
    throw new InputError(['--compact needs --location of partitioned logs, and --compact-location for the Parquet']);
  }
  const problems = [
    ...placeProblems(COMPACT_TABLE, { layout: 'simple', accounts: [], regions: [], location, since: from }),
    ...days
      .filter((day) => !/^\d{4}-\d{2}-\d{2}$/.test(day))
      .map((day) => `--compact ${day}: allowed: a day such as 2026-01-05`),
  ];
  if (problems.length > 0) throw new InputError(problems);
  const connection = connect(options, onInterruption);
  const limits = { timeout: 3_600 };
  await runQuery(connection, createTable(database, compactTable(COMPACT_TABLE, location, from, accessLog)), limits);
  for (const bucket of buckets) {
    for (const text of days) {
      const day = text.replaceAll('-', '/');
      const source = { database, table: accessLog.name };
      const written = await compact(connection, { source, location, bucket, day }, limits);
      process.stderr.write(`s3-audit: ${bucket} ${text}: ${written ? 'written' : 'was complete'}\n`);
    }
  }
  return EXIT.pass;
}

function stateText({ table, state, differences }: TableState): string {
  return [`${table}: ${state}`, ...differences.map((difference) => `  ${difference}`)].join('\n') + '\n';
}
