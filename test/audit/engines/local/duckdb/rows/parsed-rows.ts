import { createHash } from 'node:crypto';
import { ACCESS_LOG_FIELDS } from '../../../../../../contract/access-log-fields';
import { parseLine } from '../../../../../../audit/access-log/parse-line';
import { redactUri } from '../../../../../../audit/access-log/redact-uri';
import { worstReading } from '../../../../../../audit/access-log/worst-reading';

/** A row of the tables as a list: line, reason, text, digest, ambiguous, the fields in their order, what follows them. */
export type ParsedRow = readonly unknown[];

const NO_FIELDS = ACCESS_LOG_FIELDS.map(() => null);

/** What the tables are to hold of the lines of a file, by the parser alone; blank lines are no rows. */
export function parsedRows(lines: readonly Buffer[]): readonly ParsedRow[] {
  return lines.flatMap((line, index) => rowsOf(line, index + 1));
}

/** SQL that gives such rows. */
export const PARSED_ROWS = `SELECT line, reason, text, digest, ambiguous, ${ACCESS_LOG_FIELDS.map(({ column, type }) =>
  type === 'timestamp' ? `epoch(${column})` : type === 'integer' ? `CAST(${column} AS DOUBLE)` : column,
).join(', ')}, extra FROM stored.log_line`;

function rowsOf(line: Buffer, number: number): readonly ParsedRow[] {
  const parsed = parseLine(line.toString('latin1'));
  if (parsed.kind === 'blank') return [];
  if (parsed.kind === 'reject')
    return [[number, parsed.reason, redactUri(line.toString('utf8')), null, null, ...NO_FIELDS, null]];
  const record = worstReading(parsed.readings);
  const digest = createHash('sha256').update(line).digest('hex').slice(0, 32);
  const values = ACCESS_LOG_FIELDS.map(({ name }) => {
    const value = record[name];
    if (typeof value !== 'string') return value;
    return inUtf8(name === 'requestUri' || name === 'referer' ? redactUri(value) : value);
  });
  return [[number, null, null, digest, parsed.ambiguous, ...values, record.extra.map(inUtf8)]];
}

function inUtf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
