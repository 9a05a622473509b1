import { Option } from '@commander-js/extra-typings';
import { ACCESS_LOG_TABLE, CLOUDTRAIL_TABLE } from '../../../contract/log-tables';
import {
  DEFAULT_CATALOG,
  DEFAULT_SCHEMA,
  PASSWORD_VARIABLE,
  TOKEN_VARIABLE,
} from '../../engines/trino/client/connection';
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

const LIMITS = [
  new Option(
    '--max-scan <size>',
    'scan no more, such as 500MB or 2TB; Athena refuses beforehand where the size can be told',
  )
    .argParser(readSize)
    .helpGroup(GROUPS.tables),
  new Option('--query-timeout <seconds>', 'stop a query that takes longer')
    .argParser(readSeconds)
    .default(1800)
    .helpGroup(GROUPS.tables),
] as const;

const TABLES = [
  new Option('--table <name>', 'table of server access logs').default(ACCESS_LOG_TABLE).helpGroup(GROUPS.tables),
  new Option('--cloudtrail-table [name]', `join CloudTrail (${CLOUDTRAIL_TABLE} without a name)`).helpGroup(
    GROUPS.tables,
  ),
  new Option('--layout <layout>', 'how the table of access logs is laid out')
    .choices(['partitioned', 'simple', 'compact'])
    .default('partitioned')
    .helpGroup(GROUPS.tables),
] as const;

/** Which Trino, and as whom; what is secret comes from the environment. */
const TRINO_PLACE = [
  new Option('--trino-url <url>', 'where it answers, such as https://trino.example.com:8443').helpGroup(GROUPS.trino),
  new Option('--trino-catalog <name>', 'catalog whose Hive connector reads the logs')
    .default(DEFAULT_CATALOG)
    .helpGroup(GROUPS.trino),
  new Option('--trino-schema <name>', 'schema of the tables').default(DEFAULT_SCHEMA).helpGroup(GROUPS.trino),
  new Option(
    '--trino-user <name>',
    `who asks (you, without it); ${PASSWORD_VARIABLE} or ${TOKEN_VARIABLE}, a JWT, proves it, over https alone`,
  ).helpGroup(GROUPS.trino),
  new Option('--trino-ca <file>', 'certificates, PEM, that vouch for its own, where the system has none').helpGroup(
    GROUPS.trino,
  ),
] as const;

/** Which engine, and how it may run a query. */
export function sqlEngineOptions(engines: Engines) {
  return [
    new Option('--engine <name>', 'what reads the logs: this program, or Athena or a Trino over tables')
      .choices(Object.keys(engines))
      .default('local'),
    ...ATHENA_PLACE,
    ...LIMITS,
    ...TRINO_PLACE,
  ] as const;
}

/** The same, for commands whose queries are written by this program. */
export function engineOptions(engines: Engines) {
  return [...sqlEngineOptions(engines), ...TABLES] as const;
}
