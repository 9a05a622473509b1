import { ACCESS_LOG_COLUMNS, accessLogRegex } from './access-log-regex';

/** A column of a table in the Glue catalog. */
export interface TableColumn {
  readonly name: string;
  /** Hive type. */
  readonly type: string;
  readonly comment?: string;
}

/**
 * A table over log files as they lie in S3, in the terms of the Glue catalog, from which CREATE TABLE follows as well.
 * Partitions are projected: no crawler, no `MSCK REPAIR`, and a query reads the days it asks for and no others
 * (Athena User Guide, "Use partition projection with Amazon Athena").
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

export interface LogTablesProps {
  readonly logBucket: string;
  readonly accountId: string;
  readonly region: string;
  /** Days that log files are kept, beyond which no partition is looked for. */
  readonly retentionDays: number;
}

export interface AccessLogTableProps extends LogTablesProps {
  /** Where the partitioned prefix begins, with its slash. */
  readonly prefix: string;
  /** Names of the buckets logged. */
  readonly buckets: readonly string[];
}

const text = (name: string, comment?: string): TableColumn => ({ name, type: 'string', ...(comment && { comment }) });

/** Account, region and day, by which both kinds of log file are laid out. */
function projection({ accountId, region, retentionDays }: LogTablesProps): Record<string, string> {
  return {
    'projection.enabled': 'true',
    'projection.log_account.type': 'enum',
    'projection.log_account.values': accountId,
    'projection.log_region.type': 'enum',
    'projection.log_region.values': region,
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy/MM/dd',
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    'projection.day.range': `NOW-${retentionDays}DAYS,NOW+1DAY`,
  };
}

/**
 * Server access logs under a partitioned prefix (S3 User Guide, "Amazon S3 server access log format"). All columns are
 * text: a field without a value is `-`, which is no number; a line that is no record is a row of NULLs.
 */
export function accessLogTable(props: AccessLogTableProps): LogTable {
  const location = `s3://${props.logBucket}/${props.prefix}`;
  return {
    name: 'access_logs',
    description: 'S3 server access logs; a row of NULLs is a line that could not be read',
    columns: ACCESS_LOG_COLUMNS.map(({ name, description }) => text(name, description)),
    partitionKeys: [text('log_account'), text('log_region'), text('log_bucket'), text('day', 'yyyy/MM/dd, UTC')],
    location,
    inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    serializationLibrary: 'org.apache.hadoop.hive.serde2.RegexSerDe',
    serdeParameters: { 'input.regex': accessLogRegex, 'serialization.format': '1' },
    parameters: {
      ...projection(props),
      EXTERNAL: 'TRUE',
      'projection.log_bucket.type': 'enum',
      'projection.log_bucket.values': props.buckets.join(','),
      'storage.location.template': `${location}\${log_account}/\${log_region}/\${log_bucket}/\${day}/`,
    },
  };
}

const identity = 'type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string';
const issuer = 'type:string,principalid:string,arn:string,accountid:string,username:string';
const session = `sessioncontext:struct<sessionissuer:struct<${issuer}>,attributes:struct<creationdate:string>>`;

/** What a trail delivers; network activity lies in a folder of its own (CloudTrail User Guide, "Finding your log files"). */
export function cloudTrailTable(props: LogTablesProps): LogTable {
  const location = `s3://${props.logBucket}/AWSLogs/`;
  return {
    name: 'cloudtrail',
    description: 'CloudTrail: configuration changes, object requests, and what passes the endpoint',
    columns: [
      text('eventversion'),
      { name: 'useridentity', type: `struct<${identity},${session}>` },
      ...['eventtime', 'eventsource', 'eventname', 'awsregion', 'sourceipaddress', 'useragent'].map((name) => text(name)),
      ...['errorcode', 'errormessage', 'requestparameters', 'responseelements'].map((name) => text(name)),
      text('additionaleventdata', 'JSON; x-amz-id-2 is the host id of the access log'),
      ...['requestid', 'eventid', 'readonly'].map((name) => text(name)),
      { name: 'resources', type: 'array<struct<arn:string,accountid:string,type:string>>' },
      ...['eventtype', 'eventcategory', 'recipientaccountid', 'sharedeventid'].map((name) => text(name)),
      text('vpcendpointid', 'endpoint that the request came through'),
      text('vpcendpointaccountid'),
      { name: 'tlsdetails', type: 'struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>' },
    ],
    partitionKeys: [text('log_account'), text('kind'), text('log_region'), text('day', 'yyyy/MM/dd, UTC')],
    location,
    inputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
    serdeParameters: { 'serialization.format': '1' },
    parameters: {
      ...projection(props),
      EXTERNAL: 'TRUE',
      'projection.kind.type': 'enum',
      'projection.kind.values': 'CloudTrail,CloudTrail-NetworkActivity',
      'storage.location.template': `${location}\${log_account}/\${kind}/\${log_region}/\${day}/`,
    },
  };
}
