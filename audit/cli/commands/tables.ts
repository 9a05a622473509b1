import { Command, Option } from '@commander-js/extra-typings';
import { DAY, HOUR } from '../../../contract/time';
import { isoTime } from '../../access-log/log-time';
import { accessLogTable, cloudTrailTable } from '../../../contract/log-tables';
import { placeProblems, type AccessLogPlace } from '../../../contract/log-places';
import { compact } from '../../engines/athena/tables/compact';
import { connect } from '../../engines/athena/client/connection';
import { compactTable, createTable } from '../../engines/athena/tables/ddl';
import { runQuery } from '../../engines/athena/client/run-query';
import {
  checkTables,
  createTables,
  statementsOf,
  type TableSet,
  type TableState,
} from '../../engines/athena/tables/tables';
import { LATE_DAYS } from '../../engines/athena/sql/aggregate-query';
import { trinoStatementsOf } from '../../engines/trino/tables/ddl';
import { InputError } from '../../errors/input-error';
import { AWS_OPTIONS } from '../parts/aws-options';
import { ATHENA_PLACE } from '../parts/engine-options';
import { EXIT } from '../parts/exit-codes';
import { writeResult } from '../parts/files';
import { onInterruption } from '../parts/interruption';
import { OUTPUT } from '../parts/options';
import type { Shell } from '../parts/shell';
import { tell } from '../parts/tell';
import { withOptions, type Told } from '../parts/typed-options';

/** Table of compact records. */
const COMPACT_TABLE = 'access_log_parquet';

const OPTIONS = [
  new Option('--location <location>', 's3://bucket/prefix/ of server access logs, all that comes before the account'),
  new Option('--cloudtrail-location <location>', 's3://bucket/prefix/AWSLogs/ of CloudTrail'),
  new Option('--layout <layout>', 'a simple prefix is read whole by every query')
    .choices(['partitioned', 'simple'])
    .default('partitioned'),
  new Option('--account <id...>', 'accounts of the logged buckets and of the trail').default([]),
  new Option('--log-region <region...>', 'their regions').default([]),
  new Option('--bucket <name...>', 'the logged buckets').default([]),
  new Option('--from <day>', 'first day that can hold logs: 2026-01-01, or NOW-365DAYS').default('NOW-365DAYS'),
  new Option('--print', 'print the statements and do nothing').default(false),
  new Option('--dialect <dialect>', 'whose statements to print: those of Athena, or of a Trino with a Hive connector')
    .choices(['athena', 'trino'])
    .default('athena'),
  new Option('--check', 'compare the tables with what they should be and change nothing').default(false),
  new Option('--compact <day...>', 'write these days as Parquet, each once'),
  new Option('--compact-location <location>', 's3://bucket/prefix/ for the Parquet'),
  OUTPUT,
  ...ATHENA_PLACE,
  ...AWS_OPTIONS,
] as const;

type TablesOptions = Told<typeof OPTIONS>;

/** `s3-audit tables`: prints, makes or compares the tables of Athena, or writes days of logs as Parquet. */
export function tables({ end }: Shell) {
  const command = new Command('tables');
  return withOptions(command, OPTIONS).action(async (options) => {
    end(await makeTables(options));
  });
}

async function makeTables(options: TablesOptions): Promise<number> {
  const set = tableSet(options);
  const isTrino = options.dialect === 'trino';
  if (isTrino && !options.print) {
    throw new InputError([
      '--dialect trino needs --print: run what it prints in your Trino, which has the credentials',
    ]);
  }
  if (options.print) {
    const statements = (isTrino ? trinoStatementsOf : statementsOf)(set).map((statement) => `${statement};\n`);
    await writeResult(statements.join('\n'), options.output);
    return EXIT.pass;
  }
  const connection = connect(options, onInterruption);
  if (options.compact !== undefined) return compactDays(options, set);
  const states = options.check ? await checkTables(connection, set) : await createTables(connection, set);
  await writeResult(states.map(stateText).join(''), options.output);
  return states.every(({ state }) => state === 'created' || state === 'unchanged') ? EXIT.pass : EXIT.fail;
}

/** @throws InputError with everything that cannot be part of a table. */
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
    ...(logs || trail ? [] : ['give --location, --cloudtrail-location or both: where the logs lie']),
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
    ...openDays(days, Date.now() / 1000),
  ];
  if (problems.length > 0) throw new InputError(problems);
  const connection = connect(options, onInterruption);
  const limits = { timeout: HOUR };
  await runQuery(connection, createTable(database, compactTable(COMPACT_TABLE, location, from, accessLog)), limits);
  for (const bucket of buckets) {
    for (const text of days) {
      const day = text.replaceAll('-', '/');
      const source = { database, table: accessLog.name };
      const written = await compact(connection, { source, location, bucket, day }, limits);
      tell(`${bucket} ${text}: ${written ? 'written' : 'was complete'}`);
    }
  }
  return EXIT.pass;
}

/**
 * Days whose objects may still be on their way. A day is written once: what came later would never be in it.
 *
 * @param now seconds since the epoch.
 */
function openDays(days: readonly string[], now: number): readonly string[] {
  return days.flatMap((day) => {
    const complete = Date.parse(`${day}T00:00:00Z`) / 1000 + (1 + LATE_DAYS) * DAY;
    if (Number.isNaN(complete)) return [`--compact ${day}: there is no such day`];
    if (complete <= now) return [];
    return [
      `--compact ${day}: the day is open until ${isoTime(complete)}, ${LATE_DAYS} days after its end, since its objects may come late; write it then`,
    ];
  });
}

function stateText({ table, state, differences }: TableState): string {
  return [`${table}: ${state}`, ...differences.map((difference) => `  ${difference}`)].join('\n') + '\n';
}
