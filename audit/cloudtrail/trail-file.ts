import type { JsonObject } from '../../contract/json-object';
import { reasonOf } from '../errors/reason';
import { lookAlike } from '../sources/look-alike';
import { isBareRecord, openContainer, type Content } from './containers';
import { isEventTable, readEventTable } from './event-rows';
import { jsonValues, mayRepeatKeys, repeatedKey } from './json-values';
import { neighbourName, type Neighbour } from './neighbours';

/** What stands in a file. */
export interface TrailContent {
  readonly records: readonly unknown[];
  /** Where each record stands, such as `line 3`; without, each is known by its number. */
  readonly positions?: readonly string[];
  /** Parts that hold something which could not be read. */
  readonly unreadable: readonly UnreadablePart[];
  readonly passedOver: readonly Neighbour[];
  /** Why the file is not, or not all, what it should be. */
  readonly problem?: string;
}

/** A part of a file that is no event; `position` says where in the file. */
export interface UnreadablePart {
  readonly position: string;
  readonly reason: string;
}

/** How nearly every file begins; it then ends with a brace. */
const BEGIN = /^\s*\{\s*"Records"\s*:/;
const END = /\}\s*$/;
/** A CloudWatch Logs export to S3 puts the time before each event. */
const EXPORT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z (?=\{)/gm;
/** Envelopes stand in envelopes: EventBridge by way of Firehose by way of a log group. */
export const DEEPEST_ENVELOPE = 6;

/**
 * Reads a file of CloudTrail's events in any of the forms in which they come (containers.ts), or a neighbour of such files.
 * What it is, is told by its structure. No key may occur twice, of which JSON.parse would drop one without a word.
 *
 * Sources: CloudTrail User Guide, "CloudTrail log file examples", "CloudTrail digest file structure"; CloudWatch Logs User
 * Guide, "Export log data to Amazon S3", "Real-time processing of log data with subscriptions"; EventBridge User Guide,
 * "AWS service events delivered via AWS CloudTrail".
 *
 * @param name of the file: it tells files of other services, once what stands in it is not known.
 */
export function readTrailFile(text: string, name = ''): TrailContent {
  const records = onlyRecords(text);
  if (records !== undefined) return checkedRecords(records, text);
  const gathered = createGathering();
  if (isEventTable(text)) readTable(text, gathered);
  else readTexts(text.replace(/^\uFEFF/, ''), [], gathered);
  const { problem } = gathered;
  if (problem === undefined || gathered.records.length > 0) return gathered;
  const neighbour = neighbourName(name);
  if (neighbour !== undefined) return { records: [], unreadable: [], passedOver: [neighbour] };
  const looks = lookAlike(text, 'trail');
  return { ...gathered, problem: looks === undefined ? problem : `${problem}; it ${looks}` };
}

interface Gathering extends TrailContent {
  readonly records: unknown[];
  readonly positions: string[];
  readonly unreadable: UnreadablePart[];
  readonly passedOver: Neighbour[];
  problem?: string;
}

function createGathering(): Gathering {
  return { records: [], positions: [], unreadable: [], passedOver: [] };
}

/** Where something stands: `line 2`, `record 3` of that. */
type Place = readonly string[];

function addRecord(record: unknown, place: Place, gathered: Gathering): void {
  gathered.records.push(record);
  gathered.positions.push(place.join(', '));
}

function addUnreadable(reason: string, place: Place, gathered: Gathering): void {
  if (place.length === 0) gathered.problem ??= reason;
  else gathered.unreadable.push({ position: place.join(', '), reason });
}

function readTable(text: string, gathered: Gathering): void {
  const rows = readEventTable(text);
  if (typeof rows === 'string') {
    addUnreadable(rows, [], gathered);
    return;
  }
  for (const [i, row] of rows.entries()) {
    const place = [`row ${i + 1}`];
    if ('record' in row) addRecord(row.record, place, gathered);
    else addUnreadable(row.problem, place, gathered);
  }
}

/** Reads a text: one JSON value, or several one after the other. */
function readTexts(text: string, place: Place, gathered: Gathering): void {
  const whole = parsed(text);
  if ('json' in whole) {
    readValue(whole.json, text, place, gathered);
    return;
  }
  const pieces = piecesOf(text.replace(EXPORT_TIME, '')).map((piece) => ({ ...piece, read: parsed(piece.text) }));
  // What holds a single value, or none, is not several: it is that one, damaged.
  if (!pieces.some(({ read }) => 'json' in read)) {
    addUnreadable(text.trim() === '' ? 'is empty' : whole.problem, place, gathered);
    return;
  }
  for (const [i, { text: piece, line, read }] of pieces.entries()) {
    const where = [...place, `line ${line}`];
    if ('json' in read) readValue(read.json, piece, where, gathered);
    else addUnreadable(read.problem, where, gathered);
    // Nobody knows how much was to follow.
    if ('problem' in read && i === pieces.length - 1) gathered.problem ??= `ends within ${where.join(', ')}`;
  }
}

interface Piece {
  readonly text: string;
  readonly line: number;
}

/** Where the first line is whole, lines are taken by themselves, so that a damaged one does no harm to the next. */
function piecesOf(text: string): readonly Piece[] {
  const lines = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [{ text: line, line: i + 1 }]));
  const isByLine =
    lines[0] !== undefined && [...jsonValues(lines[0].text)].some((value) => 'json' in parsed(value.text));
  if (!isByLine) return [...jsonValues(text)];
  return lines.flatMap(({ text: line, line: number }) =>
    [...jsonValues(line)].map((value) => ({ text: value.text, line: number })),
  );
}

