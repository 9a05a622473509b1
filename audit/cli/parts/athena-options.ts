import { InvalidArgumentError, Option, type Command } from 'commander';
import { ACCESS_LOG_TABLE, CLOUDTRAIL_TABLE } from '../../../contract/log-tables';
import { ENGINES } from '../../engines/open-engine';
import { readBytes } from '../../engines/athena/client/scan-cost';

/** Adds the options of `--engine athena`; who to be and where is asked for by the options of AWS. */
export function withAthenaOptions(command: Command): Command {
  return withAthenaQueryOptions(command)
    .option('--table <name>', 'Athena: table of server access logs', ACCESS_LOG_TABLE)
    .option('--cloudtrail-table [name]', `Athena: join CloudTrail (${CLOUDTRAIL_TABLE} without a name)`)
    .addOption(
      new Option('--layout <layout>', 'Athena: how the table of access logs is laid out')
        .choices(['partitioned', 'simple', 'compact'])
        .default('partitioned'),
    );
}

/** Adds those of them that ask which engine, and how it may run a query. */
export function withAthenaQueryOptions(command: Command): Command {
  return withAthenaPlace(command)
    .addOption(
      new Option('--engine <name>', 'where the logs are read: here, or by Athena over its tables')
        .choices(Object.keys(ENGINES))
        .default('local'),
    )
    .addOption(
      new Option(
        '--max-scan <size>',
        'Athena: scan no more, such as 500MB or 2TB; refused beforehand where the size can be told',
      ).argParser(readSize),
    )
    .addOption(
      new Option('--query-timeout <seconds>', 'Athena: stop a query that takes longer')
        .argParser(readSeconds)
        .default(1800),
    );
}

/** Adds the options that say where in Athena. */
export function withAthenaPlace(command: Command): Command {
  return command
    .option('--database <name>', 'Athena: database of the tables')
    .option('--workgroup <name>', 'Athena: workgroup to run queries in', 'primary')
    .option('--results <location>', 'Athena: s3://bucket/prefix/ for results, where the workgroup does not say');
}

function readSize(text: string): number {
  const bytes = readBytes(text);
  if (bytes === undefined) throw new InvalidArgumentError('Allowed: a size such as 500MB, 20 GB or 2TB.');
  return bytes;
}

function readSeconds(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Allowed: a whole number of seconds, 1 or more.');
  return Number(text);
}
