import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../../../contract/access-log-fields';
import { ACCESS_LOG_COLUMNS, accessLogRegex } from '../../../../contract/access-log-regex';
import { readLogTime } from '../../../access-log/log-time';
import { parseLine } from '../../../access-log/parse-line';
import { redactUri } from '../../../access-log/redact-uri';
import { worstReading } from '../../../access-log/worst-reading';
import { TOO_LONG } from '../../../sources/longest-line';

/** What of a line is kept in tables: a record's fields, or a reject's reason and text. */
export type LineRow =
  | ({
      readonly kind: 'record';
      /** The first half of the SHA-256 of the line, in hexadecimal: lines equal in every byte are one record. */
      readonly digest: string;
    } & RowFields)
  | { readonly kind: 'reject'; readonly reason: string; readonly text: string }
  | { readonly kind: 'blank' };

/** A record as text. */
export interface RowFields {
  /** `FIELDS_BEFORE` and the values of the known fields, absent ones as a dash. */
  readonly fields: string;
  /** What stands between them, and in none of them: a control character, which few lines hold, or else a line feed. */
  readonly separator: typeof SEPARATOR | typeof SAFE_SEPARATOR;
  /** Fields behind those. */
  readonly extra: readonly string[];
}

/** What stands before the fields of the record: whether the line is ambiguous, `t` or `f`. */
export const FIELDS_BEFORE = 1;
/** Separates the fields of a line without control characters, and those of any line. */
export const SEPARATOR = '\x01';
const SAFE_SEPARATOR = '\n';
/** A control character among bytes. */
const CONTROL = /[^ -~\x80-\xff]/;
const DIGEST_DIGITS = 32;

const RECORD = new RegExp(accessLogRegex);
/** S3 writes no longer line (its key and its headers are bounded); on one of megabytes the expression runs out of stack. */
const LONGEST_ORDINARY = 256 * 1024;
const GROUP_OF = Object.fromEntries(ACCESS_LOG_COLUMNS.map(({ name }, index) => [name, index + 1]));
const group = (column: string): number => GROUP_OF[column] ?? NaN;
const [TIME, REQUESTER, URI] = [group('request_time'), group('requester'), group('request_uri')];
const [REFERER, AGENT, HOST] = [group('referer'), group('user_agent'), group('host_header')];
const [BYTES_SENT, EXTRA] = [group('bytes_sent'), group('extra')];

/**
 * Reads a line for the tables: an ambiguous one by its worst reading, URIs without the credentials of presigned requests.
 *
 * @param complete false where the line was too long to be kept whole.
 */
export function readRow(line: Buffer, complete = true): LineRow {
  if (!complete) return rejected(TOO_LONG, line.toString('utf8'));
  const text = line.toString('latin1');
  const mayBeOrdinary = line.length <= LONGEST_ORDINARY && isAscii(line) && !CONTROL.test(text);
  const ordinary = mayBeOrdinary ? ordinaryFields(text) : undefined;
  if (ordinary !== undefined) return { kind: 'record', digest: digestOf(line), ...ordinary };
  const parsed = parseLine(text);
  if (parsed.kind === 'blank') return { kind: 'blank' };
  if (parsed.kind === 'reject') return rejected(parsed.reason, line.toString('utf8'));
  const separator = CONTROL.test(text) ? SAFE_SEPARATOR : SEPARATOR;
  const { fields, extra } = fieldsOf(worstReading(parsed.readings), parsed.ambiguous, separator);
  return { kind: 'record', digest: digestOf(line), fields: inUtf8(fields), separator, extra: extra.map(inUtf8) };
}

function inUtf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

function rejected(reason: string, text: string): LineRow {
  return { kind: 'reject', reason, text: redactUri(text) };
}

function digestOf(line: Buffer): string {
  return createHash('sha256').update(line).digest('hex').slice(0, DIGEST_DIGITS);
}

/** The fields of a record that was parsed. */
export function fieldsOf(
  record: AccessLogRecord,
  ambiguous: boolean,
  separator: RowFields['separator'] = SEPARATOR,
): RowFields {
  const values = ACCESS_LOG_FIELDS.map(({ name }) => {
    const value = record[name];
    return typeof value === 'string' && (name === 'requestUri' || name === 'referer') ? redactUri(value) : value;
  });
  const fields = [ambiguous ? 't' : 'f', ...values.map((value) => value ?? '-')].join(separator);
  return { fields, separator, extra: record.extra };
}

/**
 * The fields of a line of the ordinary shape, by the regular expression alone, which is many times faster than the parser.
 * Ordinary is a line that can be read in one way for certain: three quoted fields without quotes inside, and no place for
 * another response or a second record behind the request URI. It holds no control characters. The result is what the parser gives.
 *
 * @returns `undefined` for every other line.
 */
export function ordinaryFields(line: string): RowFields | undefined {
  const match = RECORD.exec(line);
  if (match === null || !isOrdinary(match)) return undefined;
  const time = readLogTime(match[TIME] ?? '');
  if (time === undefined) return undefined;
  const values = match.slice(1, EXTRA).map((value: string | undefined) => value ?? '-');
  values[TIME - 1] = String(time);
  values[URI - 1] = redactUri(match[URI] ?? '-');
  values[REFERER - 1] = redactUri(match[REFERER] ?? '-');
  if (values[BYTES_SENT - 1] === '-') values[BYTES_SENT - 1] = '0';
  // A space stands before each.
  const extra = (match[EXTRA] ?? '').split(' ').slice(1);
  return { fields: `f${SEPARATOR}${values.join(SEPARATOR)}`, separator: SEPARATOR, extra };
}

/** How a time in brackets ends: a second record may begin within the line. */
const TIME_END = / [+-][0-9]{4}\]/;

/** Every other response would begin at a quote: of the three fields, or of the User-Agent with a tail that reads as one. */
function isOrdinary(match: RegExpExecArray): boolean {
  const quoted = [match[URI], match[REFERER], match[AGENT]];
  const isDoubtful = (text: string | undefined): boolean =>
    text === undefined || text.includes('"') || text.startsWith(' ') || TIME_END.test(text);
  if (quoted.some(isDoubtful)) return false;
  const host: string | undefined = match[HOST];
  return match[REQUESTER]?.includes(' ') === false && (host === undefined || !/^(-|\d+)$/.test(host));
}
