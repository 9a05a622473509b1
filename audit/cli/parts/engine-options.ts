import { Option } from '@commander-js/extra-typings';
import { ACCESS_LOG_TABLE, CLOUDTRAIL_TABLE } from '../../../contract/log-tables';
import type { Engines } from '../../engines/open-engine';
import { readSeconds, readSize } from './option-values';
import { GROUPS } from './typed-options';

/** Where in Athena. */
export const ATHENA_PLACE = [
  new Option('--database <name>', 'database of the tables').helpGroup(GROUPS.athena),
  new Option('--workgroup <name>', 'workgroup to run queries in').default('primary').helpGroup(GROUPS.athena),
  new Option('--results <location>', 's3://bucket/prefix/ for results, where the workgroup does not say').helpGroup(
    GROUPS.athena,
  ),
] as const;

const ATHENA_LIMITS = [
  new Option('--max-scan <size>', 'scan no more, such as 500MB or 2TB; refused beforehand where the size can be told')
    .argParser(readSize)
    .helpGroup(GROUPS.athena),
  new Option('--query-timeout <seconds>', 'stop a query that takes longer')
    .argParser(readSeconds)
    .default(1800)
    .helpGroup(GROUPS.athena),
] as const;

const ATHENA_TABLES = [
  new Option('--table <name>', 'table of server access logs').default(ACCESS_LOG_TABLE).helpGroup(GROUPS.athena),
  new Option('--cloudtrail-table [name]', `join CloudTrail (${CLOUDTRAIL_TABLE} without a name)`).helpGroup(
    GROUPS.athena,
  ),
  new Option('--layout <layout>', 'how the table of access logs is laid out')
    .choices(['partitioned', 'simple', 'compact'])
    .default('partitioned')
    .helpGroup(GROUPS.athena),
] as const;

/** Which engine, and how it may run a query. */
export function sqlEngineOptions(engines: Engines) {
  return [
    new Option('--engine <name>', 'what reads the logs: this program, or Athena over its tables')
      .choices(Object.keys(engines))
      .default('local'),
    ...ATHENA_PLACE,
    ...ATHENA_LIMITS,
  ] as const;
}

/** The same, for commands whose queries are written by this program. */
export function engineOptions(engines: Engines) {
  return [...sqlEngineOptions(engines), ...ATHENA_TABLES] as const;
}
