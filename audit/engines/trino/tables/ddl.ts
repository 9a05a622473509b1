import type { LogTable, TableColumn } from '../../../../contract/log-tables';
import { ACCESS_LOG_VIEW, CLOUDTRAIL_VIEW, createAccessLogView, createCloudTrailView } from '../../athena/tables/ddl';
import type { TableSet } from '../../athena/tables/tables';
import { queryName, queryTable, queryText, type TableName } from '../../athena/sql/sql-text';
import { trailColumns } from './trail-columns';

/** Every statement that makes the tables and their views in a Trino, in order. */
export function trinoStatementsOf({ database, accessLog, cloudTrail }: TableSet): readonly string[] {
  return [
    createSchema(database),
    ...(accessLog
      ? [createRegexTable(database, accessLog), createAccessLogView({ database, table: ACCESS_LOG_VIEW }, accessLog)]
      : []),
    ...(cloudTrail
      ? [
          ...createTrailTables(database, cloudTrail),
          createCloudTrailView({ database, table: CLOUDTRAIL_VIEW }, cloudTrail),
        ]
      : []),
  ];
}

/** Makes the schema, where there is none. */
export function createSchema(schema: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${queryName(schema)}`;
}

/**
 * Makes a table over text, a row for each line, by an expression: what Hive's RegexSerDe is to Athena (Trino documentation,
 * "Hive connector", table properties and partition projection).
 */
export function createRegexTable(schema: string, table: LogTable): string {
  return createTable(schema, table, { format: 'REGEX', regex: table.serdeParameters['input.regex'] ?? WHOLE_LINE });
}

const WHOLE_LINE = '([^\\n]*)';
/** The column of {@link createTrailFiles}. */
const FILE_COLUMN = 'line';

/** The table below the one of CloudTrail. */
export function filesTableOf({ database, table }: TableName): TableName {
  return { database, table: `${table}_files` };
}

/**
 * Makes the table over CloudTrail's files, and the table of events over it. CloudTrail's own input format is Athena's and
 * EMR's; for Trino a file, which is one line of JSON, is one row, and a view takes it apart.
 */
export function createTrailTables(schema: string, table: LogTable): readonly string[] {
  const files = filesTableOf({ database: schema, table: table.name });
  const lines = {
    ...table,
    name: files.table,
    columns: [{ name: FILE_COLUMN, type: 'string', comment: 'a whole file of JSON, or a line of one' }],
  };
  return [
    createTable(schema, lines, { format: 'REGEX', regex: WHOLE_LINE }),
    [
      `CREATE OR REPLACE VIEW ${queryTable({ database: schema, table: table.name })} AS`,
      'SELECT',
      `  "$path" AS "$path",\n  ${[...trailColumns(table, 'event'), ...table.partitionKeys.map(({ name }) => queryName(name))].join(',\n  ')}`,
      `FROM ${queryTable(files)}`,
      `CROSS JOIN UNNEST(${eventsOf(FILE_COLUMN)}) AS events (event)`,
    ].join('\n'),
  ];
}

/**
 * What stands in a line: the events of one of the forms in which they come (containers.ts), or an event by itself; what is no JSON
 * is one event of nothing, and so unreadable. The form that a trail writes is the first.
 */
function eventsOf(column: string): string {
  const list = (path: string): string => `CAST(json_extract(${column}, '$.${path}') AS array(json))`;
  const texts = (path: string, within: string): string =>
    `transform(${list(path)}, item -> json_parse(json_extract_scalar(item, '$.${within}')))`;
  const forms = [
    list('Records'),
    // A page that names a further one is not all that was asked for.
    `IF(json_extract(${column}, '$.NextToken') IS NULL, ${texts('Events', 'CloudTrailEvent')})`,
    texts('logEvents', 'message'),
    `IF(json_extract_scalar(${column}, '$["detail-type"]') IS NOT NULL, ARRAY[json_extract(${column}, '$.detail')])`,
  ];
  return `COALESCE(${forms.map((form) => `TRY(${form})`).join(', ')}, ARRAY[TRY(json_parse(${column}))])`;
}

/** The properties of a table as one row. */
export function propertiesQuery({ database, table }: TableName): string {
  return `SELECT * FROM ${queryName(database)}."${queryName(table).slice(1, -1)}$properties"`;
}

/** Projection of partitions, by the words of the catalog and by Trino's. */
const PROJECTION: Readonly<Record<string, readonly [name: string, kind: 'text' | 'list' | 'number']>> = {
  type: ['partition_projection_type', 'text'],
  values: ['partition_projection_values', 'list'],
  format: ['partition_projection_format', 'text'],
  range: ['partition_projection_range', 'list'],
  interval: ['partition_projection_interval', 'number'],
  'interval.unit': ['partition_projection_interval_unit', 'text'],
};

function createTable(schema: string, table: LogTable, format: Readonly<Record<string, string>>): string {
  const { name, columns, partitionKeys, description, location, parameters } = table;
  const template = parameters['storage.location.template'];
  const properties = [
    ...Object.entries(format).map(([key, value]) => `${key} = ${queryText(value)}`),
    `external_location = ${queryText(location)}`,
    ...(partitionKeys.length > 0 ? [`partitioned_by = ${list(partitionKeys.map(({ name: key }) => key))}`] : []),
    ...(parameters['projection.enabled'] === 'true' ? ['partition_projection_enabled = true'] : []),
    ...(template === undefined ? [] : [`partition_projection_location_template = ${queryText(template)}`]),
  ];
  return [
    `CREATE TABLE IF NOT EXISTS ${queryTable({ database: schema, table: name })} (`,
    [...columns.map(column), ...partitionKeys.map((key) => projected(key, parameters))].join(',\n'),
    `)\nCOMMENT ${queryText(description)}`,
    `WITH (\n  ${properties.join(',\n  ')}\n)`,
  ].join('\n');
}

function column({ name, comment }: TableColumn): string {
  return `  ${queryName(name)} varchar${comment === undefined ? '' : ` COMMENT ${queryText(comment)}`}`;
}

function projected(key: TableColumn, parameters: LogTable['parameters']): string {
  const properties = Object.entries(PROJECTION).flatMap(([word, [name, kind]]) => {
    const value = parameters[`projection.${key.name}.${word}`];
    if (value === undefined) return [];
    const written = { text: queryText(value), list: list(value.split(',')), number: value }[kind];
    return [`${name} = ${written}`];
  });
  return `${column(key)}${properties.length === 0 ? '' : ` WITH (${properties.join(', ')})`}`;
}

function list(values: readonly string[]): string {
  return `ARRAY[${values.map(queryText).join(', ')}]`;
}
