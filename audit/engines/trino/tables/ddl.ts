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
      `FROM (SELECT "$path", ${[FILE_COLUMN, ...table.partitionKeys.map(({ name }) => queryName(name))].join(', ')},`,
      `  TRY(CAST(json_parse(${FILE_COLUMN}) AS map(varchar, json))) AS form FROM ${queryTable(files)}) files`,
      `CROSS JOIN UNNEST(${EVENTS}) AS events (event)`,
    ].join('\n'),
  ];
}

const key = (name: string): string => `element_at(form, '${name}')`;
const list = (name: string): string => `CAST(${key(name)} AS array(json))`;
const scalar = (json: string, path: string): string => `json_extract_scalar(${json}, '${path}')`;
/** The events in texts, of which EventBridge wraps each. */
const inTexts = (texts: string): string =>
  `transform(transform(${texts}, text -> json_parse(text)), part -> IF(${scalar('part', '$["detail-type"]')} IS NULL, part, json_extract(part, '$.detail')))`;
const textsOf = (name: string, path: string): string => `transform(${list(name)}, item -> ${scalar('item', path)})`;
const base64 = (json: string): string => `from_utf8(from_base64(${json}), '!')`;
/** What Lambda is given stands in an envelope of its own; `aws:sqs` and the like are no sources of events. */
const FROM_LAMBDA = `starts_with(COALESCE(${scalar('item', '$.eventSource')}, ${scalar('item', '$.EventSource')}, ''), 'aws:')`;
const LAMBDA_TEXT = `COALESCE(${scalar('item', '$.Sns.Message')}, ${scalar('item', '$.body')}, ${base64(scalar('item', '$.kinesis.data'))})`;
const UNREADABLE = 'ARRAY[CAST(NULL AS json)]';
const NO_EVENT = 'CAST(ARRAY[] AS array(json))';
/** A page that names a further one is not all that was asked for: one more event, that cannot be read. */
const pageOf = (token: string, events: string): string =>
  `concat(${events}, IF(COALESCE(${scalar(key(token), '$')}, '') = '', ${NO_EVENT}, ${UNREADABLE}))`;

/** The forms in which events come (containers.ts), each by a key that no other has, and its events; the first is a trail's. */
const FORMS: readonly (readonly [name: string, events: string])[] = [
  [
    'Records',
    `IF(any_match(${list('Records')}, item -> ${FROM_LAMBDA}), ${inTexts(`transform(${list('Records')}, item -> ${LAMBDA_TEXT})`)}, ${list('Records')})`,
  ],
  ['Events', pageOf('NextToken', inTexts(textsOf('Events', '$.CloudTrailEvent')))],
  [
    'logEvents',
    `IF(${scalar(key('messageType'), '$')} = 'CONTROL_MESSAGE', ${NO_EVENT}, ${inTexts(textsOf('logEvents', '$.message'))})`,
  ],
  ['events', pageOf('nextToken', inTexts(textsOf('events', '$.message')))],
  ['records', inTexts(`transform(${list('records')}, item -> ${base64(scalar('item', '$.data'))})`)],
  ['detail-type', `ARRAY[${key('detail')}]`],
  ['Message', inTexts(`ARRAY[${scalar(key('Message'), '$')}]`)],
  ['Messages', inTexts(textsOf('Messages', '$.Body'))],
  ['message', inTexts(`ARRAY[${scalar(key('message'), '$')}]`)],
];

/**
 * What stands in a line: the events of its form, or an event by itself. What is no JSON, has a key twice or the keys of several
 * forms, or does not hold what its form does, is one event of nothing, and so unreadable: it is counted, never passed over.
 */
const EVENTS = [
  `CASE WHEN ${['eventVersion', ...FORMS.map(([name]) => name)].map((name) => `IF(${key(name)} IS NULL, 0, 1)`).join(' + ')} > 1 THEN ${UNREADABLE}`,
  ...FORMS.map(([name, events]) => `WHEN ${key(name)} IS NOT NULL THEN COALESCE(TRY(${events}), ${UNREADABLE})`),
  `ELSE ARRAY[TRY(CAST(form AS json))] END`,
].join('\n  ');

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
    ...(partitionKeys.length > 0 ? [`partitioned_by = ${arrayOf(partitionKeys.map(({ name: key }) => key))}`] : []),
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
    const written = { text: queryText(value), list: arrayOf(value.split(',')), number: value }[kind];
    return [`${name} = ${written}`];
  });
  return `${column(key)}${properties.length === 0 ? '' : ` WITH (${properties.join(', ')})`}`;
}

function arrayOf(values: readonly string[]): string {
  return `ARRAY[${values.map(queryText).join(', ')}]`;
}
