import { createHash } from 'node:crypto';
import { ACCESS_LOG_FIELDS } from '../../../../../contract/access-log-fields';
import { parseLine } from '../../../../access-log/parse-line';
import { redactUri } from '../../../../access-log/redact-uri';
import { worstReading } from '../../../../access-log/worst-reading';
import { TOO_LONG } from '../../../../sources/longest-line';
import { DIGEST_DIGITS } from '../../scanner/layout';

/** What of a line is kept in tables: a record's fields, or a reject's reason and text. */
export type LineRow =
  | {
      readonly kind: 'record';
      /** The first half of the SHA-256 of the line, in hexadecimal: lines equal in every byte are one record. */
      readonly digest: string;
      readonly ambiguous: boolean;
      /** Of the known fields, absent ones as a dash. */
      readonly values: readonly string[];
      /** Fields behind those. */
      readonly extra: readonly string[];
    }
  | { readonly kind: 'reject'; readonly reason: string; readonly text: string }
  | { readonly kind: 'blank' };

/**
 * Reads a line for the tables: an ambiguous one by its worst reading, URIs without the credentials of presigned requests.
 *
 * @param complete false where the line was too long to be kept whole.
 */
export function readRow(line: Buffer, complete = true): LineRow {
  if (!complete) return rejected(TOO_LONG, line);
  const parsed = parseLine(line.toString('latin1'));
  if (parsed.kind === 'blank') return parsed;
  if (parsed.kind === 'reject') return rejected(parsed.reason, line);
  const record = worstReading(parsed.readings);
  const values = ACCESS_LOG_FIELDS.map(({ name }) => {
    const value = record[name] ?? '-';
    return inUtf8(name === 'requestUri' || name === 'referer' ? redactUri(String(value)) : String(value));
  });
  return {
    kind: 'record',
    digest: digestOf(line),
    ambiguous: parsed.ambiguous,
    values,
    extra: record.extra.map(inUtf8),
  };
}

/** The digest of a line, by which lines delivered twice are told. */
export function digestOf(line: Uint8Array): string {
  return createHash('sha256').update(line).digest('hex').slice(0, DIGEST_DIGITS);
}

function inUtf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

function rejected(reason: string, line: Buffer): LineRow {
  return { kind: 'reject', reason, text: redactUri(line.toString('utf8')) };
}
