/**
 * What Athena takes and a Trino does not, and the one place where the tests put one for the other. Athena's DDL is Hive's: it makes
 * tables in Glue, and so does this, from the very text; Trino then reads them as Athena would.
 */

/** Events of one file as the table below reads them. */
const AS_LINES = 'org.apache.hadoop.mapred.TextInputFormat';

/** Queries: Athena names the compression of a table that is written otherwise. */
export function trinoQuery(sql: string): string {
  return sql.replace("write_compression = 'ZSTD', ", '').replaceAll('`', '"');
}

/** A call of Glue that does what a statement of Hive's DDL says. */
export interface GlueCall {
  readonly target: 'CreateDatabase' | 'CreateTable';
  readonly input: object;
}

const TEXT = String.raw`'(?:[^'\\]|\\.)*'`;
const NAME = '`([^`]+)`';

/** @throws Error for a statement that has another form than ours. */
function glueCall(ddl: string): GlueCall {
  const database = new RegExp(`^CREATE DATABASE IF NOT EXISTS ${NAME} COMMENT (${TEXT})$`).exec(ddl);
  if (database !== null) {
    return {
      target: 'CreateDatabase',
      input: { DatabaseInput: { Name: database[1], Description: literal(database[2]) } },
    };
  }
  const table = new RegExp(
    [
      `^CREATE EXTERNAL TABLE IF NOT EXISTS ${NAME}[.]${NAME} \\(\\n(?<columns>[^]*?)\\n\\)`,
      `COMMENT (?<comment>${TEXT})`,
      String.raw`(?:PARTITIONED BY \(\n(?<keys>[^]*?)\n\)\n)?ROW FORMAT SERDE (?<serde>${TEXT})`,
      String.raw`WITH SERDEPROPERTIES \(\n(?<serdeProperties>[^]*?)\n\)`,
      `STORED AS INPUTFORMAT (?<input>${TEXT})`,
      `OUTPUTFORMAT (?<output>${TEXT})`,
      String.raw`LOCATION (?<location>${TEXT})(?:\nTBLPROPERTIES \(\n(?<properties>[^]*?)\n\))?$`,
    ].join('\n'),
  ).exec(ddl);
  if (table?.groups === undefined) throw new Error(`no DDL of ours: ${ddl}`);
  const { columns, comment, keys, serde, serdeProperties, input, output, location, properties } = table.groups;
  return {
    target: 'CreateTable',
    input: {
      DatabaseName: table[1],
      TableInput: {
        ...{ Name: table[2], Description: literal(comment), TableType: 'EXTERNAL_TABLE' },
        PartitionKeys: columnsOf(keys),
        Parameters: { EXTERNAL: 'TRUE', ...propertiesOf(properties) },
        StorageDescriptor: {
          ...{ Columns: columnsOf(columns), Location: literal(location), OutputFormat: literal(output) },
          // This input format is of Athena and EMR alone: the tests give Trino a line for each event instead.
          InputFormat: literal(input).replace('com.amazon.emr.cloudtrail.CloudTrailInputFormat', AS_LINES),
          SerdeInfo: { SerializationLibrary: literal(serde), Parameters: propertiesOf(serdeProperties) },
        },
      },
    },
  };
}

/** Makes in Glue what a statement of Hive's DDL makes. @param endpoint of the emulator, which looks at no signature. */
export async function runHiveDdl(endpoint: string, accessKeyId: string, ddl: string): Promise<void> {
  const { target, input } = glueCall(ddl);
  const answer = await fetch(endpoint, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSGlue.${target}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260105/us-east-1/glue/aws4_request, SignedHeaders=host, Signature=0`,
    },
  });
  if (!answer.ok) throw new Error(`${target}: ${await answer.text()}`);
}

/** An event as a row of the table: JSON that the columns hold as text is text. */
export function eventLine(event: Readonly<Record<string, unknown>>): string {
  const STRUCTURED = ['userIdentity', 'resources', 'tlsDetails'];
  const columns = Object.entries(event).map(([name, value]) => [
    name.toLowerCase(),
    typeof value === 'object' && value !== null && !STRUCTURED.includes(name) ? JSON.stringify(value) : value,
  ]);
  return JSON.stringify(Object.fromEntries(columns));
}

/** Hive's literal: a backslash escapes itself and the quote. */
function literal(text = "''"): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

function columnsOf(text = ''): readonly object[] {
  const column = new RegExp(`^ {2}${NAME} (\\S+)(?: COMMENT (${TEXT}))?,?$`, 'gm');
  return [...text.matchAll(column)].map(([, Name, Type, comment]) => ({
    ...{ Name, Type },
    ...(comment !== undefined && { Comment: literal(comment) }),
  }));
}

function propertiesOf(text = ''): Readonly<Record<string, string>> {
  const property = new RegExp(`^ {2}(${TEXT}) = (${TEXT}),?$`, 'gm');
  return Object.fromEntries([...text.matchAll(property)].map(([, name, value]) => [literal(name), literal(value)]));
}
