import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { ACCESS_LOG_COLUMNS, accessLogRegex } from '../../../../contract/access-log-regex';

/** A log object and where it lies. */
export interface LoggedObject {
  readonly path: string;
  readonly bucket: string;
  /** `2026/01/05`. */
  readonly day: string;
  readonly text: string;
}

/** Functions of Trino by DuckDB's names; `transform` is replaced in the text because macros take no lambdas, `length` because it counts characters there. */
const MACROS = [
  'regexp_like(s, p) AS regexp_matches(s, p)',
  'to_utf8(s) AS s',
  "date_format(t, f) AS strftime(t, '%d/%b/%Y:%H:%M:%S')",
  "parse_datetime(s, f) AS strptime(s, '%d/%b/%Y:%H:%M:%S %z')",
  'to_unixtime(x) AS epoch(x)',
  'from_iso8601_timestamp(s) AS CAST(s AS TIMESTAMP)',
  'json_format(x) AS CAST(x AS VARCHAR)',
  'array_join(a, s) AS array_to_string(a, s)',
  'cardinality(a) AS len(a)',
  `json_extract_scalar(j, p) AS json_extract_string(j, regexp_replace(p, '\\["(.*)"\\]', '."\\1"'))`,
];

/** DuckDB's own function says 0 of what is no list. */
const LENGTH_OF_LIST = "CASE WHEN json_type($1, '$$.$2') = 'ARRAY' THEN 1 END";

const FIELDS = ACCESS_LOG_COLUMNS.map(({ name }) => name);
const TRAIL_COLUMNS = [
  '"$path" VARCHAR',
  'eventtime VARCHAR',
  'eventsource VARCHAR',
  'eventname VARCHAR',
  'eventtype VARCHAR',
  'eventcategory VARCHAR',
  'errorcode VARCHAR',
  'sourceipaddress VARCHAR',
  'vpcendpointid VARCHAR',
  'requestid VARCHAR',
  'requestparameters VARCHAR',
  'additionaleventdata VARCHAR',
  'responseelements VARCHAR',
  'tlsdetails STRUCT(tlsversion VARCHAR)',
  'useridentity STRUCT(type VARCHAR, arn VARCHAR, accountid VARCHAR, invokedby VARCHAR)',
  'resources STRUCT(arn VARCHAR)[]',
  'day VARCHAR',
];

/**
 * Runs the engine's own SQL on DuckDB, over tables filled as Athena's SerDes would: a stand-in for Athena, whose dialect
 * differs in names alone for what the engine asks.
 *
 * @param trails files that the events stand in, one for each.
 */
export async function duckdbAthena(
  objects: readonly LoggedObject[],
  events: readonly Record<string, unknown>[] = [],
  { database = 'audit', trails = [] }: { readonly database?: string; readonly trails?: readonly string[] } = {},
): Promise<{ run: (sql: string) => Promise<Record<string, string | null>[]>; close: () => void }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const macro of MACROS) await connection.run(`CREATE MACRO ${macro}`);
  await connection.run(`CREATE SCHEMA ${database}`);
  await connection.run(
    `CREATE TABLE ${database}.access_logs ("$path" VARCHAR, "$file_size" BIGINT, line VARCHAR, ${FIELDS.map((name) => `"${name}" VARCHAR`).join(', ')}, log_bucket VARCHAR, day VARCHAR)`,
  );
  await connection.run(`CREATE TABLE ${database}.cloudtrail (${TRAIL_COLUMNS.join(', ')})`);
  await appendLines(connection, objects, database);
  for (const [i, event] of events.entries()) {
    const values = valuesOf(event, trails[i] ?? 's3://logs/trail.json');
    await connection.run(`INSERT INTO ${database}.cloudtrail ${values}`);
  }
  return {
    async run(sql) {
      const reader = await connection.runAndReadAll(
        sql
          .replaceAll('transform(', 'list_transform(')
          .replaceAll('element_at(', 'list_extract(')
          .replace(/json_array_length\(json_extract\((\w+), '\$\[("[^"]+")\]'\)\)/g, LENGTH_OF_LIST)
          .replaceAll('length(to_utf8(line))', 'strlen(line)'),
      );
      const names = reader.deduplicatedColumnNames();
      return reader
        .getRowsJson()
        .map((row) =>
          Object.fromEntries(
            row.map((value, i) => [
              names[i] ?? '',
              value === null ? null : typeof value === 'string' ? value : JSON.stringify(value),
            ]),
          ),
        );
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function appendLines(
  connection: DuckDBConnection,
  objects: readonly LoggedObject[],
  database: string,
): Promise<void> {
  const appender = await connection.createAppender('access_logs', database);
  // The table's own is for Java, and finds the same.
  const expression = new RegExp(`^(?:(${accessLogRegex}|[^\\n]*))$`);
  for (const { path, bucket, day, text } of objects) {
    const lines = text.split(/\r\n|\r|\n/);
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) {
      const groups = expression.exec(line)?.slice(1) ?? Array<undefined>(FIELDS.length + 1).fill(undefined);
      appender.appendVarchar(path);
      appender.appendBigInt(BigInt(Buffer.byteLength(text)));
      for (const value of [...groups, bucket, day]) {
        if (value === undefined) appender.appendNull();
        else appender.appendVarchar(value);
      }
      appender.endRow();
    }
  }
  appender.closeSync();
}

/** A CloudTrail record as the JSON SerDe gives it: objects without a schema as text. */
function valuesOf(event: Record<string, unknown>, path: string): string {
  const literal = (value: unknown): string => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : 'NULL');
  const json = (value: unknown): string => (value === undefined ? 'NULL' : literal(JSON.stringify(value)));
  const { type, arn, accountId, invokedBy } = (event.userIdentity ?? {}) as Record<string, unknown>;
  const resources = event.resources as readonly { ARN?: string }[] | undefined;
  const day = (event.eventTime as string).slice(0, 10).replaceAll('-', '/');
  return `VALUES (${[
    literal(path),
    ...[
      'eventTime',
      'eventSource',
      'eventName',
      'eventType',
      'eventCategory',
      'errorCode',
      'sourceIPAddress',
      'vpcEndpointId',
      'requestID',
    ].map((name) => literal(event[name])),
    json(event.requestParameters),
    json(event.additionalEventData),
    json(event.responseElements),
    `{'tlsversion': ${literal((event.tlsDetails as { tlsVersion?: unknown } | undefined)?.tlsVersion)}}`,
    `{'type': ${literal(type)}, 'arn': ${literal(arn)}, 'accountid': ${literal(accountId)}, 'invokedby': ${literal(invokedBy)}}`,
    resources === undefined ? 'NULL' : `[${resources.map(({ ARN }) => `{'arn': ${literal(ARN)}}`).join(', ')}]`,
    literal(day),
  ].join(', ')})`;
}
