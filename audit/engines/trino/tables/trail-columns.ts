import type { LogTable } from '../../../../contract/log-tables';
import { queryName } from '../../athena/sql/sql-text';

/** Names that CloudTrail's JSON writes with capitals (CloudTrail User Guide, "CloudTrail record contents"). */
const WRITTEN = [
  ...['eventVersion', 'userIdentity', 'eventTime', 'eventSource', 'eventName', 'awsRegion', 'sourceIPAddress'],
  ...['userAgent', 'errorCode', 'errorMessage', 'requestParameters', 'responseElements', 'additionalEventData'],
  ...['requestID', 'eventID', 'readOnly', 'eventType', 'eventCategory', 'recipientAccountId', 'sharedEventID'],
  ...['vpcEndpointId', 'vpcEndpointAccountId', 'tlsDetails', 'principalId', 'accountId', 'userName', 'invokedBy'],
  ...['accessKeyId', 'sessionContext', 'sessionIssuer', 'creationDate', 'mfaAuthenticated', 'ARN', 'tlsVersion'],
  ...['cipherSuite', 'clientProvidedHostHeader'],
];
const BY_COLUMN = new Map(WRITTEN.map((name) => [name.toLowerCase(), name]));

/**
 * Takes an event apart into the columns of CloudTrail's table: text as it is, what is no text as JSON, as the JSON SerDe of
 * Athena does.
 *
 * @param event SQL for the event, JSON.
 */
export function trailColumns(table: LogTable, event: string): readonly string[] {
  return table.columns.map(({ name, type }) => {
    const written = BY_COLUMN.get(name) ?? name;
    return `${valueOf(`json_extract(${event}, '$.${written}')`, type, written)} AS ${queryName(name)}`;
  });
}

/** A value of a Hive type. */
function valueOf(json: string, type: string, written: string): string {
  if (type === 'string') return textOf(json);
  const element = /^array<(.*)>$/.exec(type)?.[1];
  if (element !== undefined) {
    return `transform(TRY(CAST(${json} AS array(json))), item -> ${valueOf('item', element, written)})`;
  }
  const fields = fieldsOf(type);
  const values = fields.map(([field, of]) => {
    const inner = nameWithin(written, field);
    return valueOf(`json_extract(${json}, '$.${inner}')`, of, inner);
  });
  return `CAST(ROW(${values.join(', ')}) AS ${trinoType(type)})`;
}

/** Of userIdentity the ARN is written small, of a resource it is not. */
function nameWithin(parent: string, field: string): string {
  if (field === 'arn') return parent === 'resources' ? 'ARN' : 'arn';
  return BY_COLUMN.get(field) ?? field;
}

function textOf(json: string): string {
  return `COALESCE(json_extract_scalar(${json}, '$'), NULLIF(json_format(${json}), 'null'))`;
}

/** The fields of `struct<a:string,b:struct<…>>`. */
function fieldsOf(type: string): readonly (readonly [name: string, type: string])[] {
  const inner = /^struct<(.*)>$/.exec(type)?.[1] ?? '';
  const fields: [string, string][] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= inner.length; at++) {
    const character = inner[at] ?? ',';
    if (character === '<') depth++;
    else if (character === '>') depth--;
    else if (character === ',' && depth === 0) {
      const [name = '', ...rest] = inner.slice(from, at).split(':');
      fields.push([name, rest.join(':')]);
      from = at + 1;
    }
  }
  return fields;
}

function trinoType(type: string): string {
  if (type === 'string') return 'varchar';
  const element = /^array<(.*)>$/.exec(type)?.[1];
  if (element !== undefined) return `array(${trinoType(element)})`;
  return `row(${fieldsOf(type)
    .map(([name, of]) => `${queryName(name)} ${trinoType(of)}`)
    .join(', ')})`;
}
