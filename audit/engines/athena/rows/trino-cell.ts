import { redactUri } from '../../../access-log/redact-uri';
import { isoTimestamp, type Cell } from '../../interface/cell';

/**
 * Makes a value of a result of Athena's showable; all of them come as text. Timestamps become ISO 8601: those without a zone
 * are UTC in our views. Lists, maps and rows stay the text that Athena writes, and text is without the credentials of
 * presigned requests.
 *
 * @param type as Athena calls it, such as `bigint` or `timestamp(3)`.
 */
export function trinoCell(text: string | null, type: string): Cell {
  if (text === null) return null;
  if (/^(tiny|small|big)?int(eger)?$/.test(type) && /^-?\d+$/.test(text)) return BigInt(text);
  if (/^(double|float|real)$/.test(type)) return Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === 'boolean') return text === 'true';
  return type.startsWith('timestamp') ? isoTimestamp(withoutZeros(text)) : redactUri(text);
}

/** `08:00:03.500 UTC` as `08:00:03.5`: fractions as the local engine shows them. */
function withoutZeros(text: string): string {
  return text
    .replace(/ UTC$/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}
