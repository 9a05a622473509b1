import { printable } from '../../../../contract/printable';
import { failureOf } from '../../../aws/aws-failure';
import type { AthenaConnection } from './connection';

const LONGEST = 500;

type Where = Pick<AthenaConnection, 'database' | 'workgroup' | 'who' | 'ownStatement'>;

type Meaning = readonly [RegExp, (where: Where) => string];

/** What is meant where the user wrote the statement. */
const MEANINGS_OF_OWN: readonly Meaning[] = [
  [
    /table_not_found|table .*(not found|does not exist)|entitynotfound|entity not found/i,
    ({ database }) => `database ${database} has no such table; SHOW TABLES lists what it has`,
  ],
  [
    /column_not_found|column .*cannot be resolved|type_mismatch|function_not_found|ambiguous_name|expression_not_aggregate/i,
    () => `the statement does not fit the table; DESCRIBE lists its columns`,
  ],
  [/syntax_error|mismatched input|parseexception/i, () => `Athena does not take the statement`],
];

/** What Athena's words mean and what to do, the more particular first. */
const MEANINGS: readonly Meaning[] = [
  [
    /bytes scanned limit|data usage control/i,
    ({ workgroup }) =>
      `the workgroup ${workgroup} cut the query off at its limit of bytes scanned; narrow --since, --until and --bucket, or raise the limit`,
  ],
  [
    /\bkms\b/i,
    ({ who }) =>
      `a KMS key is closed to ${who}: kms:Decrypt is needed for logs and results, kms:GenerateDataKey for results`,
  ],
  [
    /unable to verify\/create output bucket|output location|output bucket/i,
    ({ workgroup, who }) =>
      `results cannot be written: set a result location in workgroup ${workgroup} or give --results s3://bucket/prefix/, to which ${who} may s3:PutObject, s3:GetObject and s3:GetBucketLocation`,
  ],
  [
    /lakeformation|lake formation/i,
    ({ who, database }) =>
      `Lake Formation does not let ${who} read the tables of ${database}; it must grant SELECT and DESCRIBE`,
  ],
  [
    /access ?denied|not authorized|insufficient permissions|forbidden/i,
    ({ who }) =>
      `permission is missing: ${who} needs athena:StartQueryExecution and the like on the workgroup, glue:GetTable and glue:GetDatabase, s3:ListBucket and s3:GetObject on the logs`,
  ],
  [
    /workgroup.*(not found|does not exist)/i,
    ({ workgroup }) => `there is no workgroup ${workgroup} in this account and region; give --workgroup and --region`,
  ],
  [
    /schema_not_found|database.*(not found|does not exist)|schema '.*' does not exist/i,
    ({ database }) => `there is no database ${database} in this account and region; s3-audit tables makes it`,
  ],
  [
    /table_not_found|table .*(not found|does not exist)|entitynotfound|entity not found/i,
    ({ database }) =>
      `a table is missing in database ${database}; s3-audit tables makes it, --table and --cloudtrail-table name others`,
  ],
  [
    /column_not_found|column .*cannot be resolved|type_mismatch/i,
    () => `a table differs from what the query expects; s3-audit tables --check tells how`,
  ],
  [
    /hive_(cursor_error|bad_data|cannot_open_split|unknown_error|filesystem_error|invalid_metadata|invalid_partition_value)/i,
    () => `a log object or the table's projection cannot be read; Athena's message names it`,
  ],
  [/syntax_error|mismatched input|line \d+:\d+/i, () => `Athena does not take the query; please report it`],
  [
    /exhausted resources|exceeded.*memory|insufficient_resources|query timeout|exceeded_time_limit/i,
    () =>
      `the query is too much for Athena at once; narrow --since and --until, or make Parquet of the logs by s3-audit tables --compact`,
  ],
];

/** Says in plain words why a query failed, with Athena's own words after it. */
export function queryFailureSentence(reason: string, where: Where): string {
  const own = printable(reason).slice(0, LONGEST);
  const meanings = [...(where.ownStatement === true ? MEANINGS_OF_OWN : []), ...MEANINGS];
  const meaning = meanings.find(([pattern]) => pattern.test(reason))?.[1](where);
  if (meaning === undefined) return `Athena failed the query: ${own === '' ? 'it gave no reason' : own}`;
  return `${meaning} (Athena says: ${own})`;
}

/** Says in plain words why a call to Athena failed. */
export function callFailureSentence(error: unknown, action: string, where: Where): string {
  const failure = failureOf(error, {
    action: `athena:${action}`,
    resource: `workgroup ${where.workgroup}`,
    who: where.who,
  });
  if (failure.kind !== 'other') return failure.sentence;
  const message = error instanceof Error ? error.message : String(error);
  return queryFailureSentence(message, where);
}
