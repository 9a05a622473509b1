import { ACCESS_LOG_FIELDS, type AccessLogField } from '../../../../contract/access-log-fields';
import { queryText } from './sql-text';

// Lines that the table's expression cannot take apart, and the parser can: host ids of two words, later fields in quotes, records
// as CloudWatch Logs has them. Such a line is not plain, so the parser reads it wherever a verdict depends on it; here its columns
// are put right for those who query the view, and its ids for events to be joined by.

/** A host id as S3 writes it: no other field of the tail looks so. */
const HOST_ID = '[A-Za-z0-9+/]{40,}={0,2}';
const isHostId = (column: string): string => `regexp_like(${column}, ${queryText(`^${HOST_ID}$`)})`;

/** Two words stand for the host id, the second one of which it is: all fields behind them are one further than their columns. */
export const HOST_ID_OF_TWO_WORDS = `COALESCE(${isHostId('signature_version')} AND NOT ${isHostId('host_id')}, false)`;

const TAIL = ACCESS_LOG_FIELDS.filter(({ tail }) => tail).map(({ column }) => column);
/** What the fields of the tail look like where all are there; others may be any word. */
const LOOKS: Readonly<Record<string, string>> = {
  host_id: `${HOST_ID}|-`,
  signature_version: 'SigV[0-9A-Za-z_]+|-',
  authentication_type: 'AuthHeader|QueryString|-',
  tls_version: 'TLS[Vv][0-9.]+|-',
};
/**
 * The User-Agent and all known fields after it, then words of which the last is in quotes: a field that AWS may add one day.
 *
 * @param wanted what the group captures.
 */
const beforeLaterQuoted = (wanted: string): string => {
  const group = (column: string, looks: string): string => `(${column === wanted ? '' : '?:'}${looks})`;
  const tail = TAIL.map((column) => group(column, LOOKS[column] ?? '[^ "]+')).join(' ');
  return `^.*"${group('user_agent', '[^"]*')}" ${tail}(?:[^"]*"[^"]*")+$`;
};
const MAY_HAVE_LATER_QUOTED = `user_agent LIKE '%" %' AND regexp_like(line, '"$')`;

/** Members of a record as CloudWatch Logs has them; in a text that a client wrote, the quotes would be escaped. */
const MEMBERS: Readonly<Record<string, readonly [name: string, value: string]>> = {
  bucket: ['bucket_name', '[^"\\\\]+'],
  request_id: ['request_id', '[A-Za-z0-9-]+'],
  host_id: ['host_id', '[^"\\\\]+'],
};

/**
 * The value of a column, of odd lines too.
 *
 * @param typed its value of all others.
 */
export function ofOddLines({ column }: AccessLogField, typed: string): string {
  const member = MEMBERS[column];
  const shifted = [...TAIL.slice(TAIL.indexOf('host_id')), 'extra'];
  const next = shifted[shifted.indexOf(column) + 1];
  const cases = [
    ...(member ? [`WHEN bucket_owner IS NULL THEN ${extracted(`"${member[0]}" *: *"(${member[1]})"`)}`] : []),
    ...(shifted.includes(column) && next !== undefined
      ? [
          `WHEN ${HOST_ID_OF_TWO_WORDS} THEN ${next === 'extra' ? extracted('([^ ]+)', 'extra') : `NULLIF(${next}, '-')`}`,
        ]
      : []),
    ...(['user_agent', ...TAIL].includes(column)
      ? [`WHEN ${MAY_HAVE_LATER_QUOTED} THEN COALESCE(${extracted(beforeLaterQuoted(column))}, ${typed})`]
      : []),
  ];
  return cases.length === 0 ? typed : `CASE\n    ${[...cases, `ELSE ${typed}`].join('\n    ')} END`;
}

/** What the group of an expression captures, NULL where that is a dash or nothing matches. */
function extracted(pattern: string, text = 'line'): string {
  return `NULLIF(NULLIF(regexp_extract(${text}, ${queryText(pattern)}, 1), ''), '-')`;
}
