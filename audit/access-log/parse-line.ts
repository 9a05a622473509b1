import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../contract/access-log-fields';
import { exposureOf } from '../records/outcome';
import { readLogTime } from './log-time';
import { isJsonLine, parseJsonLine } from './parse-json-line';
import { isUtf8Text } from './utf8-text';

/** What a line of a server access log is. */
export type ParsedLine =
  | { readonly kind: 'blank' }
  | { readonly kind: 'reject'; readonly reason: string }
  | {
      readonly kind: 'record';
      /** One reading for each status, and what it gives away, that the line can be read to have, the shortest URI's first. */
      readonly readings: readonly [AccessLogRecord, ...AccessLogRecord[]];
      /** The line can be read in more than one way. */
      readonly ambiguous: boolean;
    };

const OWNER_BUCKET_TIME = /^([^\s"]+) ([^\s"[\]]+) \[([^\]]{26})\] +/;
/** No bucket owner or bucket comes near; a regular expression over a line of 16 MiB without a space runs out of stack. */
const LONGEST_START = 1024 * 1024;
const REQUEST_ID = /^[A-Za-z0-9-]+$/;
const OPERATION = /^[A-Z][A-Z0-9]*(\.[A-Z0-9_-]+)+$/;
/** Operations of the SOAP API keep the spelling of their names, such as `SOAP.CreateBucket`. */
const SOAP_OPERATION = /^SOAP\.[A-Za-z0-9]+$/;
/** Status, error code, bytes sent, object size, total time, turn-around time; then the referer, quoted or a dash. */
const RESPONSE =
  / (?<status>-|[1-5]\d\d) (?<error>[A-Za-z0-9._-]+) (?<sent>-|\d{1,15}) (?<size>-|\d{1,15}) (?<total>-|\d{1,15}) (?<turn>-|\d{1,15}) (?=["-])/y;
/** A bare request URI before a response; a look-ahead, since in a row of dashes one such place overlaps the next. */
const DASH_URI = /(?= - (?:-|[1-5]\d\d) [A-Za-z0-9._-]+ (?:(?:-|\d{1,15}) ){4}["-])/g;
/** An operation is no part of a requester and no request ID, so a head ends at the first one that has four words before it. */
const MOST_DASH_HEADS = 4;
const TIME = String.raw`\[\d\d/[A-Z][a-z]{2}/\d{4}(?::\d\d){3} [+-]\d{4}\]`;
const INNER_TIME = new RegExp(TIME, 'g');
/** How a time in brackets ends; no requester and no field after the User-Agent holds one. */
const TIME_END = / [+-]\d{4}\]/;
/** Time to key of a record that begins within a line, before its request URI. */
const INNER_HEAD = new RegExp(
  `${TIME} +[^ "]+ {1,2}(?:[^ "]+ ){1,8}?[A-Za-z0-9-]+ [A-Z][A-Z0-9]*(?:\\.[A-Z0-9_-]+)+ [^ "]+ (?=["-])`,
  'g',
);
const TAIL_FIELDS = ACCESS_LOG_FIELDS.flatMap(({ name, tail }) => (tail ? [name] : []));

/**
 * Reads one line of a server access log, given without its line end and with bytes as latin1 characters.
 *
 * Request URI, Referer and User-Agent may hold unescaped quotes, so a client can write into them what looks like the rest
 * of a record. Every way of reading the line is therefore tried, and the line is ambiguous when there is more than one.
 * The fields before the request URI and after the User-Agent are written by S3 and hold no quotes.
 * Source of the format: S3 User Guide, "Amazon S3 server access log format".
 */
export function parseLine(text: string): ParsedLine {
  try {
    return readLine(text);
  } catch (error) {
    // A regular expression has run out of stack, as it may on words of megabytes; S3 writes none.
    if (error instanceof RangeError) return reject('holds a word that is too long to be read');
    throw error;
  }
}

function readLine(text: string): ParsedLine {
  const line = withoutLineEnd(text);
  if (line === '') return { kind: 'blank' };
  if (!isUtf8Text(line)) return reject('holds bytes that are no UTF-8, or U+FFFD, which stands for such');
  if (isJsonLine(line)) {
    const record = parseJsonLine(line);
    return typeof record === 'string' ? reject(record) : { kind: 'record', readings: [record], ambiguous: false };
  }
  const start = OWNER_BUCKET_TIME.exec(line.slice(0, LONGEST_START));
  if (start === null) return reject('does not begin with bucket owner, bucket and [time]');
  const [prefix, , bucket, timeText = ''] = start;
  if (bucket === '-') return reject('names no bucket, which S3 always knows');
  const time = readLogTime(timeText);
  if (time === undefined) return reject('has no valid time in the brackets');
  const heads = headsOf(line, prefix.length);
  if (heads.length === 0) return reject('lacks remote IP, requester, request ID, operation or key after the time');

  const ending = endingOf(line);
  const byAnswer = new Map<string, AccessLogRecord>();
  let ways = 0;
  for (const head of heads) {
    for (const response of responsesOf(line, head)) {
      const agents = agentsOf(line, response.end, ending);
      if (agents === undefined) continue;
      ways += agents.ambiguous ? 2 : 1;
      const answer = `${String(response.fields.httpStatus)} ${exposureOf(response.fields)}`;
      if (byAnswer.has(answer)) continue;
      const requestUri = orNull(line.slice(head.uriStart, response.start));
      byAnswer.set(answer, recordOf(start, time, head.fields, requestUri, response.fields, agents));
    }
  }
  if (holdsSecondRecord(line, prefix.length, ending)) return reject('holds the beginning of a second record');
  const [first, ...others] = byAnswer.values();
  if (first === undefined) return reject('lacks status, sizes, times, referer or user agent after the request URI');
  return { kind: 'record', readings: [first, ...others], ambiguous: ways > 1 };
}

/** Field by field: putting spread objects together takes longer than all the rest of reading a line. */
function recordOf(
  [, bucketOwner = '', bucket = '']: readonly string[],
  time: number,
  { remoteIp, requester, requestId, operation, key }: Head['fields'],
  requestUri: string | null,
  { httpStatus, errorCode, bytesSent, objectSize, totalTime, turnAroundTime }: Response['fields'],
  { referer, userAgent, tail }: Agents,
): AccessLogRecord {
  const record = {
    bucketOwner,
    bucket,
    time,
    remoteIp,
    requester,
    requestId,
    operation,
    key,
    requestUri,
    httpStatus,
    errorCode,
    bytesSent,
    objectSize,
    totalTime,
    turnAroundTime,
    referer,
    userAgent,
  } as Mutable<AccessLogRecord>;
  // Missing fields are null one by one, further ones are kept.
  const { words, beforeHostId } = withHostIdOfOneWord(tail);
  for (const [i, name] of TAIL_FIELDS.entries()) record[name] = orNull(words[i] ?? '-');
  record.extra = [...words.slice(TAIL_FIELDS.length), ...beforeHostId];
  return record;
}

const HOST_ID_AT = TAIL_FIELDS.indexOf('hostId');
const HOST_ID = /^[A-Za-z0-9+/]{40,}={0,2}$/;

/**
 * Some lines have two words for the host id, the id of a principal before it; CloudTrail has the second alone. No signature
 * version, which follows it in all others, looks like a host id.
 */
function withHostIdOfOneWord(tail: Tail): { readonly words: Tail; readonly beforeHostId: Tail } {
  const isOfTwo = !HOST_ID.test(tail[HOST_ID_AT] ?? '') && HOST_ID.test(tail[HOST_ID_AT + 1] ?? '');
  if (!isOfTwo) return { words: tail, beforeHostId: [] };
  return { words: tail.filter((_, i) => i !== HOST_ID_AT), beforeHostId: tail.slice(HOST_ID_AT, HOST_ID_AT + 1) };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Says whether a second record begins within the line: where a line feed was lost, or a torn line goes on as the next one.
 * It would vanish in a URI, a User-Agent or the tail of the first, and with it the address it came from. A client that
 * sends the beginning of a record as its User-Agent cannot be told from that, and is rejected too.
 */
function holdsSecondRecord(line: string, from: number, ending: Ending): boolean {
  INNER_TIME.lastIndex = Math.max(from, ending.lastQuote + 1);
  // No field after the User-Agent holds a time.
  if (INNER_TIME.test(line)) return true;
  INNER_HEAD.lastIndex = from;
  return INNER_HEAD.test(line);
}

/** Drops the carriage return and padding that may follow a record; a loop, since a line may be a megabyte of blanks. */
function withoutLineEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r'.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function reject(reason: string): ParsedLine {
  return { kind: 'reject', reason };
}

/** The log writes `-` for unknown or not applicable. */
function orNull(text: string): string | null {
  return text === '-' ? null : text;
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined || text === '-' ? null : Number(text);
}

interface Head {
  readonly fields: Pick<AccessLogRecord, 'remoteIp' | 'requester' | 'requestId' | 'operation' | 'key'>;
  /** Where the text of the request URI begins, past its quote. */
  readonly uriStart: number;
  readonly quoted: boolean;
}

/** Remote IP to key, with the request URI in quotes or, for rows that are no HTTP request, as a bare dash. */
function headsOf(line: string, from: number): readonly Head[] {
  const heads: Head[] = [];
  const quote = line.indexOf('"', from);
  if (quote > from && line[quote - 1] === ' ') {
    const fields = headFields(line.slice(from, quote - 1));
    if (fields !== undefined) heads.push({ fields, uriStart: quote + 1, quoted: true });
  }
  const unquoted = line.slice(from, quote < 0 ? line.length : quote + 1);
  let tried = 0;
  for (const { index } of unquoted.matchAll(DASH_URI)) {
    if (!endsWithOperationAndKey(unquoted, index)) continue;
    const fields = headFields(unquoted.slice(0, index));
    if (fields !== undefined) heads.push({ fields, uriStart: from + index + 1, quoted: false });
    if (++tried === MOST_DASH_HEADS) break;
  }
  return heads;
}

/** Looks at two words alone: a line may be a megabyte of dashes, with a possible end of the head at each. */
function endsWithOperationAndKey(text: string, end: number): boolean {
  const keyAt = text.lastIndexOf(' ', end - 1) + 1;
  const operationAt = text.lastIndexOf(' ', keyAt - 2) + 1;
  return isOperation(text.slice(operationAt, Math.max(operationAt, keyAt - 1)));
}

function isOperation(word: string): boolean {
  return OPERATION.test(word) || SOAP_OPERATION.test(word);
}

/** Only a requester can hold spaces (a CloudFront origin access identity does), and it is an ARN then. */
function headFields(text: string): Head['fields'] | undefined {
  // Some lines have two spaces after the remote IP.
  const words = text.replace(/^(\S+) {2}/, '$1 ').split(' ');
  if (words.length < 5 || words.includes('')) return undefined;
  const [remoteIp = '', ...rest] = words;
  const [requestId = '', operation = '', key = ''] = rest.splice(-3);
  const requester = rest.join(' ');
  if (rest.length > 1) {
    if (!requester.startsWith('arn:') || TIME_END.test(requester)) return undefined;
    if (rest.some((word) => OPERATION.test(word))) return undefined;
  }
  if (!REQUEST_ID.test(requestId) || !isOperation(operation)) return undefined;
  return { remoteIp: orNull(remoteIp), requester: orNull(requester), requestId, operation, key: orNull(key) };
}

interface Response {
  readonly fields: Pick<
    AccessLogRecord,
    'httpStatus' | 'errorCode' | 'bytesSent' | 'objectSize' | 'totalTime' | 'turnAroundTime'
  >;
  /** Where the request URI ends. */
  readonly start: number;
  /** Where the referer begins. */
  readonly end: number;
}

/** Every place after the request URI's start that reads as the end of the URI and a response. */
function* responsesOf(line: string, { uriStart, quoted }: Pick<Head, 'uriStart' | 'quoted'>): Generator<Response> {
  if (!quoted) {
    const response = responseAt(line, uriStart + 1, uriStart + 1);
    if (response !== undefined) yield response;
    return;
  }
  for (let quote = line.indexOf('"', uriStart); quote >= 0; quote = line.indexOf('"', quote + 1)) {
    const response = responseAt(line, quote + 1, quote);
    if (response !== undefined) yield response;
  }
}

function responseAt(line: string, from: number, uriEnd: number): Response | undefined {
  RESPONSE.lastIndex = from;
  const match = RESPONSE.exec(line)?.groups;
  if (match === undefined) return undefined;
  const fields = {
    httpStatus: numberOrNull(match.status),
    errorCode: orNull(match.error ?? '-'),
    bytesSent: numberOrNull(match.sent) ?? 0,
    objectSize: numberOrNull(match.size),
    totalTime: numberOrNull(match.total),
    turnAroundTime: numberOrNull(match.turn),
  };
  return { fields, start: uriEnd, end: RESPONSE.lastIndex };
}

/** What all readings of a line share, found once: hostile lines have many readings. */
interface Ending {
  readonly lastQuote: number;
  /** The last `" "`, where a referer can end and a User-Agent begin. */
  readonly lastSeparator: number;
  /** Finds the first `" "` at a place or after it. */
  readonly separatorFrom: (from: number) => number;
  readonly tail: Tail | undefined;
  /** The tail after a User-Agent that is a bare dash behind a quoted referer. */
  readonly tailAfterDash: Tail | undefined;
}

/** The words after the User-Agent. */
type Tail = readonly string[];

function endingOf(line: string): Ending {
  const later = laterQuotedFields(line);
  const lastQuote = later?.agentEnd ?? line.lastIndexOf('"');
  return {
    lastQuote,
    lastSeparator: lastQuote < 3 ? -1 : line.lastIndexOf('" "', lastQuote - 3),
    separatorFrom: separatorsOf(line),
    tail: later?.tail ?? tailOf(line.slice(lastQuote + 1)),
    tailAfterDash: line.startsWith(' -', lastQuote + 1) ? tailOf(line.slice(lastQuote + 3)) : undefined,
  };
}

/**
 * The known fields after the User-Agent, each in the form that S3 writes, then further ones, of which the last is in quotes:
 * a field that AWS may add one day. Nothing a client writes can stand after them.
 */
const LATER_QUOTED_HERE =
  /^" ([^ "]+ (?:-|[A-Za-z0-9+/]{40,}={0,2}) (?:SigV\d\w*|-) [^ "]+ (?:AuthHeader|QueryString|-) [^ "]+ (?:TLS[Vv][\d.]+|-)(?: [^ "]+){3,20}?)((?: (?:[^ "]+|"[^"]*")){0,20}? "[^"]*")$/;
/** No tail comes near. */
const LONGEST_TAIL = 8 * 1024;
const MOST_QUOTES_TRIED = 8;

function laterQuotedFields(line: string): { readonly agentEnd: number; readonly tail: Tail } | undefined {
  if (!line.endsWith('"')) return undefined;
  // The last place where the tail fits: a client may have written another before it.
  for (let from = line.length, tried = 0; tried < MOST_QUOTES_TRIED; tried++) {
    from = line.lastIndexOf('" ', from - 1);
    if (from < 0 || line.length - from > LONGEST_TAIL) return undefined;
    const [, known = '', further = ''] = LATER_QUOTED_HERE.exec(line.slice(from)) ?? [];
    if (known === '') continue;
    return { agentEnd: from, tail: [...known.split(' '), ...(further.match(/(?<= )(?:"[^"]*"|[^ "]+)/g) ?? [])] };
  }
  return undefined;
}