function parsed(text: string): { readonly json: unknown } | { readonly problem: string } {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `is not JSON: ${reasonOf(error)}` };
  }
}

/** @param text that the value was read from; of a value within another, what stands around it has been looked at. */
function readValue(json: unknown, text: string | undefined, place: Place, gathered: Gathering): void {
  if (place.length > DEEPEST_ENVELOPE) addUnreadable('holds envelopes in envelopes without end', place, gathered);
  else if (Array.isArray(json)) readContent({ parts: json.map((value: unknown) => ({ value })) }, place, gathered);
  else if (typeof json === 'object' && json !== null) readObject(json as JsonObject, text, place, gathered);
  else if (place.length === 0) addUnreadable(NO_TRAIL_FILE, place, gathered);
  else addRecord(json, place, gathered);
}

function readObject(json: JsonObject, text: string | undefined, place: Place, gathered: Gathering): void {
  const repeated = text === undefined ? undefined : repeatedKey(text);
  if (repeated !== undefined) {
    addUnreadable(`has the key ${JSON.stringify(repeated)} more than once`, place, gathered);
    return;
  }
  const opened = openContainer(json);
  const misspelt = Object.keys(json).find((key) => key.toLowerCase() === 'records');
  if (opened.kind === 'container') readContent(opened.content, place, gathered);
  else if (opened.kind === 'problem') addUnreadable(opened.problem, place, gathered);
  else if (misspelt !== undefined) {
    addUnreadable(`has ${JSON.stringify(misspelt)}, and no array "Records"`, place, gathered);
  } else if (opened.kind === 'neighbour') gathered.passedOver.push(opened.neighbour);
  else if (opened.kind === 'record') addRecord(json, place.length === 0 ? ['record 1'] : place, gathered);
  else addUnreadable(NO_TRAIL_FILE, place, gathered);
}

function readContent({ parts, problem }: Content, place: Place, gathered: Gathering): void {
  if (problem !== undefined) gathered.problem ??= place.length === 0 ? problem : `${place.join(', ')} ${problem}`;
  for (const [i, part] of parts.entries()) {
    const where = [...place, `record ${i + 1}`];
    if ('problem' in part) addUnreadable(part.problem, where, gathered);
    else if ('text' in part) readTexts(part.text, where, gathered);
    else if (isBareRecord(part.value)) addRecord(part.value, where, gathered);
    else readValue(part.value, undefined, where, gathered);
  }
}

/** The records of a file that has nothing else: what stands between is one array then, and Records its only key. */
function onlyRecords(text: string): readonly unknown[] | undefined {
  const begin = BEGIN.exec(text);
  const end = END.exec(text.slice(-64));
  if (begin === null || end === null) return undefined;
  try {
    const json: unknown = JSON.parse(text.slice(begin[0].length, text.length - end[0].length));
    return Array.isArray(json) && json.every(isBareRecord) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Of a key that occurs twice JSON.parse drops one: nobody knows what the record was to say. */
function checkedRecords(records: readonly unknown[], text: string): TrailContent {
  // The one key that stands around the records.
  const repeated = mayRepeatKeys(text, { Records: records }) ? repeatedKey(text) : undefined;
  if (repeated === undefined) return { records, unreadable: [], passedOver: [] };
  const problem = `has the key ${JSON.stringify(repeated)} more than once`;
  return { records: [], unreadable: [], passedOver: [], problem };
}

const NO_TRAIL_FILE = 'is no CloudTrail file: it has no Records, nor another form in which events come';
