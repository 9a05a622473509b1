import { accessLogJavaRegex } from './access-log-java-regex';
import { ACCESS_LOG_COLUMNS } from './access-log-regex';
import { requireValid, type AccessLogPlace, type TrailPlace } from './log-places';

/** A column of a table in the Glue catalog. */
export interface TableColumn {
  readonly name: string;
  /** Hive type. */
  readonly type: string;
  readonly comment?: string;
}

/**
 * A table over log files as they lie in S3, in the terms of the Glue catalog. The DDL of `s3-audit tables` and the Glue
 * tables of the modules are written from this and identical by construction. Partitions are projected: no crawler, no
 * `MSCK REPAIR`, and a query reads the days it asks for and no others (Athena User Guide, "Use partition projection with
 * Amazon Athena").
 */
export interface LogTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly TableColumn[];
  readonly partitionKeys: readonly TableColumn[];
  /** `s3://bucket/prefix/` */
  readonly location: string;
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly serializationLibrary: string;
  readonly serdeParameters: Readonly<Record<string, string>>;
  /** Table properties. `storage.location.template` holds `${partition}` of Athena's own. */
  readonly parameters: Readonly<Record<string, string>>;
}

export const ACCESS_LOG_TABLE = 'access_logs';
export const CLOUDTRAIL_TABLE = 'cloudtrail';

/** The column that holds the whole line, whether or not it could be read. */
const LINE_COLUMN = 'line';

/**
 * The expression of the table, for Java, which Hive's RegexSerDe and Trino match by: the record's groups within a group for the whole line. A line that is no record still has its
 * text, and NULL in all columns of the record; without this Athena would give a row of NULLs and lose the line.
 */
export const accessLogLineRegex = `(${accessLogJavaRegex}|[^\\n]*)`;

const TEXT_INPUT = 'org.apache.hadoop.mapred.TextInputFormat';
const TEXT_OUTPUT = 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat';

const text = (name: string, comment?: string): TableColumn => ({ name, type: 'string', ...(comment && { comment }) });
const DAY = text('day', 'yyyy/MM/dd, UTC');

/**
 * Server access logs, a row for each line (S3 User Guide, "Amazon S3 server access log format" and "Log object key
 * format"). All columns are text: a field without a value is `-`, which is no number. Partitions have names that no field of
 * the record has.
 *
 * @throws Error naming every setting that cannot be part of a table.
 */
export function accessLogTable(place: AccessLogPlace): LogTable {
  requireValid(ACCESS_LOG_TABLE, place);
  const partitioned = place.layout === 'partitioned';
  return {
    name: ACCESS_LOG_TABLE,
    description: 'S3 server access logs, a row for each line; a line that is no record has only its text',
    columns: [
      text(LINE_COLUMN, 'the whole line'),
      ...ACCESS_LOG_COLUMNS.map((column) => text(column.name, column.description)),
    ],
    partitionKeys: partitioned ? [...['log_account', 'log_region', 'log_bucket'].map((key) => text(key)), DAY] : [],
    location: place.location,
    inputFormat: TEXT_INPUT,
    outputFormat: TEXT_OUTPUT,
    serializationLibrary: 'org.apache.hadoop.hive.serde2.RegexSerDe',
    serdeParameters: { 'input.regex': accessLogLineRegex, 'serialization.format': '1' },
    parameters: {
      EXTERNAL: 'TRUE',
      ...(partitioned && {
        ...projection(place),
        ...enumerated('log_bucket', place.buckets),
        'storage.location.template': `${place.location}\${log_account}/\${log_region}/\${log_bucket}/\${day}/`,
      }),
    },
  };
}

const issuer = 'type:string,principalid:string,arn:string,accountid:string,username:string';
const session = `sessioncontext:struct<sessionissuer:struct<${issuer}>,attributes:struct<creationdate:string,mfaauthenticated:string>>`;
const identity = `${issuer},invokedby:string,accesskeyid:string`;

/**
 * What trails deliver, a row for each event. Names of JSON are matched without regard to case. Network activity lies in a
 * folder of its own (CloudTrail User Guide, "Finding your CloudTrail log files"; Athena User Guide, "Query AWS CloudTrail
 * logs").
 *
 * @throws Error naming every setting that cannot be part of a table.
 */
export function cloudTrailTable(place: TrailPlace): LogTable {
  requireValid(CLOUDTRAIL_TABLE, { ...place, layout: 'partitioned' });
  return {
    name: CLOUDTRAIL_TABLE,
    description: 'CloudTrail: configuration changes, object requests, and what passes the endpoint',
    columns: [
      text('eventversion'),
      { name: 'useridentity', type: `struct<${identity},${session}>` },
      ...['eventtime', 'eventsource', 'eventname', 'awsregion', 'sourceipaddress', 'useragent'].map((key) => text(key)),
      ...['errorcode', 'errormessage', 'requestparameters', 'responseelements'].map((key) => text(key)),
      text('additionaleventdata', 'JSON; x-amz-id-2 is the host id of the access log'),
      ...['requestid', 'eventid', 'readonly'].map((key) => text(key)),
      { name: 'resources', type: 'array<struct<arn:string,accountid:string,type:string>>' },
      ...['eventtype', 'eventcategory', 'recipientaccountid', 'sharedeventid'].map((key) => text(key)),
      text('vpcendpointid', 'endpoint that the request came through'),
      text('vpcendpointaccountid'),
      { name: 'tlsdetails', type: 'struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>' },
    ],
    partitionKeys: [...['log_account', 'kind', 'log_region'].map((key) => text(key)), DAY],
    location: place.location,
    inputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
    outputFormat: TEXT_OUTPUT,
    serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
    serdeParameters: { 'serialization.format': '1' },
    parameters: {
      EXTERNAL: 'TRUE',
      ...projection(place),
      ...enumerated('kind', ['CloudTrail', 'CloudTrail-NetworkActivity']),
      'storage.location.template': `${place.location}\${log_account}/\${kind}/\${log_region}/\${day}/`,
    },
  };
}

/** Account, region and day, by which both kinds of log file are laid out. */
function projection({ accounts, regions, since }: TrailPlace): Readonly<Record<string, string>> {
  return {
    'projection.enabled': 'true',
    ...enumerated('log_account', accounts),
    ...enumerated('log_region', regions),
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy/MM/dd',
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    'projection.day.range': `${since.replaceAll('-', since.startsWith('NOW') ? '-' : '/')},NOW+1DAY`,
  };
}

function enumerated(key: string, values: readonly string[]): Readonly<Record<string, string>> {
  return { [`projection.${key}.type`]: 'enum', [`projection.${key}.values`]: values.join(',') };
}
