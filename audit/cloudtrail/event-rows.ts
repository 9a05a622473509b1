import { parse } from 'csv-parse/sync';
import { isObject, type JsonObject } from '../../contract/json-object';
import { reasonOf } from '../errors/reason';

/** A row of a table of events: a record, or why it is none. */
export type EventRow = { readonly record: JsonObject } | { readonly problem: string };

/** Fields of a record by their names in small letters, as the columns of Lake and Athena are called. */
const FIELDS = byLowerCase([
  ...[
    'eventVersion',
    'userIdentity',
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'sourceIPAddress',
    'userAgent',
  ],
  ...[
    'errorCode',
    'errorMessage',
    'requestParameters',
    'responseElements',
    'additionalEventData',
    'requestID',
    'eventID',
  ],
  ...['readOnly', 'resources', 'eventType', 'managementEvent', 'recipientAccountId', 'vpcEndpointId'],
  ...['vpcEndpointAccountId', 'eventCategory', 'tlsDetails', 'sharedEventID', 'apiVersion'],
]);
/** Of these the structure is a value of its own: JSON, or as Trino prints rows and maps. */
const STRUCTURED = [
  'userIdentity',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'resources',
  'tlsDetails',
];
const KEYS_WITHIN = byLowerCase([
  ...[
    'principalId',
    'accountId',
    'accessKeyId',
    'userName',
    'invokedBy',
    'sessionContext',
    'sessionIssuer',
    'bucketName',
  ],
]);
/** Without one of these, a row would tell less than its event did: nothing of a refusal, or of the path. */
const NEEDED = [
  ...['eventTime', 'eventSource', 'eventName', 'sourceIPAddress', 'userIdentity', 'errorCode', 'requestParameters'],
  ...['additionalEventData', 'requestID', 'resources', 'vpcEndpointId', 'eventCategory'],
];
/** Columns that hold the whole event as JSON. */
const WHOLE_EVENT = ['eventjson', 'cloudtrailevent'];

/** Says whether a text is a table whose first row names fields of events. */
export function isEventTable(text: string): boolean {
  const names = (text.slice(0, 8192).split(/\r?\n/, 1)[0] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.replace(/^\s*"|"\s*$/g, ''));
  return (
    names.some((name) => WHOLE_EVENT.includes(name)) || (names.includes('eventsource') && names.includes('eventtime'))
  );
}

/**
 * Reads a table of events, CSV as CloudTrail Lake and Athena write the result of a query. Sources: CloudTrail User Guide,
 * "Supported SQL schemas for event data stores"; Athena User Guide, "Query AWS CloudTrail logs".
 *
 * @returns its rows, the first one after the names; or why it cannot be read.
 */
export function readEventTable(text: string): readonly EventRow[] | string {
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    return `is no CSV: ${reasonOf(error)}`;
  }
  const [names = [], ...cells] = rows;
  const columns = names.map((name) => name.trim().toLowerCase());
  const repeated = columns.find((name, i) => columns.indexOf(name) < i);
  if (repeated !== undefined) return `has the column ${JSON.stringify(repeated)} more than once`;
  const whole = columns.findIndex((name) => WHOLE_EVENT.includes(name));
  const missing = whole >= 0 ? [] : NEEDED.filter((name) => !columns.includes(name.toLowerCase()));
  if (missing.length > 0) return `lacks the columns ${missing.join(', ')}: its rows tell less than their events did`;
  return cells.map((row): EventRow => {
    if (row.length !== columns.length) return { problem: `has ${row.length} cells, where ${columns.length} are named` };
    return whole >= 0 ? wholeEvent(row[whole] ?? '') : eventOf(columns, row);
  });
}

function wholeEvent(cell: string): EventRow {
  try {
    const json: unknown = JSON.parse(cell);
    if (isObject(json)) return { record: json };
  } catch {
    // Told below.
  }
  return { problem: 'holds no event as JSON' };
}

function eventOf(columns: readonly string[], cells: readonly string[]): EventRow {
  const record: Record<string, unknown> = {};
  for (const [i, column] of columns.entries()) {
    const name = FIELDS.get(column);
    const cell = cells[i] ?? '';
    if (name === undefined || cell === '' || cell === 'null') continue;
    const value = STRUCTURED.includes(name) ? readStructure(cell) : cell;
    if (value === undefined) return { problem: `has a cell ${name} that can be read in more than one way, or in none` };
    record[name] = name === 'eventTime' ? isoText(cell) : name === 'managementEvent' ? cell === 'true' : value;
  }
  return { record };
}

/** Lake writes `2026-01-05 10:00:00.000`, in UTC. */
function isoText(cell: string): string {
  return cell.replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?( UTC|Z)?$/, '$1T$2Z');
}

/** A value as JSON, or as Trino prints it: `{key=value, key={…}}`, `[…]`. `undefined` where it is neither. */
function readStructure(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    const read = readPrinted(cell, 0);
    return read?.end === cell.length ? read.value : undefined;
  }
}

interface Printed {
  readonly value: unknown;
  readonly end: number;
}

const KEY = /([^\s={}[\],]+)=/y;
/** A value ends where the next key begins, or with its row. */
const VALUE_END = /(?=, [^\s={}[\],]+=)|(?=[}\]])|$/g;

function readPrinted(text: string, at: number): Printed | undefined {
  if (text[at] === '{') return readMap(text, at + 1);
  if (text[at] === '[') return readList(text, at + 1);
  VALUE_END.lastIndex = at;
  const end = VALUE_END.exec(text)?.index ?? text.length;
  const value = text.slice(at, end);
  return { value: value === 'null' ? null : value, end };
}

/** A key that occurs twice was written by whoever chose a value, an object's key perhaps. */
function readMap(text: string, from: number): Printed | undefined {
  const map: Record<string, unknown> = {};
  if (text[from] === '}') return { value: map, end: from + 1 };
  for (let at = from; ; at += 2) {
    KEY.lastIndex = at;
    const name = KEY.exec(text)?.[1];
    const read = name === undefined ? undefined : readPrinted(text, KEY.lastIndex);
    if (name === undefined || read === undefined) return undefined;
    const key = name === 'arn' && text.startsWith('[') ? 'ARN' : (KEYS_WITHIN.get(name) ?? name);
    if (Object.hasOwn(map, key)) return undefined;
    map[key] = read.value;
    at = read.end;
    if (text[at] === '}') return { value: map, end: at + 1 };
    if (!text.startsWith(', ', at)) return undefined;
  }
}

function readList(text: string, from: number): Printed | undefined {
  const list: unknown[] = [];
  if (text[from] === ']') return { value: list, end: from + 1 };
  for (let at = from; ; at += 2) {
    const read = readPrinted(text, at);
    if (read === undefined) return undefined;
    list.push(read.value);
    at = read.end;
    if (text[at] === ']') return { value: list, end: at + 1 };
    if (!text.startsWith(', ', at)) return undefined;
  }
}

function byLowerCase(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}
