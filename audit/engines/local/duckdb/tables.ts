import type { DuckDBConnection } from '@duckdb/node-api';
import { ACCESS_LOG_COLUMNS } from '../../../../contract/access-log-regex';
import { readEvents, type TrailCoverage } from '../../../cloudtrail/read-events';
import type { CloudTrailEvent } from '../../../cloudtrail/events';
import { InputError } from '../../../errors/input-error';
import { nameOf } from '../../../sources/file-bytes';
import type { LogFile } from '../../../sources/log-files';
import { literal, literals } from './sql-text';

/** A log file and the segment that has its records and rejects. */
export interface LogSource {
  readonly file: LogFile;
  readonly id: string;
  readonly segment: string;
}

/** Tables that a query may name, and what they are. */
export const TABLES = {
  access_log: 'one row for each record; lines equal in every byte are one record',
  rejects: 'the lines that could not be read',
  duplicates: 'the lines that were seen before, and are therefore not in access_log',
  cloudtrail: 'the events of requests to S3, and the denials of endpoint policies',
  requests: 'access_log with what CloudTrail says of the same request, by request id and host id',
} as const;

/**
 * Makes the tables of the access log over the segments, which are read when a query asks for them.
 *
 * @param sources the log files in the order of their reading.
 * @throws InputError when there is none.
 */
export async function makeAccessLogTables(connection: DuckDBConnection, sources: readonly LogSource[]): Promise<void> {
  if (sources.length === 0) throw new InputError(['--logs: there is no file in these places']);
  const segments = [...new Set(sources.map(({ segment }) => segment))];
  await connection.run(
    `CREATE SCHEMA stored;
    CREATE TABLE stored.log_file (number INTEGER, file VARCHAR, content VARCHAR, segment VARCHAR);
    CREATE TABLE stored.duplicate (number INTEGER, line UINTEGER)`,
  );
  const rows = sources.map(
    ({ file, id, segment }, number) => `(${number}, ${[nameOf(file), id, segment].map(literal).join(', ')})`,
  );
  if (rows.length > 0) await connection.run(`INSERT INTO stored.log_file VALUES ${rows.join(', ')}`);
  await connection.run(`
    CREATE VIEW stored.log_line AS SELECT number, file, segments.* EXCLUDE (content, segment)
      FROM read_parquet(${literals(segments)}, filename = 'segment') AS segments JOIN stored.log_file USING (content, segment);
    INSERT INTO stored.duplicate SELECT number, line FROM (
      SELECT number, line, row_number() OVER (PARTITION BY digest ORDER BY number, line) AS nth
      FROM stored.log_line WHERE digest IN (SELECT digest FROM stored.log_line WHERE digest IS NOT NULL GROUP BY digest HAVING count(*) > 1)
    ) WHERE nth > 1;
    CREATE VIEW duplicates AS SELECT file, line FROM stored.duplicate JOIN stored.log_file USING (number);
    CREATE VIEW rejects AS SELECT file, line, reason, text FROM stored.log_line WHERE reason IS NOT NULL;
    CREATE VIEW access_log AS SELECT ${ACCESS_LOG_COLUMNS.map(({ name }) => name).join(', ')}, ambiguous, file, line
      FROM stored.log_line ANTI JOIN stored.duplicate USING (number, line) WHERE reason IS NULL;
  `);
}

/** Makes the table of CloudTrail events, empty without files, and the view that joins it to the access log. */
export async function makeCloudTrailTables(
  connection: DuckDBConnection,
  files: readonly LogFile[],
): Promise<TrailCoverage> {
  await connection.run(`CREATE TABLE cloudtrail (
    kind VARCHAR, event_time TIMESTAMP, request_id VARCHAR, host_id VARCHAR, bucket VARCHAR, buckets VARCHAR[],
    event_name VARCHAR, error_code VARCHAR, source_address VARCHAR, vpc_endpoint_id VARCHAR, caller_arn VARCHAR,
    caller_account VARCHAR, file VARCHAR)`);
  await connection.run('CREATE TABLE event_text (event VARCHAR)');
  const appender = await connection.createAppender('event_text');
  const coverage = await readEvents(files, (event, { file }) => {
    if (event.kind !== 'request' && event.kind !== 'endpoint-denial') return;
    appender.appendVarchar(JSON.stringify(cloudTrailRow(event, file), (_, value: unknown) => withoutHalves(value)));
    appender.endRow();
  });
  appender.closeSync();
  // One text for each event, taken apart by the engine: many times faster than a call for each value.
  await connection.run(`
    INSERT INTO cloudtrail SELECT unnest(from_json(event, '${JSON.stringify(EVENT_SHAPE)}')) FROM event_text;
    DROP TABLE event_text;
    CREATE VIEW requests AS SELECT access_log.*, coalesce(cloudtrail_events, 0) AS cloudtrail_events, event_names,
        source_addresses, vpc_endpoint_ids, caller_arns, caller_accounts
      FROM access_log LEFT JOIN (
        SELECT request_id, host_id, count(*) AS cloudtrail_events, ${Object.entries(GATHERED)
          .map(
            ([column, gathered]) => `list_sort(list(DISTINCT ${column}) FILTER (${column} IS NOT NULL)) AS ${gathered}`,
          )
          .join(', ')}
        FROM cloudtrail WHERE kind = 'request' GROUP BY request_id, host_id
      ) USING (request_id, host_id);
  `);
  return coverage;
}

/** DuckDB takes no half of a character, which JSON may hold. */
function withoutHalves(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\p{Cs}/gu, '\ufffd') : value;
}

/** One request may have an event in the trail of the bucket's owner and one in the requester's. */
const GATHERED = {
  event_name: 'event_names',
  source_address: 'source_addresses',
  vpc_endpoint_id: 'vpc_endpoint_ids',
  caller_arn: 'caller_arns',
  caller_account: 'caller_accounts',
} as const;

const EVENT_SHAPE = {
  kind: 'VARCHAR',
  event_time: 'TIMESTAMP',
  request_id: 'VARCHAR',
  host_id: 'VARCHAR',
  bucket: 'VARCHAR',
  buckets: ['VARCHAR'],
  event_name: 'VARCHAR',
  error_code: 'VARCHAR',
  source_address: 'VARCHAR',
  vpc_endpoint_id: 'VARCHAR',
  caller_arn: 'VARCHAR',
  caller_account: 'VARCHAR',
  file: 'VARCHAR',
};

function cloudTrailRow(
  event: Extract<CloudTrailEvent, { kind: 'request' | 'endpoint-denial' }>,
  file: string,
): Record<keyof typeof EVENT_SHAPE, unknown> {
  const request = event.kind === 'request' ? event : undefined;
  return {
    kind: event.kind,
    event_time: new Date(event.time * 1000).toISOString().slice(0, -1),
    request_id: request?.requestId ?? null,
    host_id: request?.hostId ?? null,
    bucket: request?.buckets[0] ?? null,
    buckets: request?.buckets ?? null,
    event_name: event.eventName,
    error_code: request === undefined ? 'VpceAccessDenied' : request.errorCode,
    source_address: event.sourceAddress,
    vpc_endpoint_id: event.vpcEndpointId,
    caller_arn: event.callerArn,
    caller_account: request?.callerAccount ?? null,
    file,
  };
}