/** Remembers what it found last: the readings of a line ask for the same separator again and again. */
function separatorsOf(line: string): (from: number) => number {
  let asked = 0;
  let found = -1;
  return (from) => {
    if (from < asked || from > found) found = line.indexOf('" "', from);
    asked = from;
    return found;
  };
}

interface Agents extends Pick<AccessLogRecord, 'referer' | 'userAgent'> {
  readonly tail: Tail;
  readonly ambiguous: boolean;
}

/** Referer, User-Agent and the tail: each of the two is a bare dash or in quotes. */
function agentsOf(line: string, refererAt: number, ending: Ending): Agents | undefined {
  const { lastQuote, lastSeparator, separatorFrom, tail, tailAfterDash } = ending;
  if (line[refererAt] === '-') {
    const agentAt = refererAt + 2;
    if (line[refererAt + 1] !== ' ') return undefined;
    if (line[agentAt] === '"') return agentsFrom('-', line.slice(agentAt + 1, lastQuote), lastQuote > agentAt, tail);
    const bareTail = lastQuote < refererAt ? tailOf(line.slice(agentAt + 1)) : undefined;
    return agentsFrom('-', '-', line[agentAt] === '-', bareTail);
  }
  if (lastSeparator > refererAt) {
    const separator = separatorFrom(refererAt + 1);
    const agents = [line.slice(refererAt + 1, separator), line.slice(separator + 3, lastQuote)] as const;
    return agentsFrom(...agents, true, tail, separator !== lastSeparator);
  }
  return agentsFrom(line.slice(refererAt + 1, lastQuote), '-', lastQuote > refererAt, tailAfterDash);
}

function agentsFrom(
  referer: string,
  userAgent: string,
  wellFormed: boolean,
  tail: Tail | undefined,
  ambiguous = false,
): Agents | undefined {
  if (!wellFormed || tail === undefined) return undefined;
  return { referer: orNull(referer), userAgent: orNull(userAgent), tail, ambiguous };
}

/** Words after the User-Agent, each after one space. */
function tailOf(text: string): Tail | undefined {
  if (text !== '' && !text.startsWith(' ')) return undefined;
  if (TIME_END.test(text)) return undefined;
  const words = text === '' ? [] : text.slice(1).split(' ');
  return words.some((word) => word === '' || word.includes('"')) ? undefined : words;
}
