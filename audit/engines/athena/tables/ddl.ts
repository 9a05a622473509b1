import type { LogTable, TableColumn } from '../../../../contract/log-tables';
import {
  accessLogSelect,
  LINE_COLUMNS,
  SIZE_COLUMNS,
  SIZES,
  SIZES_UNTOLD,
  TYPED_COLUMNS,
} from '../sql/access-log-view';
import { ACCESS_LOG_COLUMNS } from '../../../../contract/access-log-regex';
import { ddlName, ddlTable, ddlText, queryName, queryTable, queryText, type TableName } from '../sql/sql-text';
import { trailSelect } from '../sql/trail-view';

/** Views over the tables: records typed, lines marked; requests with their testimonies. */
export const ACCESS_LOG_VIEW = 'access_log_records';
export const CLOUDTRAIL_VIEW = 'cloudtrail_requests';

/** Makes the database, where there is none (Hive). */
export function createDatabase(database: string): string {
  return `CREATE DATABASE IF NOT EXISTS ${ddlName(database)} COMMENT ${ddlText('S3 logs, for s3-audit')}`;
}

/** Makes a table, where there is none (Hive). */
export function createTable(database: string, table: LogTable): string {
  const { parameters, serdeParameters, partitionKeys } = table;
  // Athena sets it by itself for every external table.
  const properties = Object.entries(parameters).filter(([name]) => name !== 'EXTERNAL');
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${ddlTable({ database, table: table.name })} (`,
    `${columnList(table.columns)}\n)`,
    `COMMENT ${ddlText(table.description)}`,
    ...(partitionKeys.length > 0 ? [`PARTITIONED BY (\n${columnList(partitionKeys)}\n)`] : []),
    `ROW FORMAT SERDE ${ddlText(table.serializationLibrary)}`,
    `WITH SERDEPROPERTIES (\n${propertyList(Object.entries(serdeParameters))}\n)`,
    `STORED AS INPUTFORMAT ${ddlText(table.inputFormat)}`,
    `OUTPUTFORMAT ${ddlText(table.outputFormat)}`,
    `LOCATION ${ddlText(table.location)}`,
    ...(properties.length > 0 ? [`TBLPROPERTIES (\n${propertyList(properties)}\n)`] : []),
  ].join('\n');
}

/** Makes or renews the view of typed records (Trino): `plain` is false for rejects and for what may be ambiguous. */
export function createAccessLogView(view: TableName, table: LogTable): string {
  const keys = table.partitionKeys.map(({ name }) => queryName(name));
  return `CREATE OR REPLACE VIEW ${queryTable(view)} AS\n${accessLogSelect({ ...view, table: table.name }, [], keys)}`;
}

/** Makes or renews the view of requests to S3 (Trino). */
export function createCloudTrailView(view: TableName, table: LogTable): string {
  return `CREATE OR REPLACE VIEW ${queryTable(view)} AS\n${trailSelect({ ...view, table: table.name }, [], ['day'])}`;
}

const HIVE_TYPES: Readonly<Record<string, string>> = { varbinary: 'binary', 'timestamp(3)': 'timestamp' };

/** The records as Parquet, one folder for each bucket and day: the view's columns, stored. */
export function compactTable(name: string, location: string, since: string, source: LogTable): LogTable {
  const names = [...LINE_COLUMNS, ...SIZE_COLUMNS, ...ACCESS_LOG_COLUMNS.map((column) => column.name)];
  const typed = names.map((column) => {
    const type = TYPED_COLUMNS[column] ?? 'string';
    return { name: column, type: HIVE_TYPES[type] ?? type };
  });
  const kept = Object.entries(source.parameters).filter(([key]) => /^projection\.(log_bucket|enabled|day)/.test(key));
  return {
    name,
    description: `S3 server access log records since ${since}, as Parquet; line is kept where it may be read in two ways or none`,
    columns: typed,
    partitionKeys: source.partitionKeys.filter(({ name: key }) => key === 'log_bucket' || key === 'day'),
    location,
    inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    serdeParameters: { 'serialization.format': '1' },
    parameters: {
      EXTERNAL: 'TRUE',
      ...Object.fromEntries(kept),
      'storage.location.template': `${location}\${log_bucket}/\${day}/`,
    },
  };
}

/**
 * Writes one bucket's records of one day as Parquet (Trino). Athena refuses a location that holds anything already, so a day
 * cannot be written twice.
 *
 * @param isSizeTold false where the engine has no size of an object; reports over that Parquet say so.
 */
export function compactDay(
  {
    source,
    scratch,
    location,
    isSizeTold = true,
  }: {
    readonly source: TableName;
    readonly scratch: TableName;
    readonly location: string;
    readonly isSizeTold?: boolean;
  },
  bucket: string,
  day: string,
): string {
  const columns = [...LINE_COLUMNS, ...SIZE_COLUMNS, ...ACCESS_LOG_COLUMNS.map(({ name }) => name)].map((name) =>
    name === 'line' ? 'CASE WHEN plain THEN NULL ELSE line END AS line' : queryName(name),
  );
  const where = [`log_bucket = ${queryText(bucket)}`, `${queryName('day')} = ${queryText(day)}`];
  return [
    `CREATE TABLE ${queryTable(scratch)}`,
    `WITH (format = 'PARQUET', write_compression = 'ZSTD', external_location = ${queryText(`${location}${bucket}/${day}/`)})`,
    `AS SELECT\n  ${columns.join(',\n  ')}`,
    `FROM (\n${accessLogSelect(source, where, isSizeTold ? SIZES : SIZES_UNTOLD)}\n) records`,
  ].join('\n');
}

/** Forgets the table that a day was written by; its files stay (Hive). */
export function dropTable(table: TableName): string {
  return `DROP TABLE IF EXISTS ${ddlTable(table)}`;
}

function columnList(columns: readonly TableColumn[]): string {
  return columns
    .map(
      ({ name, type, comment }) =>
        `  ${ddlName(name)} ${type}${comment === undefined ? '' : ` COMMENT ${ddlText(comment)}`}`,
    )
    .join(',\n');
}

function propertyList(properties: readonly (readonly [string, string])[]): string {
  return properties.map(([name, value]) => `  ${ddlText(name)} = ${ddlText(value)}`).join(',\n');
}
