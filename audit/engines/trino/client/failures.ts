import { printable } from '../../../../contract/printable';
import { InputError } from '../../../errors/input-error';
import { UntoldSize } from '../../athena/client/untold-size';
import type { TrinoConnection } from './connection';

const LONGEST = 500;

type Where = Pick<TrinoConnection, 'origin' | 'catalog' | 'schema' | 'user' | 'ownStatement'>;
/** Trino's words, what they mean, and the failure where somebody may go on without what is missing. */
type Meaning = readonly [RegExp, (where: Where) => string, typeof InputError?];

/** There is no such table. */
export class MissingTable extends InputError {}

/** An error as Trino tells it. */
export interface TrinoError {
  readonly errorName?: string;
  readonly message?: string;
}

const STATEMENT_MEANINGS: readonly Meaning[] = [
  [/^TABLE_NOT_FOUND/, ({ schema }) => `schema ${schema} has no such table; SHOW TABLES lists what it has`],
  [
    /^(COLUMN_NOT_FOUND|TYPE_MISMATCH|FUNCTION_NOT_FOUND|AMBIGUOUS_NAME|EXPRESSION_NOT_AGGREGATE)/,
    () => 'the statement does not fit the table; DESCRIBE lists its columns',
  ],
  [/^SYNTAX_ERROR/, () => 'Trino does not take the statement'],
];

/** What Trino's names of errors mean and what to do, the more particular first (Trino, StandardErrorCode and HiveErrorCode). */
const MEANINGS: readonly Meaning[] = [
  [
    /^(MISSING_)?CATALOG_(NOT_FOUND|NAME)|^NOT_FOUND.*[Cc]atalog/,
    ({ catalog }) => `there is no catalog ${catalog}; --trino-catalog names the one that reads the logs`,
  ],
  [
    /^SCHEMA_NOT_FOUND/,
    ({ schema, catalog }) =>
      `catalog ${catalog} has no schema ${schema}; s3-audit tables --print --dialect trino makes it`,
  ],
  [
    // The second is said of the table of a table's properties.
    /^TABLE_NOT_FOUND|^NOT_FOUND Table /,
    ({ schema }) =>
      `a table is missing in schema ${schema}; s3-audit tables --print --dialect trino makes it, --table and --cloudtrail-table name others`,
    MissingTable,
  ],
  [/^COLUMN_NOT_FOUND.*\$file_size/, () => 'Trino tells no size of a log object', UntoldSize],
  [
    /^(COLUMN_NOT_FOUND|TYPE_MISMATCH)/,
    () => 'a table differs from what the query expects; s3-audit tables --print --dialect trino shows what that is',
  ],
  [
    /^(PERMISSION_DENIED|ACCESS_DENIED)|[Aa]ccess ?[Dd]enied|\b403\b/,
    ({ user }) => `permission is missing: Trino does not let ${user} do that, or may not read the logs itself`,
  ],
  [
    /^(HIVE_CURSOR_ERROR|HIVE_BAD_DATA|HIVE_CANNOT_OPEN_SPLIT|HIVE_FILESYSTEM_ERROR|HIVE_INVALID_METADATA|HIVE_INVALID_PARTITION_VALUE|HIVE_UNKNOWN_ERROR)/,
    () => `a log object or the table's projection cannot be read; Trino's message names it`,
  ],
  [/^(SYNTAX_ERROR|FUNCTION_NOT_FOUND)/, () => 'Trino does not take the query; please report it'],
  [
    /^(EXCEEDED_|QUERY_QUEUE_FULL|CLUSTER_OUT_OF_MEMORY|NO_NODES_AVAILABLE|QUERY_EXCEEDED)/,
    () => 'the query is too much for Trino at once; narrow --since and --until',
  ],
  [
    /^(ADMINISTRATIVELY_KILLED|ADMINISTRATIVELY_PREEMPTED|USER_CANCELED)/,
    () => 'the query was cancelled by somebody else',
  ],
  [/^(SERVER_STARTING_UP|SERVER_SHUTTING_DOWN)/, () => 'Trino is starting or ending; try again'],
];

/** Why a query failed, in plain words, with Trino's own words after it. */
export function trinoFailure({ errorName = '', message = '' }: TrinoError, where: Where): InputError {
  const own = printable(message === '' ? errorName : message).slice(0, LONGEST);
  const meanings = [...(where.ownStatement === true ? STATEMENT_MEANINGS : []), ...MEANINGS];
  const found = meanings.find(([pattern]) => pattern.test(`${errorName} ${message}`));
  if (found === undefined) return new InputError([`Trino failed the query: ${own === '' ? 'it gave no reason' : own}`]);
  const [, meaning, Failure = InputError] = found;
  return new Failure([`${meaning(where)} (Trino says: ${own})`]);
}

/** Says why a call was refused. */
export function httpFailureSentence(status: number, body: string, { origin, user, catalog }: Where): string {
  const own = printable(
    body
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ).slice(0, LONGEST);
  const said = own === '' ? '' : ` (it says: ${own})`;
  if (status === 401) return `${origin} does not know ${user}: set TRINO_PASSWORD or TRINO_ACCESS_TOKEN${said}`;
  if (status === 403) return `${origin} does not let ${user} ask${said}`;
  if (status === 404) return `${origin} is no Trino, or no longer knows the query${said}`;
  return `${origin} answered ${status} for catalog ${catalog}${said}`;
}
